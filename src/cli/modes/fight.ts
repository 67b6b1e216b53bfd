import type { Entry } from '../../../schemas/combat.ts';
import { foldOf } from '../../domain/combat/evolve.ts';
import type { Fight } from '../../domain/combat/fight.ts';
import { running } from '../../domain/combat/running.ts';
import { type Tally, tallied, tallyOf } from '../../domain/combat/tally.ts';
import { seededFaces } from '../../domain/dice/seeded.ts';
import { absoluteFolder } from '../../compose/platform.ts';
import { type Chance, chanceLines, chanceOf } from '../chance.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { countOf } from '../desk.ts';
import {
  begunWith,
  endText,
  fightFlags,
  fights,
  type FightValues,
  type Setting,
  settingOf,
  standsLines,
  toldFrom,
  toldLines,
} from '../fight-flags.ts';
import { exitDone, exitFailed } from '../report.ts';
import { printable, type Style } from '../screen/style.ts';
import { columns } from '../screen/style.ts';
import { systemArgument } from './rules.ts';

// A fight by the rules of a system, with no world: everybody fights by tactics.

const timesMax = 10_000;
const roundsMost = 1_000;
const roundsUsual = 100;

const flags = {
  ...fightFlags,
  rounds: { kind: 'text', value: 'N', summary: `after which nobody wins; ${roundsUsual} without it` },
  times: { kind: 'text', value: 'N', summary: 'so many fights: who wins how often, how long it takes, who falls' },
  log: { kind: 'text', value: 'FILE', summary: 'where its log is kept, for `monitor fight replay`' },
} as const;

interface One {
  kind: 'one';
  revision: string;
  seed: string | null;
  left: readonly number[];
  over: Fight['over'];
  round: number;
  entries: readonly Entry[];
}

interface Many {
  kind: 'many';
  revision: string;
  seed: string;
  tally: Tally;
}

/** Chance of its own for what is chosen, so that given dice fall for deeds alone. */
export const choosingBy = ({ seed }: Pick<Chance, 'seed'>) => seededFaces(`${seed ?? ''} tactics`);

const oneFight = (setting: Setting, chance: Chance, most: number): { entries: Entry[]; fight: Fight } => {
  const entries = [...begunWith(setting, chance.from)];
  let fight = foldOf(entries);
  const how = { system: setting.system, faces: chance.from, chance: choosingBy(chance), roundsMost: most };
  for (const step of running(fight, how)) {
    entries.push(...step.entries);
    fight = step.fight;
  }
  return { entries, fight };
};

const many = async (
  setting: Setting,
  { seed, times, rounds }: { seed: string; times: number; rounds: number },
  { signal }: CommandContext,
): Promise<Tally> => {
  const tally = tallyOf(setting.sides, [...setting.fighters, ...setting.coming.map(({ fighter }) => fighter)]);
  for (let at = 0; at < times; at++) {
    signal.throwIfAborted();
    const faces = seededFaces(`${seed} ${at + 1}`);
    const from: Chance = { seed: `${seed} ${at + 1}`, from: faces, used: faces.used, left: () => [] };
    tally.add(oneFight(setting, from, rounds).fight);
    if (at % 50 === 49) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return tallied(tally);
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const manyLines = ({ tally, seed }: Many, style: Style): string[] => [
  style.strong(`${tally.fights} fights`),
  ...columns([
    ...tally.wins.map(({ name, share, least, most }) => [
      `${name} wins`,
      percent(share),
      `${percent(least)} to ${percent(most)}`,
    ]),
    ['nobody wins', percent(tally.undecided), ''],
    ['rounds', tally.rounds.mean.toFixed(1), `${tally.rounds.least} to ${tally.rounds.most}`],
  ]).map((line) => `  ${line.trimEnd()}`),
  style.strong('out of it at the end'),
  ...columns(
    tally.fallen.map(({ name, side, down, dead, fled }) => [
      printable(`${name} (${side})`),
      percent(down),
      `dead ${percent(dead)}`,
      `gone ${percent(fled)}`,
    ]),
  ).map((line) => `  ${line.trimEnd()}`),
  ...chanceLines({ seed, left: [] }, style),
];

const oneLines = (view: One, style: Style): string[] => {
  const { told, fight } = toldFrom(view.entries);
  return [...toldLines(told, style), style.strong(endText(fight)), ...standsLines(fight), ...chanceLines(view, style)];
};

const viewOf = async (
  context: CommandContext,
  setting: Setting,
  given: FightValues & { rounds: string | null; times: string | null; log: string | null },
): Promise<One | Many> => {
  const rounds = countOf('rounds', given.rounds, { least: 1, most: roundsMost, otherwise: roundsUsual });
  const chance = chanceOf(given, context.world);
  const { revision } = setting;
  if (given.times !== null) {
    const times = countOf('times', given.times, { least: 1, most: timesMax, otherwise: 1 });
    if (chance.seed === null || given.log !== null)
      throw usageFailure(
        'many fights have no faces and no log of their own',
        'Leave out `--faces` and `--log`, or `--times`.',
      );
    return {
      kind: 'many',
      revision,
      seed: chance.seed,
      tally: await many(setting, { seed: chance.seed, times, rounds }, context),
    };
  }
  const { entries, fight } = oneFight(setting, chance, rounds);
  const { home, cwd } = context.machine;
  if (given.log !== null) await (await fights()).writeLog(absoluteFolder(given.log, { home, from: cwd }), entries);
  return {
    kind: 'one',
    revision,
    seed: chance.seed,
    left: chance.left(),
    over: fight.over,
    round: fight.round,
    entries,
  };
};

export const fightCommand = command({
  name: 'fight',
  summary: 'a fight by the rules of a system, by simple tactics, round by round',
  args: [systemArgument],
  flags,
  examples: [
    'monitor fight d20_fantasy --side heroes=warrior,mender --side band=prowler*2 --seed ford',
    'monitor fight d20_fantasy --side heroes=warrior --side band=prowler --times 200',
    'monitor fight percentile --side us=reporter,doctor --side them=reporter*2 --surprised them --json',
  ],
  run: async (context, { args: [written = ''], flags: given }) =>
    viewOf(context, await settingOf(context, written, given), given),
  lines: (view, style) => (view.kind === 'many' ? manyLines(view, style) : oneLines(view, style)),
  exitCode: (view) => (view.kind === 'one' && view.left.length > 0 ? exitFailed : exitDone),
});

// ── again ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The fight as it was when a round was over, and what happened in it. */
const upTo = (entries: readonly Entry[], round: number | null): { before: Fight; within: readonly Entry[] } => {
  if (round === null) return { before: foldOf([]), within: entries };
  const first = entries.findIndex((entry) =>
    entry.changes.some((change) => change.kind === 'round' && change.round === round),
  );
  const next = entries.findIndex((entry) =>
    entry.changes.some((change) => change.kind === 'round' && change.round === round + 1),
  );
  if (first === -1) throw usageFailure(`there is no round ${round}`, 'Leave out `--round` to see all of them.');
  return { before: foldOf(entries.slice(0, first)), within: entries.slice(first, next === -1 ? undefined : next) };
};

export const fightReplay = command({
  name: 'fight replay',
  summary: 'a fight from its log, all of it or one round; a log that was damaged is refused',
  args: [{ name: 'LOG', summary: 'what `monitor fight --log` or `fight play --log` wrote' }],
  flags: { round: { kind: 'text', value: 'N', summary: 'this round alone, and how everybody stood after it' } },
  examples: ['monitor fight replay ford.jsonl', 'monitor fight replay ford.jsonl --round 2 --json'],
  async run({ machine: { home, cwd } }, { args: [file = ''], flags: { round: written } }) {
    const { openLog } = await fights();
    const { entries } = await openLog(absoluteFolder(file, { home, from: cwd }));
    const round = written === null ? null : countOf('round', written, { least: 1, most: roundsMost, otherwise: 1 });
    const { before, within } = upTo(entries, round);
    const { told, fight } = toldFrom(within, before);
    const fighters = [...fight.fighters.values()].map(
      ({ standing: { key, name, resources, conditions }, side, at, status }) => ({
        key,
        name,
        side,
        status,
        at,
        resources,
        conditions,
      }),
    );
    const stands = standsLines(fight);
    return { round: fight.round, over: fight.over, end: endText(fight), fighters, entries: within, told, stands };
  },
  lines: ({ told, end, stands }, style) => [...toldLines(told, style), style.strong(end), ...stands],
});
