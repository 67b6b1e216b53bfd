import type { Evidence } from '../../../schemas/evidence.ts';
import type { Actor, Proposal, ProposalContent } from '../../../schemas/gate.ts';
import type { CycleId, FactId, ProposalId, SceneId, StoryId, TurnId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneFraming, UserTurn } from '../../../schemas/narrative.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import type { DecidedProposal } from '../../../schemas/workers.ts';
import { digestOf } from '../../../src/domain/canonical-json.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { herald } from '../../contract.ts';
import type { Table } from './table.ts';

// What the Orchestrator itself puts forward: that there is a story, that a scene is where it is, and that they are over. It rests on how the scene was
// framed; where a person at the GM's seat framed it, on their word.
// F1. All of it has ids that follow from the cycle and from what it is: what is put forward again is what was put forward.

const orchestrator: Actor = { kind: 'agent', name: 'Orchestrator', seat: null };

/** The words by which a GM frames a scene, kept as a turn of their seat. */
export const framingTurnOf = (scene: SceneId): TurnId => derivedId('turn', scene, 'framing');

const wordsOf = ({ title }: SceneFraming): string => `The scene is ${title}.`;

/** For a scene that the GM frames. */
export const framingWords = (framing: SceneFraming, name: string): UserTurn => ({
  ...{ universe: framing.universe, story: framing.story, scene: framing.id, id: framingTurnOf(framing.id), number: 0 },
  ...{ speaker: name, as: null, seat: 'gm', mode: 'command', text: wordsOf(framing) },
  ...{ storyTime: framing.storyTime, at: framing.at, replaces: null },
});

const evidenceOf = (framing: SceneFraming): Evidence => {
  const { universe, id, title, framedBy } = framing;
  const stub = { id: derivedId('evidence', id, 'framing'), universe, home: universe };
  return framedBy === 'gm'
    ? { ...stub, kind: 'declaration', ref: framingTurnOf(framing.id), quote: wordsOf(framing) }
    : { ...stub, kind: 'scene', ref: id, quote: title };
};

/** What a step puts forward, and on whose word. */
export interface Putting {
  universe: UniverseId;
  story: StoryId;
  scene: SceneId | null;
  cycle: CycleId;
  /** What tells one thing that a cycle puts forward from another. */
  what: string;
  /** When in the fiction. */
  clock: StoryTime | null;
  framing: SceneFraming;
}

export interface Claimed {
  content: ProposalContent;
  intent: Proposal['intent'];
}

export const factIdOf = ({ cycle, what }: Pick<Putting, 'cycle' | 'what'>, part: string): FactId =>
  derivedId('fact', cycle, what, part);

const idOf = ({ cycle, what }: Pick<Putting, 'cycle' | 'what'>, place: number): ProposalId =>
  derivedId('proposal', cycle, what, String(place));

/** What is put forward in so many claims. */
export const proposalsOf = (putting: Pick<Putting, 'cycle' | 'what'>, count: number): ProposalId[] =>
  Array.from({ length: count }, (_, place) => idOf(putting, place));

/** A GM who framed the scene, by name. */
const framerOf = async ({ narrative }: Pick<Table, 'narrative'>, framing: SceneFraming): Promise<string | null> => {
  if (framing.framedBy !== 'gm') return null;
  const [words] = await narrative.get('turns.user', framing.universe, [framingTurnOf(framing.id)]);
  return words?.document.speaker ?? null;
};

const proposalOf = (
  putting: Putting,
  { claimed, place, at, gm }: { claimed: Claimed; place: number; at: string; gm: string | null },
): Proposal => {
  const { universe, story, scene, framing, clock } = putting;
  const proposal = {
    ...{ id: idOf(putting, place), universe, story, scene, turn: null, ...claimed },
    ...{ evidence: [evidenceOf(framing)], confidence: 1, storyTime: clock, dependsOn: [] },
    ...{ authority: gm === null ? ('engine' as const) : ('gm' as const), proposedAt: at },
    proposedBy: gm === null ? orchestrator : ({ kind: 'person', name: gm, seat: 'gm' } as const),
  };
  return { ...proposal, digest: digestOf(proposal) };
};

/** Writes down what is put forward; again, it changes nothing. */
export const stage = async (
  { narrative, world, at }: Table,
  putting: Putting,
  claims: readonly Claimed[],
): Promise<readonly ProposalId[]> => {
  const { universe, story, scene, cycle } = putting;
  const ids = proposalsOf(putting, claims.length);
  const there = new Set((await narrative.get('proposals', universe, ids)).map(({ document }) => document.id));
  const origin = { universe, story, scene, cycle, actor: orchestrator.name, causation: null, traceparent: null };
  const tell = herald(world, origin);
  const gm = await framerOf({ narrative }, putting.framing);
  const proposals = claims
    .map((claimed, place) => proposalOf(putting, { claimed, place, at: at(), gm }))
    .filter(({ id }) => !there.has(id));
  if (proposals.length === 0) return ids;
  // Whoever does the same at the same moment may be first: theirs is there then, and differs in the moment alone (F1).
  await narrative.insert(
    'proposals',
    proposals.map((document) => ({
      document,
      events: [tell('proposal.staged.v1', { proposal: document.id, type: document.content.type, turn: document.turn })],
    })),
  );
  return ids;
};

/** What must not be refused for the loop to go on. */
export const assertNotRefused = (decided: readonly DecidedProposal[], what: string): void => {
  const refused = decided.find(({ verdict }) => verdict === 'rejected');
  if (refused === undefined) return;
  throw new Failure({
    kind: 'terminal',
    code: 'refused_by_gate',
    message: `${what} was not accepted: ${refused.code ?? 'no reason is known'}`,
    advice: `\`monitor manage why ${refused.proposal}\` says why.`,
  });
};
