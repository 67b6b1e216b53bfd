import type { Fact } from '../../schemas/canon.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { PreviewDesk } from './desk.ts';
import type { Foresight, Turning } from './keeper.ts';
import { type Mentions, mentionsOf } from './mentions.ts';
import { nameOf } from './naming.ts';
import { type FactView, type NodeView, type ReasonView, teller } from './telling.ts';

// What something would do to canon, before it is done: what is hit, what rests on it, what stands all the same, what comes back, what else speaks of it.

const factsToldMax = 50;

/** The first of many, and how many there are. */
export interface Some<T> {
  items: readonly T[];
  count: number;
}

export interface Preview {
  /** Of canon, when it was looked at. */
  revision: Revision;
  /** Whether all of it would be accepted. */
  isAccepted: boolean;
  reasons: readonly ReasonView[];
  introduced: Some<FactView>;
  ended: Some<FactView>;
  /** Would be declared never to have been so. */
  retconned: Some<FactView>;
  /** Would hold again. */
  restored: Some<FactView>;
  /** Would be put before a person, for what they rest on goes. */
  flagged: Some<FactView>;
  /** Rest on what goes by way of others, and would be left as they are. */
  resting: Some<FactView>;
  /** Rest on what goes, and stand by somebody else's word. */
  standing: Some<FactView>;
  /** Would be told of somebody else, locked or unlocked. */
  altered: Some<FactView>;
  nodes: Some<NodeView & { becomes: string }>;
  mentions: Mentions;
}

type Fate = 'introduced' | 'ended' | 'retconned' | 'restored' | 'altered' | 'same';

const fateOf = ({ before, after }: Turning<Fact>): Fate => {
  if (before === null) return after.status === 'retconned' ? 'same' : 'introduced';
  if (before.status !== 'retconned' && after.status === 'retconned') return 'retconned';
  if (before.status === 'retconned' && after.status !== 'retconned') return 'restored';
  if (before.valid.to === null && after.valid.to !== null) return 'ended';
  if (before.valid.to !== null && after.valid.to === null) return 'restored';
  const timeless = (fact: Fact): string => canonicalJson({ ...fact, heldUntil: null });
  return timeless(before) === timeless(after) ? 'same' : 'altered';
};

/** How a node would be told of. */
const becoming = ({ before, after }: Foresight['nodes'][number]): string => {
  if (before === null) return 'is new';
  if (nameOf(before) !== nameOf(after)) return `is called ${nameOf(after)}`;
  if ('status' in after && 'status' in before && after.status !== before.status) return `is ${after.status}`;
  if (after.kind === 'entity' && before.kind === 'entity' && after.aliases.length !== before.aliases.length)
    return `is also called ${after.aliases.filter((alias) => !before.aliases.includes(alias)).join(', ')}`;
  return 'changes';
};

export const previewOf = async (desk: PreviewDesk, foresight: Foresight): Promise<Preview> => {
  const told = teller(desk);
  const some = async (facts: readonly Fact[]): Promise<Some<FactView>> => ({
    items: await told.facts(facts.slice(0, factsToldMax)),
    count: facts.length,
  });
  const turnings = (fate: Fate) => foresight.facts.filter((turning) => fateOf(turning) === fate);
  const by = (fate: Fate): Fact[] => turnings(fate).map(({ after }) => after);
  const { judged, resting, standing } = foresight;
  const flaggedIds = new Set<FactId>(judged.flatMap(({ effects }) => effects.flagged));
  // As it is told now, and not as what it would be.
  const retconned = turnings('retconned').map(({ before, after }) => before ?? after);
  const gone = new Set(retconned.map(({ id }) => id));
  const left = resting.filter(({ id }) => !gone.has(id));
  const mentions = await mentionsOf(desk, told, retconned);
  return {
    revision: foresight.revision,
    isAccepted: judged.every(({ verdict }) => verdict === 'accepted'),
    reasons: await told.reasons(judged.flatMap(({ reasons }) => reasons)),
    introduced: await some(by('introduced')),
    ended: await some(by('ended')),
    retconned: await some(retconned),
    restored: await some(by('restored')),
    flagged: await some(left.filter(({ id }) => flaggedIds.has(id))),
    resting: await some(left.filter(({ id }) => !flaggedIds.has(id) && !standing.has(id))),
    standing: await some(left.filter(({ id }) => standing.has(id))),
    altered: await some(by('altered')),
    nodes: {
      items: foresight.nodes.slice(0, factsToldMax).map((turning) => ({
        id: turning.after.id,
        name: nameOf(turning.before ?? turning.after),
        becomes: becoming(turning),
      })),
      count: foresight.nodes.length,
    },
    mentions: foresight.isCut ? { ...mentions, cut: ['what rests on it', ...mentions.cut] } : mentions,
  };
};

/** Whether it would take away something that canon holds. */
export const displaces = ({ judged }: Foresight): boolean =>
  judged.some(({ verdict, effects }) => verdict === 'accepted' && effects.retconned.length > 0);
