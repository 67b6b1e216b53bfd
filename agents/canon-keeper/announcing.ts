import type { z } from 'zod';
import type { CanonNode, Fact } from '../../schemas/canon.ts';
import { type CanonEvent, canonEvents } from '../../schemas/canon-events.ts';
import type { Envelope } from '../../schemas/event.ts';
import type { CommitId, FactId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import type { CommitDraft, DecisionDraft } from '../../src/ports/canon-writer.ts';
import type { World } from '../../src/ports/world.ts';
import { keeper, type Request } from './tools.ts';

// What everybody else is told of a batch, in the same transaction.

interface Place {
  story: StoryId | null;
  scene: SceneId | null;
}

export interface News {
  universe: UniverseId;
  request: Request | undefined;
  /** Decisions that are new, each with where its proposal came from. */
  decisions: readonly { draft: DecisionDraft; place: Place }[];
  commit: (CommitDraft & { revision: Revision }) | null;
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
}

type Payload<T extends CanonEvent> = z.infer<(typeof canonEvents)[T]>;

const herald = (world: World, { universe, request, decisions }: News) => {
  const at = new Date(world.now()).toISOString();
  const [first] = decisions;
  const isOne = decisions.every(
    ({ place: { story, scene } }) => story === first?.place.story && scene === first.place.scene,
  );
  const common: Place = isOne && first !== undefined ? first.place : { story: null, scene: null };
  return <T extends CanonEvent>(type: T, payload: Payload<T>, place: Place = common): Envelope => {
    const id = world.newId('event');
    return {
      ...{ id, type, universe, story: place.story, scene: place.scene, cycle: request?.cycle ?? null },
      ...{ correlation: request?.correlation ?? id, causation: request?.causation ?? null, actor: keeper.name },
      ...{ occurredAt: at, traceparent: request?.traceparent ?? null },
      payload: canonEvents[type].parse(payload),
    };
  };
};

const changeOf = (node: Extract<CanonNode, { kind: 'entity' }>, commit: CommitId) => {
  if (node.status !== 'canon') return node.status;
  return node.introduced.commit === commit ? 'created' : 'changed';
};

const once = <T>(items: readonly T[], keyOf: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

export const announcements = (world: World, news: News): Envelope[] => {
  const tell = herald(world, news);
  const { decisions, commit, nodes, facts } = news;
  const decided = decisions.map(({ draft, place }) => {
    const { id: decision, proposal, verdict, reasons, commit: in_ } = draft;
    return tell(
      'proposal.decided.v1',
      { proposal, decision, verdict, code: reasons[0]?.code ?? null, commit: in_ },
      place,
    );
  });
  if (commit === null) return decided;
  const { id, revision, policy } = commit;
  const effects = decisions.map(({ draft }) => draft.effects);
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const same = (fact: FactId): string => fact;
  return [
    tell('canon.committed.v1', { commit: id, revision, policy, facts: facts.length, nodes: nodes.length }),
    ...decided,
    ...once(
      effects.flatMap(({ ended }) => ended),
      ({ fact }) => fact,
    ).map(({ fact, at }) => tell('fact.ended.v1', { fact, at, commit: id })),
    ...once(
      effects.flatMap(({ retconned }) => retconned),
      same,
    ).map((fact) =>
      tell('fact.retconned.v1', { fact, commit: id, replacedBy: byId.get(fact)?.withdrawn?.replacedBy ?? [] }),
    ),
    ...once(
      effects.flatMap(({ restored }) => restored),
      same,
    ).map((fact) => tell('fact.restored.v1', { fact, commit: id })),
    ...nodes.flatMap((node) =>
      node.kind === 'entity'
        ? [
            tell('entity.changed.v1', {
              ...{ entity: node.id, commit: id, change: changeOf(node, id), mergedInto: node.mergedInto },
            }),
          ]
        : [],
    ),
  ];
};
