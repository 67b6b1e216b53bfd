import type { Authority, Evidence } from '../../schemas/evidence.ts';
import type { ProposalType } from '../../schemas/gate.ts';
import type { Origin } from '../../schemas/policy.ts';
import type { WrittenDecision } from '../../schemas/written-proposal.ts';
import { tableIn } from '../../src/compose/written/judge.ts';
import { openWorld } from '../../src/compose/written/world.ts';
import { library } from './written.ts';

// Who claims what, on which evidence, against what canon holds: every combination, and what the gate says to it.

/** Who says so, and whether it is a person. */
export const claimants = {
  source: { authority: 'source' },
  gm: { authority: 'gm', proposed_by: { kind: 'person', name: 'Ann', seat: 'gm' } },
  'a model as gm': { authority: 'gm', proposed_by: { kind: 'agent', name: 'a model', seat: 'gm' } },
  player: { authority: 'player', proposed_by: { kind: 'person', name: 'Bob', seat: 'player' } },
  engine: { authority: 'engine' },
  system: { authority: 'system' },
} as const satisfies Record<Authority | 'a model as gm', object>;

/** One piece of evidence for each origin there is, with the kind of its stub. */
const exhibits = {
  gm_declaration: { collection: 'declarations' },
  player_turn: { collection: 'turns.user', seat: 'player' },
  gm_turn: { collection: 'turns.gm' },
  player_resolution: { collection: 'resolutions', of: 'player' },
  engine_resolution: { collection: 'resolutions', of: 'engine' },
  oracle: { collection: 'resolutions', of: 'oracle' },
  clock: { collection: 'resolutions', of: 'clock' },
  framing: { collection: 'scenes' },
  scene: { collection: 'scenes', framing: false },
  snippet: { collection: 'snippets', level: 'canon' },
  source: { collection: 'sources', source: 'book' },
} as const satisfies Record<Origin, object>;

/** Which of them have a stub of that kind. */
export const exhibitsOfKind = {
  turn: ['player_turn', 'gm_turn'],
  scene: ['framing', 'scene'],
  resolution: ['player_resolution', 'engine_resolution', 'oracle', 'clock'],
  snippet: ['snippet'],
  source: ['source'],
  declaration: ['gm_declaration'],
} as const satisfies Record<Evidence['kind'], readonly Origin[]>;

export const columns = [...(Object.keys(exhibits) as Origin[]), 'nothing'] as const;

const world = {
  clock: 1_000,
  universe: 'here',
  entities: {
    mara: 'character',
    tomas: 'character',
    ida: 'character',
    mask: { type: 'character', name: 'The Mask' },
    vale: 'location',
    hill: 'location',
    moor: 'location',
  },
  sources: { book: 'canon' },
  axioms: { old: 'The world is old.' },
  stories: [{ id: 'war', title: 'The War' }],
  scenes: [{ id: 'dusk', story: 'war', title: 'Dusk' }],
  threads: [{ id: 'riddle', title: 'The Riddle' }],
  parties: { company: ['mara'] },
  evidence: exhibits,
  facts: [
    'vale population 100, from 10, held until 300',
    'hill population 100, from 10, held until 300, locked',
    'mara located_in vale, from 10, held until 300',
    'tomas located_in vale, from 10, held until 300, locked',
    'mara captivity free, from 10, held until 300',
    'tomas captivity free, from 10, held until 300, locked',
    'ida captivity free, from 10, held until 300',
    'ida vital alive, from 10, held until 300',
    'tomas vital alive, from 10, held until 300, locked',
    'mara trait brave, from 10',
    'mara trait shy, from 10, locked',
    'mask member_of wolves, from 10',
    'mask born_in vale',
  ],
  events: ['rest, agent ida, at 100, called nap', 'rest, agent mara, at 900, called deed'],
} as const;

type Circumstances = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const claims = (words: string): Circumstances[string] => ({ propose: words });

/** What each kind of proposal may meet in canon. */
export const circumstances = {
  fact: {
    'says something new': claims('moor population 100, from 10'),
    'says the same': claims('vale population 100, from 20'),
    'changes it': claims('vale population 200, from 400'),
    'contradicts it': claims('vale population 200, from 200'),
    'contradicts what is locked': claims('hill population 200, from 400'),
    'in free words': { subject: 'mara', statement: 'Mara hums.' },
  },
  relationship: {
    'says something new': claims('ida located_in vale, from 10'),
    'says the same': claims('mara located_in vale, from 20'),
    'changes it': claims('mara located_in hill, from 400'),
    'contradicts it': claims('mara located_in hill, from 200'),
    'contradicts what is locked': claims('tomas located_in hill, from 400'),
  },
  state_change: {
    'says something new': claims('ida consciousness asleep, from 10'),
    'says the same': claims('mara captivity free, from 20'),
    'changes it': claims('mara captivity imprisoned, from 400'),
    'contradicts it': claims('mara captivity imprisoned, from 200'),
    corrects: { propose: 'mara captivity imprisoned, from 400', intent: 'correct' },
    'contradicts what is locked': claims('tomas captivity imprisoned, from 400'),
  },
  event: {
    'says something new': claims('rest, agent tomas, at 500'),
    'says the same': claims('rest, agent ida, at 100'),
    'changes it': claims('death, patient ida, at 500'),
    'contradicts it': claims('death, patient mara, at 500'),
    'contradicts what is locked': claims('death, patient tomas, at 500'),
  },
  entity: {
    'is somebody new': { entity: { id: 'ned', type: 'character' } },
    'is called like another': { entity: { id: 'ned', type: 'character', name: 'The Mask' } },
    'has an id that is taken': { entity: { id: 'mara', type: 'character', name: 'Ned' } },
  },
  source: { 'is new': { source: { id: 'letter', level: 'proposed' } } },
  axiom: { 'is new': { axiom: { id: 'iron', statement: 'Iron sinks.' } } },
  universe: { 'is new': { creates: 'elsewhere' } },
  story: { 'is new': { story: { id: 'peace' } } },
  scene: { 'is new': { scene: { id: 'dawn', story: 'war' } }, 'of no story': { scene: { id: 'dawn', story: 'feud' } } },
  thread: { 'is new': { thread: { id: 'debt' } } },
  party: { 'is new': { party: { id: 'band', members: ['ida'] } } },
  fork: { 'is new': { into: 'there' } },
  retcon: { 'takes back': { facts: 'mara trait brave' }, 'what is locked': { facts: 'mara trait shy' } },
  revert: { 'of nothing': { commit: 'never' } },
  merge: { 'of two': { keep: 'mara', drop: 'mask' } },
  split: { 'of one': { entity: 'mara', into: 'mask', facts: 'mara trait brave' } },
  rename: { 'of somebody': { node: 'mara', name: 'Mara the Red' } },
  lock: { 'of a fact': { facts: 'mara trait brave' } },
  unlock: { 'of a fact': { facts: 'mara trait shy' } },
} as const satisfies Record<ProposalType, Circumstances>;

const marks: Readonly<Record<WrittenDecision['verdict'], string>> = { accepted: '+', rejected: '-', pending: '?' };

export interface Row {
  type: string;
  circumstance: string;
  claimant: string;
  cells: readonly string[];
}

/** Every combination, one row for each of type, circumstance and claimant. */
export const matrix = async (): Promise<readonly Row[]> => {
  const opened = await openWorld(library, { ...world, entities: { ...world.entities, wolves: 'faction' } });
  if ('problems' in opened) throw new Error(JSON.stringify(opened.problems));
  const cell = (written: object): string => {
    const [decision] = tableIn(opened.value)({ marker: { batch: true }, items: [{ written }] });
    return decision === undefined ? '' : `${marks[decision.verdict]}${decision.codes[0] ?? ''}`;
  };
  return Object.entries(circumstances).flatMap(([type, met]) =>
    Object.entries<object>(met).flatMap(([circumstance, content]) =>
      Object.entries<object>(claimants).map(([claimant, says]) => ({
        ...{ type, circumstance, claimant },
        cells: columns.map((origin) =>
          cell({ type, ...content, ...says, ...(origin === 'nothing' ? {} : { evidence: origin }) }),
        ),
      })),
    ),
  );
};
