import type { ResolutionId, StoryId, UniverseId } from '../../schemas/ids.ts';
import type { Resolution, Roll } from '../../schemas/narrative.ts';
import type { Consultation, Oracle } from '../../schemas/oracle.ts';
import type { JobInput } from '../../schemas/workers.ts';
import type { Drifted } from '../../schemas/working-state.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import { type Seeded, seededFaces } from '../../src/domain/dice/seeded.ts';
import { ask } from '../../src/domain/oracle/ask.ts';
import { drifted, type OracleDie } from '../../src/domain/oracle/chance.ts';
import { happens } from '../../src/domain/oracle/event.ts';
import { testScene } from '../../src/domain/oracle/scene.ts';
import { documentsPerCallMax, type NarrativeReader } from '../../src/ports/narrative-store.ts';

// The oracle, for who plays without a GM: what it says is a resolution of the engine's own.
// O1. How much chaos there is follows from how often it has drifted in the story, and from nothing that anybody says.
// O2. What is asked is repeated beside it and is no part of what it says: nobody's question becomes evidence.

const chaosUsual = 5;

/** One after the other, so that two who let it drift at once do so one upon the other, or not at all. */
const driftId = (story: StoryId, count: number) => derivedId('change', story, 'drift', String(count));

export interface Chaos {
  chaos: number;
  /** How often it drifted. */
  drifts: number;
}

export const chaosIn = async (
  narrative: NarrativeReader,
  { universe, story, resolution }: { universe: UniverseId; story: StoryId; resolution: ResolutionId },
): Promise<Chaos> => {
  const ids = Array.from({ length: documentsPerCallMax }, (_, count) => driftId(story, count));
  const found = new Map((await narrative.get('deltas', universe, ids)).map(({ document }) => [document.id, document]));
  let chaos = chaosUsual;
  let drifts = 0;
  for (const id of ids) {
    const drift = found.get(id);
    // What is asked again has drifted already.
    if (drift?.kind !== 'drifted' || drift.resolution === resolution) break;
    chaos = drift.chaos;
    drifts++;
  }
  return { chaos, drifts };
};

interface Said {
  what: string;
  statement: string;
  dice: readonly OracleDie[];
  /** Afterwards, where it drifts. */
  chaos: number | null;
}

type Of<K extends Consultation['kind']> = Extract<Consultation, { kind: K }>;

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** Null: it does not know such odds. */
const answered = (oracle: Oracle, { question, odds: id }: Of<'ask'>, { chaos, faces }: Given): Said | null => {
  const odds = oracle.odds.find((each) => each.id === id);
  if (odds === undefined) return null;
  const { says, event, dice } = ask(oracle, { question, odds, chaos }, faces);
  const besides = event === null ? '' : ` And something happens. ${sentence(event.text)}`;
  return { what: question, statement: `${says}${besides}`, dice, chaos: null };
};

interface Given {
  chaos: number;
  faces: Seeded;
}

const said = (oracle: Oracle, asked: Consultation, given: Given): Said | null => {
  const { chaos, faces } = given;
  switch (asked.kind) {
    case 'ask':
      return answered(oracle, asked, given);
    case 'scene': {
      const { says, alteration, event, dice } = testScene(oracle, chaos, faces);
      const more = alteration ?? event?.text;
      return {
        what: 'how the scene begins',
        statement: more === undefined ? says : `${says} ${sentence(more)}`,
        dice,
        chaos: null,
      };
    }
    case 'event': {
      const { event, dice } = happens(oracle, faces);
      return { what: 'what happens', statement: sentence(event.text), dice, chaos: null };
    }
    case 'drift': {
      const after = drifted(oracle, chaos, asked.control);
      return {
        what: `control was ${asked.control}`,
        statement: `Chaos is ${after}, and was ${chaos}.`,
        dice: [],
        chaos: after,
      };
    }
  }
};

const rollsOf = (dice: readonly OracleDie[], seed: string): Roll[] => {
  const faces = seededFaces(seed);
  return dice.map(({ what, sides, face }) => {
    const counter = faces.used();
    faces.next(sides);
    return { formula: `1d${sides}`, seed, dice: [face], total: face, counter, what };
  });
};

export const consulted = (
  oracle: Oracle,
  { universe, story, scene, clock, number, resolution: id, seed, asked }: JobInput<'consult'>,
  { chaos, drifts, at }: Chaos & { at: string },
): { resolution: Resolution; drift: Drifted | null } | null => {
  const found = said(oracle, asked, { chaos, faces: seededFaces(seed) });
  if (found === null) return null;
  const place = { universe, story, scene };
  const rolls = rollsOf(found.dice, seed);
  return {
    resolution: {
      ...{ ...place, id, number, by: 'engine', kind: 'oracle', actor: null, what: found.what, level: null },
      ...{ roll: rolls[0] ?? null, rolls, statement: found.statement, storyTime: clock, at },
    },
    drift:
      found.chaos === null
        ? null
        : { ...place, id: driftId(story, drifts), kind: 'drifted', resolution: id, chaos: found.chaos, at },
  };
};
