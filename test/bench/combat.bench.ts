import { systemOf } from '../../src/compose/rule-systems.ts';
import { gathered, sideOf } from '../../src/compose/fights.ts';
import { begin } from '../../src/domain/combat/begin.ts';
import { foldOf } from '../../src/domain/combat/evolve.ts';
import type { Fight } from '../../src/domain/combat/fight.ts';
import { running } from '../../src/domain/combat/running.ts';
import { oddsOf } from '../../src/domain/dice/odds.ts';
import { parseRoll } from '../../src/domain/dice/parse.ts';
import { seededFaces } from '../../src/domain/dice/seeded.ts';
import { type Bench, type Figure, median } from './harness.ts';

// Fights by tactics, from the first entry to the last: what is chosen, what comes of it, and the log of it.

const fightsCount = 1_000;
const warmUps = 60;
const roundFights = 30;
const field = { width: 60, depth: 40, places: [], screens: [] };

const loaded = await systemOf('d20_fantasy', '.');
const { system, revision } = loaded;

const between = async (sides: readonly string[]) => {
  const written = sides.map((side) => sideOf(side, []));
  return gathered(system, written, { field, gap: 10, cwd: '.' });
};
type Between = Awaited<ReturnType<typeof between>>;

const begun = (who: Between, seed: string): { fight: Fight; how: Parameters<typeof running>[1] } => {
  const faces = seededFaces(seed);
  const entries = begin(system, { revision, field, surprised: [], ...who }, faces);
  return { fight: foldOf(entries), how: { system, faces, chance: seededFaces(`${seed} choice`) } };
};

const wholeFight = (who: Between, seed: string): number => {
  const { fight, how } = begun(who, seed);
  let entries = 0;
  for (const step of running(fight, how)) entries += step.entries.length;
  return entries;
};

/** How long the first rounds take, in which all of them stand. */
const firstRound = (who: Between, seed: string): number => {
  const { fight, how } = begun(who, seed);
  const start = performance.now();
  for (const step of running(fight, how)) if (step.fight.round > 1) break;
  return performance.now() - start;
};

/** Work that does not change with what is measured here: the odds of a handful of dice. */
const yardstick = (): number => {
  const start = performance.now();
  for (let at = 0; at < 20; at++) oddsOf(parseRoll('6d6kh3'));
  return performance.now() - start;
};

export const combat: Bench = {
  name: 'combat',
  about: 'fights by tactics, twenty against each other and a thousand of four',
  async run(report: (figure: Figure) => void) {
    const four = await between(['a=warrior,mender', 'b=prowler*2']);
    const twenty = await between(['a=warrior*4,mender*3,spellweaver*3', 'b=prowler*5,warrior*5']);
    for (let at = 0; at < warmUps; at++) {
      wholeFight(four, `warm ${at}`);
      firstRound(twenty, `warm ${at}`);
    }
    const rounds = Array.from({ length: roundFights }, (_, at) => firstRound(twenty, `twenty ${at}`));
    const standard = median(Array.from({ length: roundFights }, yardstick));
    const round = median(rounds);
    report({ what: 'a round of 20', value: round, unit: 'ms', bound: { most: 10 } });
    report({
      what: 'a round of 20',
      value: round,
      unit: 'ms',
      against: { what: 'odds of 20 handfuls', value: standard, ratio: round / standard },
    });
    const start = performance.now();
    let entries = 0;
    for (let at = 0; at < fightsCount; at++) entries += wholeFight(four, `fight ${at}`);
    report({
      what: `${fightsCount} fights, two against two`,
      value: (performance.now() - start) / 1_000,
      unit: 's',
      bound: { most: 10 },
    });
    report({ what: 'entries of a fight', value: entries / fightsCount, unit: '' });
  },
};
