import fc from 'fast-check';
import type { Authority } from '../../../schemas/evidence.ts';
import type { Origin } from '../../../schemas/policy.ts';
import type { RoleName } from '../../../schemas/vocabulary.ts';
import { immemorial, type Moment, type Move, never, type Said } from '../naive-gate/tale.ts';

// Small tales: a few people, places and things, a few batches of what is said of them, within ten seconds. So few that they meet.

export const people = ['Ann', 'Bob', 'Cid'];
export const places = ['Inn', 'Town', 'Keep'];
export const things = ['Ring'];
/** Nobody has heard of them until somebody tells. */
const newcomers = ['Dee', 'Eve'];
const secondsMax = 9;
const batchesMax = 4;
const movesPerBatchMax = 5;

const originFor: Readonly<Record<Authority, Origin>> = {
  gm: 'gm_declaration',
  player: 'player_resolution',
  engine: 'engine_resolution',
  source: 'snippet',
  system: 'gm_turn',
};

export interface Chapter {
  clock: Moment | null;
  moves: readonly Move[];
}

const oftenThan = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>, weight = 14): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: often }, { weight: 1, arbitrary: seldom });
const pick = <const T>(...of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);

const who = oftenThan(pick(...people), pick(...newcomers, ...places), 30);
const where = oftenThan(pick(...places), pick(...people, ...things), 40);
const second = fc.nat(secondsMax);
const moment = fc.tuple(second, oftenThan(fc.constant(0), pick(1, 2), 5)).map(([at, ordinal]) => at * 100 + ordinal);
const since = oftenThan(moment, fc.constant(immemorial), 9);

const said = fc
  .record({
    by: pick('gm', 'gm', 'gm', 'engine', 'engine', 'source', 'source', 'player', 'system'),
    level: pick('proposed', 'canon', 'authoritative', null),
    agent: oftenThan(fc.constant(false), fc.constant(true), 20),
    confidence: pick(1, 1, 0.9, 0.4),
    intent: pick('assert', 'assert', 'assert', 'change', 'correct'),
    misplaced: oftenThan(fc.constant(false), fc.constant(true), 20),
    elsewhere: pick(
      'gm_turn',
      'gm_declaration',
      'framing',
      'oracle',
      'player_turn',
      'snippet',
      'engine_resolution',
      null,
    ),
    flaw: oftenThan<Said['flaw']>(
      fc.constant('none'),
      pick('of_another_universe', 'evidence_of_other_universe', 'evidence_not_there', 'evidence_id_taken'),
      40,
    ),
    leans: fc.array(fc.nat(5), { maxLength: 2 }),
    isLeaning: oftenThan(fc.constant(false), fc.constant(true), 16),
    confirmed: oftenThan(fc.constant(false), fc.constant(true), 6),
  })
  .map(({ by, misplaced, elsewhere, ...rest }) => ({
    ...rest,
    by,
    origin: misplaced ? elsewhere : originFor[by],
  }));

const textOf = (predicate: string): fc.Arbitrary<string> => {
  switch (predicate) {
    case 'vital':
      return oftenThan(pick('alive', 'dead', 'dead', 'undead'), pick('sleepy'), 30);
    case 'hp':
      return oftenThan(pick('#5', '#3'), pick('#-1', 'many'), 12);
    case 'born_on':
      return oftenThan(
        moment.map((at) => `^${at}`),
        pick('#3', 'long ago'),
        12,
      );
    default:
      return pick('cold', 'fever');
  }
};

type End = 'who' | 'where' | 'what' | 'text';
const shape = {
  vital: ['who', 'text'],
  located_in: ['who', 'where'],
  part_of: ['where', 'where'],
  ally_of: ['who', 'who'],
  enemy_of: ['who', 'who'],
  parent_of: ['who', 'who'],
  child_of: ['who', 'who'],
  rules: ['who', 'where'],
  serves: ['who', 'who'],
  owns: ['who', 'what'],
  guards: ['who', 'where'],
  says: ['who', 'text'],
  suffers: ['who', 'text'],
  hp: ['who', 'text'],
  waves_at: ['who', 'who'],
  born_on: ['who', 'text'],
  free_text: ['who', 'text'],
  glows_at: ['who', 'who'],
} as const satisfies Record<string, readonly [End, End]>;
const what = oftenThan(pick(...things), pick('Ann'), 20);
const ends: Readonly<Record<'who' | 'where' | 'what', fc.Arbitrary<string>>> = { who, where, what };

type Word = keyof typeof shape;

/** What a tale is about: the less it speaks of, the more often what it says meets. */
const matters: readonly { words: readonly Word[]; events: readonly string[] }[] = [
  { words: ['vital'], events: ['death', 'death', 'resurrection', 'exchange', 'birth', 'deed'] },
  { words: ['located_in', 'located_in', 'part_of'], events: ['journey', 'deed'] },
  { words: ['parent_of', 'child_of', 'vital'], events: ['birth'] },
  { words: ['born_on', 'born_on', 'located_in'], events: ['birth', 'birth', 'deed'] },
  { words: ['ally_of', 'enemy_of'], events: ['quarrel'] },
  { words: ['rules', 'rules', 'vital'], events: ['coronation', 'death'] },
  { words: ['serves', 'serves', 'vital'], events: ['death'] },
  { words: ['guards'], events: ['death', 'resurrection'] },
  { words: ['owns'], events: ['theft', 'theft', 'death'] },
  { words: ['says', 'suffers', 'hp', 'waves_at', 'free_text', 'glows_at'], events: ['eclipse', 'deed'] },
];
const matter = fc.constantFrom(...matters);

const claimOf = (word: Word) => {
  const [own, other] = shape[word];
  const object = other === 'text' ? textOf(word) : ends[other].map((name) => `@${name}`);
  const some = oftenThan(
    fc.constant(never),
    pick(1, 100, 200, 500),
    word === 'parent_of' || word === 'child_of' || word === 'born_on' ? 12 : 2,
  );
  return fc.record({
    what: fc.constant('claim' as const),
    subject: ends[own],
    predicate: fc.constant(word),
    object,
    from: word === 'waves_at' ? moment : since,
    length: word === 'waves_at' ? fc.constant(never) : some,
    rests: fc.array(fc.nat(9), { maxLength: 1 }),
    isResting: oftenThan(fc.constant(false), fc.constant(true), 6),
  });
};

const castFor: Readonly<Record<string, readonly RoleName[]>> = {
  birth: ['patient', 'agent', 'place'],
  death: ['patient', 'agent'],
  resurrection: ['patient', 'agent'],
  exchange: ['agent', 'patient'],
  deed: ['agent', 'place', 'patient'],
  journey: ['agent', 'place'],
  theft: ['agent', 'instrument', 'patient'],
  quarrel: ['agent', 'patient'],
  coronation: ['agent', 'place'],
  eclipse: ['agent'],
};
const playing: Readonly<Record<RoleName, fc.Arbitrary<string>>> = {
  ...{ agent: who, patient: who, witness: who, instrument: what, place: where },
};

const eventOf = (word: string) => {
  const roles = castFor[word] ?? [];
  const party = (role: RoleName) => fc.tuple(fc.constant(role), playing[role]);
  return fc.record({
    what: fc.constant('event' as const),
    event: fc.constant(word),
    cast: fc.tuple(...roles.map(party)),
    /** How many of the roles are filled, and who comes along. */
    filled: oftenThan(pick(2, 3, 3), pick(0, 1, 1), 4),
    extra: oftenThan(fc.constant(null), pick('agent', 'patient', 'witness').chain(party), 12),
    from: oftenThan(moment, fc.constant(immemorial), 60),
    length: oftenThan(fc.constant(null), pick(1, 100), 6),
    rests: fc.array(fc.nat(9), { maxLength: 1 }),
    isResting: oftenThan(fc.constant(false), fc.constant(true), 6),
  });
};

const newcomer = fc.record({
  what: fc.constant('entity' as const),
  who: oftenThan(pick(...newcomers), pick('Ann'), 10),
  called: pick('Dee', 'Eve', 'ann', 'Dora'),
  alias: pick(null, null, 'Bob', 'Zed'),
  type: pick('character', 'character', 'location'),
});

/** Which facts it is about: how many moves back, and whether what came with the move or what its event did. */
const target = fc.record({ back: fc.nat(9), part: oftenThan(fc.constant(0), pick(1, 2), 3) });
const withdrawal = fc.record({
  what: pick('retcon', 'retcon', 'retcon', 'lock', 'unlock'),
  targets: fc.array(target, { minLength: 1, maxLength: 2 }),
  cascade: pick('none', 'flag', 'propagate'),
  /** It is the GM's to take things back: others only try. */
  isGms: oftenThan(fc.constant(true), fc.constant(false), 6),
});

const anybody = oftenThan(pick(...people), pick(...newcomers, ...things), 8);
const twoOfAKind = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(anybody, anybody) },
  { weight: 2, arbitrary: fc.tuple(where, where) },
  { weight: 1, arbitrary: fc.tuple(anybody, where) },
);
const isGms = oftenThan(fc.constant(true), fc.constant(false), 12);
/** Who is who. Facts are split off from whom they tell of. */
const identity = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('merge' as const), two: twoOfAKind, isGms }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ what: fc.constant('split' as const), two: twoOfAKind, isGms },
      targets: fc.array(target, { minLength: 1, maxLength: 3 }),
      isAbout: oftenThan(fc.constant(true), fc.constant(false), 8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ what: fc.constant('rename' as const), who: twoOfAKind.map(([one]) => one), isGms },
      ...{ called: pick('Zoe', 'bob', 'Ann', 'Keep', 'ZED'), keepAlias: fc.boolean() },
    }),
  },
);

/** How many batches back. */
const reverting = fc.record({ what: fc.constant('revert' as const), ago: fc.nat(2), isGms });

const rawAbout = (words: readonly Word[], events: readonly string[]) =>
  fc.tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...words).chain(claimOf) },
      { weight: 6, arbitrary: fc.constantFrom(...events).chain(eventOf) },
      { weight: 1, arbitrary: newcomer },
      { weight: 2, arbitrary: withdrawal },
      { weight: 2, arbitrary: identity },
      { weight: 1, arbitrary: reverting },
    ),
    said,
  );
type Raw = ReturnType<typeof rawAbout> extends fc.Arbitrary<infer T> ? T : never;

/** Labels of the facts that a move may bring. Those of what an event does are told by its roles alone. */
export type LabelsOf = (move: Move) => readonly string[];
interface Told {
  labelsOf: LabelsOf;
  /** The number of the first move of the batch. */
  chapter: number;
  /** How many batches there are with it. */
  batch: number;
}

const byGm = (said: Said): Said => ({ ...said, by: 'gm', origin: 'gm_declaration', agent: false });

const moveFrom = ([told, whose]: Raw, before: readonly Move[], { labelsOf, chapter, batch }: Told): Move => {
  const number = before.length + 1;
  const { leans, isLeaning, ...rest } = whose;
  const dependsOn = isLeaning ? [...new Set(leans.map((back) => Math.max(1, number + 1 - back)))] : [];
  const made: Said = { ...rest, number, dependsOn };
  const back = (steps: number): Move | undefined => before.at(-1 - (steps % Math.max(1, before.length)));
  const factBack = ({ back: steps, part }: { back: number; part: number }): string => {
    const move = back(steps);
    const labels = move === undefined ? [] : labelsOf(move);
    // What an event of the same batch brings about has no name yet.
    const named = move !== undefined && move.number < chapter ? labels : labels.slice(0, 1);
    return named[part % Math.max(1, named.length)] ?? 'f0';
  };
  switch (told.what) {
    case 'claim': {
      const { rests, isResting, length, ...claimed } = told;
      const derivesFrom = isResting ? rests.map((steps) => factBack({ back: steps, part: 0 })) : [];
      const starts = claimed.from === immemorial ? 300 : claimed.from;
      return { ...made, ...claimed, to: length === never ? never : starts + length, derivesFrom };
    }
    case 'event': {
      const { cast, filled, extra, length, rests, isResting, ...happened } = told;
      const parties = [...cast.slice(0, filled), ...(extra === null ? [] : [extra])];
      const causedBy = isResting ? rests.map((steps) => factBack({ back: steps, part: 0 })) : [];
      const to = length === null || happened.from === immemorial ? null : happened.from + length;
      return { ...made, ...happened, parties: parties.length === 0 ? [['witness', 'Ann']] : parties, to, causedBy };
    }
    case 'entity':
      return { ...made, ...told };
    case 'revert':
      return { ...(told.isGms ? byGm(made) : made), what: 'revert', batch: Math.max(0, batch - 1 - told.ago) };
    case 'rename': {
      const { isGms: isRight, ...renamed } = told;
      return { ...(isRight ? byGm(made) : made), ...renamed };
    }
    case 'merge': {
      const [keep, drop] = told.two;
      return { ...(told.isGms ? byGm(made) : made), what: 'merge', keep, drop };
    }
    case 'split': {
      const { two, targets, isAbout, isGms: isRight } = told;
      const facts = [...new Set(targets.map(factBack))];
      const teller = targets.map(({ back: steps }) => back(steps)).find((move) => move?.what === 'claim');
      const who = isAbout && teller?.what === 'claim' ? teller.subject : two[0];
      return { ...(isRight ? byGm(made) : made), what: 'split', who, into: two[1], facts };
    }
    default: {
      const { what: how, targets, cascade, isGms: isRight } = told;
      const facts = [...new Set(targets.map(factBack))];
      const by = isRight ? byGm(made) : made;
      return how === 'retcon' ? { ...by, what: how, facts, cascade } : { ...by, what: how, facts };
    }
  }
};

/** Mostly late enough for everything that is told of. */
const clock = fc.oneof(
  { weight: 6, arbitrary: fc.constant(secondsMax * 100) },
  { weight: 4, arbitrary: second.map((at) => at * 100) },
  { weight: 2, arbitrary: fc.constant(null) },
);

const chaptersAbout = (subjects: readonly (typeof matters)[number][]) => {
  const words = subjects.flatMap((each) => each.words);
  const events = subjects.flatMap((each) => each.events);
  const raw = rawAbout(words, events);
  const chapter = fc.record({ clock, moves: fc.array(raw, { minLength: 1, maxLength: movesPerBatchMax }) });
  return fc.array(chapter, { minLength: 1, maxLength: batchesMax });
};

/** Whose word a revert took is not known in its own batch, so that it is the last of one. */
const untilReverted = <T extends { moves: readonly Raw[] }>(chapter: T): readonly T[] => {
  const at = chapter.moves.findIndex(([{ what }]) => what === 'revert') + 1;
  if (at === 0 || at === chapter.moves.length) return [chapter];
  const [first, rest] = [chapter.moves.slice(0, at), chapter.moves.slice(at)];
  return [{ ...chapter, moves: first }, ...untilReverted({ ...chapter, moves: rest })];
};

/** A tale in chapters, each of which is put before the gate at once. */
export const tales = (labelsOf: LabelsOf): fc.Arbitrary<readonly Chapter[]> =>
  fc
    .array(matter, { minLength: 1, maxLength: 3 })
    .chain(chaptersAbout)
    .map((chapters) => {
      const all: Move[] = [];
      return chapters.flatMap(untilReverted).map(({ clock: now, moves }, i) => {
        const chapter = all.length + 1;
        const own = moves.map((each) => {
          const move = moveFrom(each, all, { labelsOf, chapter, batch: i + 1 });
          all.push(move);
          return move;
        });
        return { clock: now, moves: own };
      });
    });

/** The GM takes a whole batch back. */
export const revertOf = ({ batch, number }: { batch: number; number: number }): Move => ({
  ...{ what: 'revert', batch, number, by: 'gm', origin: 'gm_declaration', level: null, agent: false, confidence: 1 },
  ...{ intent: 'assert', dependsOn: [], confirmed: false, flaw: 'none' },
});

/** How the GM leaves for another universe, and some who would like to. */
export const leavings = fc
  .record({
    after: fc.nat(batchesMax),
    ago: pick(0, 0, 0, 1, 1, 2, -1),
    at: fc.oneof({ weight: 3, arbitrary: moment }, { weight: 1, arbitrary: fc.constant(null) }),
    into: oftenThan(fc.constant('another' as const), fc.constant('itself' as const)),
    isGms,
    said,
  })
  .map(({ said: { leans: _, isLeaning: __, ...whose }, isGms: isRight, into, ...where }) => {
    const made = { ...whose, number: 0, dependsOn: [] };
    return { ...where, move: { ...(isRight ? byGm(made) : made), what: 'fork' as const, into } };
  });
