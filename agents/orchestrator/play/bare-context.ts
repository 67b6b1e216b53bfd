import type { ContextPackage } from '../../../schemas/context-package.ts';
import type { TurnContext } from '../../../schemas/loops.ts';
import type { UserTurn } from '../../../schemas/narrative.ts';
import { maySee } from '../../../src/domain/audience.ts';
import type { Table } from './table.ts';

/** What is known of a scene where nobody could put more together, and nothing was put together before: where it is and who is in it, as far as a seat may know. */
export const bareContext = async (
  { canon, narrative, at }: Pick<Table, 'canon' | 'narrative' | 'at'>,
  { universe, story, scene, clock }: TurnContext,
  seat: UserTurn['seat'],
): Promise<ContextPackage> => {
  const [framing] = await narrative.get('scenes', universe, [scene]);
  const { location = null, participants = [] } = framing?.document ?? {};
  const ids = [...(location === null ? [] : [location]), ...participants];
  const [{ revision }, nodes] = [await canon.head(universe), await canon.nodes(universe, ids)];
  const entities = nodes.flatMap((node) =>
    node.kind === 'entity' && maySee(node.visibility, { as: seat })
      ? [{ id: node.id, name: node.name, text: node.description ?? node.name, why: 'is in the scene', score: 1 }]
      : [],
  );
  return {
    canonical: { entities, facts: [], relations: [] },
    narrative: { priorTurns: [], sceneSummary: null, gmNotes: [] },
    recalled: { similarScenes: [], characterMemories: [], ruleExcerpts: [] },
    metadata: {
      ...{ universe, story, scene, asOf: clock, knownAt: revision, assembledAt: at() },
      budget: { tokensMax: 0, tokens: 0, cut: ['nobody could put more together'] },
    },
  };
};
