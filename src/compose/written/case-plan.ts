import type { CaseFile, CaseItem, CaseStep, Expectation, GateCase, Voice } from '../../../schemas/gate-case.ts';

// A case as a world and proposals that the gate can be asked about, with what it is expected to say of each.

/** Null: that it is accepted, whatever for. */
export type Awaited = Expectation | null;

export interface PlannedCase {
  law: string;
  world: unknown;
  /** Batches with their markers, as `monitor gate evaluate` takes them. */
  proposals: readonly unknown[];
  /** One for each decision, in their order. */
  expected: readonly Awaited[];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One part of a world upon another: tables and lists grow, what is said twice is said otherwise. */
const upon = (below: unknown, above: unknown): unknown => {
  if (above === undefined) return below;
  if (Array.isArray(below) && Array.isArray(above)) return [...(below as unknown[]), ...(above as unknown[])];
  if (!isFields(below) || !isFields(above)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...keys].map((key) => [key, upon(below[key], above[key])]));
};

// ── voices ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What every case has for evidence besides its own. */
const usualEvidence = {
  gm_said: { collection: 'turns.user', seat: 'gm', text: 'So it is, says the GM.' },
  player_said: { collection: 'turns.user', seat: 'player', text: 'So it is, says a player.' },
  narration: { collection: 'turns.gm', text: 'So it is told.' },
  player_roll: { collection: 'resolutions', of: 'player', text: 'It works.' },
  engine_roll: { collection: 'resolutions', of: 'engine', text: 'It works.' },
  oracle: { collection: 'resolutions', of: 'oracle', text: 'Yes.' },
  clock: { collection: 'resolutions', of: 'clock', text: 'It runs out.' },
  thread: { collection: 'resolutions', of: 'thread', text: 'It goes on.' },
  framing: { collection: 'scenes', text: 'A scene' },
  lore: { collection: 'snippets', level: 'canon', text: 'So it is written.' },
} as const;

const model = { kind: 'agent', name: 'Narrator', seat: null } as const;

const voices: Readonly<Record<Voice, Fields>> = {
  gm: { authority: 'gm', evidence: ['gm_said'] },
  player: { authority: 'player', evidence: ['player_roll'] },
  engine: { authority: 'engine', evidence: ['engine_roll'] },
  oracle: { authority: 'engine', evidence: ['oracle'] },
  clock: { authority: 'engine', evidence: ['clock'] },
  thread: { authority: 'engine', evidence: ['thread'] },
  framing: { authority: 'engine', evidence: ['framing'] },
  source: { authority: 'source', evidence: ['lore'] },
  narrator: { authority: 'system', proposed_by: model, evidence: ['narration'] },
  nobody: { authority: 'system', proposed_by: model },
};

// ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Asked {
  by?: Voice | undefined;
  on?: unknown;
  expect?: Expectation | undefined;
}

/** Without a word of whose it is, it is the GM's. */
const proposalOf = (item: CaseItem, { by, on }: Asked): Fields => {
  const given = typeof item === 'string' ? { propose: item } : item;
  const { by: own, on: ownOn, expect: _expect, ...fields } = given as Asked & Fields;
  const evidence = ownOn ?? on;
  return { ...voices[own ?? by ?? 'gm'], ...(evidence === undefined ? {} : { evidence }), ...fields };
};

const expectationOf = (item: CaseItem): Expectation | undefined => (typeof item === 'string' ? undefined : item.expect);

const caseFields = new Set(['law', 'given', 'before', 'then', 'clock', 'commit_as', 'propose', 'by', 'on', 'expect']);

/** What a step says of its one proposal. */
const ownFields = (step: CaseStep): Fields =>
  Object.fromEntries(Object.entries(step).filter(([key]) => !caseFields.has(key)));

const itemsOf = (step: CaseStep): readonly CaseItem[] => {
  const { propose } = step;
  if (Array.isArray(propose)) return propose;
  return [{ ...ownFields(step), ...(propose === undefined ? {} : { propose }) }];
};

interface Planned {
  marker: Fields;
  proposals: readonly Fields[];
  expected: readonly Awaited[];
}

/** A step that says nothing expects that it is accepted. */
const plannedStep = (step: CaseStep, usual: Voice | undefined): Planned => {
  const items = itemsOf(step);
  const { clock, commit_as: commit } = step;
  return {
    marker: { batch: commit ?? true, ...(clock === undefined ? {} : { clock }) },
    proposals: items.map((item) => proposalOf(item, { by: step.by ?? usual, on: step.on })),
    expected: items.map((item) => expectationOf(item) ?? step.expect ?? null),
  };
};

const clockOf = (world: unknown): unknown => (isFields(world) ? (world['clock'] ?? null) : null);

export const planOf = ({ given, by }: Pick<CaseFile, 'given' | 'by'>, one: GateCase): PlannedCase => {
  const world = upon(upon({ evidence: usualEvidence }, given), one.given);
  const before = (one.before ?? []).map((each) =>
    plannedStep(typeof each === 'string' ? { propose: each } : each, undefined),
  );
  const [first, ...more] = [one as CaseStep, ...(one.then ?? [])].map((step) => plannedStep(step, by));
  if (first === undefined) return { law: one.law, world, proposals: [], expected: [] };
  // What came before may have had a clock of its own.
  const hadClock = before.some(({ marker }) => 'clock' in marker) && !('clock' in first.marker);
  const now = hadClock ? { ...first, marker: { ...first.marker, clock: clockOf(world) } } : first;
  const all = [...before, now, ...more];
  return {
    law: one.law,
    world,
    proposals: all.flatMap(({ marker, proposals }) => [marker, ...proposals]),
    expected: all.flatMap(({ expected }) => expected),
  };
};
