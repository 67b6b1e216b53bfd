import type { Command as Asked, Entry } from '../../../schemas/combat.ts';
import { absoluteFolder } from '../../compose/platform.ts';
import { metresLeft } from '../../domain/combat/abilities.ts';
import { decide } from '../../domain/combat/deciding.ts';
import { foldOf } from '../../domain/combat/evolve.ts';
import { type Fight, fighterIn } from '../../domain/combat/fight.ts';
import { running } from '../../domain/combat/running.ts';
import { spokenIn } from '../../domain/combat/speaking.ts';
import { askedNow, chosenBy } from '../../domain/combat/tactics.ts';
import { numberText } from '../../domain/dice/telling.ts';
import { type Failure, isFailure } from '../../domain/failure.ts';
import { type Chance, chanceOf } from '../chance.ts';
import { type CommandContext, streamingCommand } from '../command.ts';
import {
  begunWith,
  endText,
  fightFlags,
  fights,
  type Setting,
  settingOf,
  standsLines,
  toldFrom,
  toldLines,
} from '../fight-flags.ts';
import { linesOf } from '../lines.ts';
import { exitDone } from '../report.ts';
import { wrapped } from '../screen/wrap.ts';
import { choosingBy } from './fight.ts';
import { systemArgument } from './rules.ts';

// A fight in which somebody says what one side does, line by line; the others fight by tactics.

const lineCharsMax = 1_000;

const helpLines = [
  'what they do, in words: `attack prowler 1`, `I shoot the prowler 2 with my bow`, `dodge`; `at 12/8` for what reaches many',
  '`move 12/8`, `move to prowler 1`, `move away`, `flee`, `surrender`',
  '`ready attack when prowler 1 comes near` (or attacks, acts, falls), `react`, `pass`',
  '`delay`, `step in warrior`, `turn warrior` where nobody rolls for initiative, `end`',
  '`auto`: as tactics would; `undo`, `status`, `help`, `quit`',
];

/** What there is to see of a step. */
interface View {
  entries: readonly Entry[];
  /** What is not in the log. */
  lines: readonly string[];
  start: Fight;
}

interface Table {
  setting: Setting;
  chance: Chance;
  choosing: ReturnType<typeof choosingBy>;
  log: Entry[];
  fight: Fight;
}

/** A line of whoever plays; null: there is none any more. */
const lineReader = ({ ask, input }: CommandContext): (() => Promise<string | null>) => {
  if (ask !== null || input === null) return () => ask?.('> ') ?? Promise.resolve(null);
  const lines = linesOf(input, lineCharsMax);
  return async () => {
    const next = await lines.next();
    return next.done === true ? null : (next.value ?? '');
  };
};

const took = (table: Table, entries: readonly Entry[]): View => {
  const start = table.fight;
  table.fight = foldOf(entries, start);
  table.log.push(...entries);
  return { entries, lines: [], start };
};

/** Somebody of theirs is to be asked. */
const isTheirs = ({ sides }: Setting, fight: Fight): boolean => {
  const who = askedNow(fight);
  if (who === null) return true;
  const { side } = fighterIn(fight, who);
  return sides.some(({ key, played }) => key === side && played);
};

const others = (table: Table): View => {
  const { setting, chance, choosing } = table;
  const how = { system: setting.system, faces: chance.from, chance: choosing };
  const entries: Entry[] = [];
  const start = table.fight;
  for (const step of running(start, how, (fight) => isTheirs(setting, fight))) {
    entries.push(...step.entries);
    table.fight = step.fight;
  }
  table.log.push(...entries);
  return { entries, lines: [], start };
};

/** Who is asked, and what they have. */
const promptText = ({ setting: { system }, fight }: Table): string => {
  const who = askedNow(fight);
  if (who === null) return 'Whose turn? `turn NAME`, or `auto`.';
  const fighter = fighterIn(fight, who);
  const { name, resources } = fighter.standing;
  if (fight.window !== null) return `${name}: a chance. \`react\` or \`pass\`?`;
  const left = system.combat.economy
    .filter(({ key, count }) => (fighter.spent[key] ?? 0) < count)
    .map((share) => share.name.toLowerCase());
  const hurt = system.damage.takes.map((key) => `${key.replaceAll('_', ' ')} ${numberText(resources[key] ?? 0)}`);
  return `${name}, at ${numberText(fighter.at.x)}/${numberText(fighter.at.y)}: ${[...hurt, `${numberText(metresLeft(system, fighter))} m`, ...left].join(', ')}`;
};

const refusedLines = ({ message, advice }: Failure): string[] => [
  ...wrapped(`no: ${message}`),
  ...(advice === undefined ? [] : wrapped(advice, 2)),
];

/** What is asked for in a line; null: it asks for nothing that changes the fight. */
const askedIn = (table: Table, line: string): Asked | readonly string[] => {
  const { setting, fight, choosing } = table;
  const word = line.trim().toLowerCase();
  if (word === 'help') return helpLines.flatMap((each) => wrapped(each, 2));
  if (word === 'status') return standsLines(fight);
  try {
    if (word === 'auto') return chosenBy(setting.system, fight, choosing) ?? [];
    return spokenIn({ system: setting.system, fight, who: askedNow(fight) }, line);
  } catch (error) {
    if (isFailure(error)) return refusedLines(error);
    throw error;
  }
};

const answer = (table: Table, line: string): View => {
  const asked = askedIn(table, line);
  const start = table.fight;
  if (!('kind' in asked)) return { entries: [], lines: asked, start };
  const { entries, refusal } = decide(table.setting.system, start, { command: asked, faces: table.chance.from });
  return refusal === undefined ? took(table, entries) : { entries: [], lines: refusedLines(refusal), start };
};

/** Back to before the last thing that they asked for themselves: what others did after it goes with it. */
const takenBack = (table: Table): View => {
  const start = table.fight;
  const { fighters, sides } = start;
  const isOwn = (command: number): boolean => {
    const asked = table.log.find((entry) => entry.command === command && entry.asked !== null)?.asked;
    const side = asked !== undefined && asked !== null && 'who' in asked ? fighters.get(asked.who)?.side : undefined;
    return sides.some(({ key, played: isPlayed }) => isPlayed && key === side);
  };
  const entries: Entry[] = [];
  for (let last = start.last; last > 0; last = table.fight.last) {
    const found = answer(table, 'undo');
    entries.push(...found.entries);
    if (isOwn(last)) break;
  }
  return entries.length > 0 ? { entries, lines: [], start } : answer(table, 'undo');
};

const isBlank = (line: string): boolean => /^\s*(?:#.*)?$/u.test(line);

async function* played(table: Table, next: () => Promise<string | null>): AsyncGenerator<readonly View[]> {
  for (;;) {
    yield [others(table)];
    if (table.fight.over !== null) return;
    yield [{ entries: [], lines: wrapped(promptText(table)), start: table.fight }];
    const line = await next();
    if (line === null || line.trim() === 'quit') return;
    if (isBlank(line)) continue;
    yield [line.trim().toLowerCase() === 'undo' ? takenBack(table) : answer(table, line)];
  }
}

const seated = (setting: Setting): Setting =>
  setting.sides.some((side) => side.played)
    ? setting
    : { ...setting, sides: setting.sides.map((side, at) => ({ ...side, played: at === 0 })) };

export const fightPlay = streamingCommand({
  name: 'fight play',
  summary: 'say line by line what one side does; the others fight by tactics',
  args: [systemArgument],
  flags: {
    ...fightFlags,
    log: { kind: 'text', value: 'FILE', summary: 'where its log is kept, for `monitor fight replay`' },
  },
  examples: [
    'monitor fight play d20_fantasy --side us=warrior,mender --side band=prowler*2',
    'monitor fight play d20_fantasy --side us=warrior --side band=prowler --apart 1 --seed ford',
  ],
  async *run(context, { args: [written = ''], flags: given }): AsyncGenerator<readonly View[], number, void> {
    const setting = seated(await settingOf(context, written, given));
    const chance = chanceOf(given, context.world);
    const table: Table = { setting, chance, choosing: choosingBy(chance), log: [], fight: foldOf([]) };
    yield [took(table, begunWith(setting, chance.from))];
    yield* played(table, lineReader(context));
    const { home, cwd } = context.machine;
    if (given.log !== null) await (await fights()).writeLog(absoluteFolder(given.log, { home, from: cwd }), table.log);
    const end = [endText(table.fight), ...standsLines(table.fight)];
    yield [{ entries: [], start: table.fight, lines: end }];
    return exitDone;
  },
  lines: (views, style) =>
    views.flatMap(({ entries, lines, start }) => [...toldLines(toldFrom(entries, start).told, style), ...lines]),
});
