import { chaosMax, chaosMin, type Consultation, type Oracle, type OracleOdds } from '../../../schemas/oracle.ts';
import { absoluteFolder } from '../../compose/platform.ts';
import { nearest } from '../../domain/nearest.ts';
import { answerChances, ask } from '../../domain/oracle/ask.ts';
import { type Control, drifted, type OracleDie } from '../../domain/oracle/chance.ts';
import { happens } from '../../domain/oracle/event.ts';
import { testScene } from '../../domain/oracle/scene.ts';
import { quoted } from '../../domain/quoted.ts';
import { chanceFlags, chanceLines, chanceOf } from '../chance.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { countOf, lineOf, oneOf, personOf, seats, speakerFlag, universeFlag, withPlayDesk } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';

// Playing without a GM: questions, scenes and what nobody expected. Nothing is kept from one command to the next: how much chaos there is, is said each time.

const chaosUsual = 5;
const oddsUsual = 'even';

const chaosFlag = {
  chaos: {
    kind: 'text',
    value: 'N',
    summary: `how much chaos there is, ${chaosMin} to ${chaosMax}; ${chaosUsual} without it`,
  },
} as const;

const oracleFlags = {
  ...chanceFlags,
  oracle: { kind: 'text', value: 'FILE', summary: 'an oracle of your own' },
} as const;

const chaosOf = (written: string | null): number =>
  countOf('chaos', written, { least: chaosMin, most: chaosMax, otherwise: chaosUsual });

/** Loaded when it is asked for: starting is to be quick. */
const oracles = () => import('../../compose/oracle.ts');

const oracleOf = async ({ home, cwd }: CommandContext['machine'], file: string | null): Promise<Oracle> => {
  const { loadOracle } = await oracles();
  return file === null ? loadOracle() : loadOracle(absoluteFolder(file, { home, from: cwd }));
};

const oddsOf = ({ odds }: Oracle, written: string): OracleOdds => {
  const id = written
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/gu, '_');
  const found = odds.find((each) => each.id === id);
  if (found !== undefined) return found;
  const ids = odds.map((each) => each.id);
  const meant = nearest(id, ids);
  throw usageFailure(
    `\`--odds\` can't be ${quoted(written)}`,
    meant === undefined
      ? `From the least likely on: ${ids.map((each) => `\`${each}\``).join(', ')}.`
      : `Did you mean \`${meant}\`?`,
  );
};

const left = <T extends { left: readonly number[] }>(view: T): number =>
  view.left.length === 0 ? exitDone : exitFailed;

const diceText = (dice: readonly OracleDie[]): string =>
  dice.map(({ what, sides, face }) => `${what} d${sides}: ${face}`).join(', ');

const diceLines = (dice: readonly OracleDie[], { quiet }: Style): string[] => wrapped(diceText(dice), 2).map(quiet);

export const oracleAsk = command({
  name: 'oracle ask',
  summary: 'ask what is answered yes or no',
  args: [{ name: 'QUESTION', summary: 'in words; it is repeated, and not understood', isMany: true }],
  flags: {
    odds: {
      kind: 'text',
      value: 'ODDS',
      summary: `how likely a yes is: \`likely\`, \`remote\`…; \`${oddsUsual}\` without it`,
    },
    ...chaosFlag,
    ...oracleFlags,
  },
  examples: [
    'monitor oracle ask "Is the gate guarded?"',
    'monitor oracle ask "Is the gate guarded?" --odds likely --chaos 7',
    'monitor oracle ask "Does she know me?" --odds remote --seed tonight --json',
  ],
  async run({ machine, world }, { args, flags }) {
    const question = lineOf('question', args.filter((each) => each !== undefined).join(' '));
    const chaos = chaosOf(flags.chaos);
    const chance = chanceOf(flags, world);
    const oracle = await oracleOf(machine, flags.oracle);
    const odds = oddsOf(oracle, flags.odds ?? oddsUsual);
    const asked = ask(oracle, { question, odds, chaos }, chance.from);
    return { ...asked, chances: answerChances(oracle, { odds, chaos }), seed: chance.seed, left: chance.left() };
  },
  lines: ({ question, says, because, event, dice, ...given }, style) => [
    ...wrapped(question),
    ...headed(says, style),
    ...(event === null ? [] : wrapped(`And something happens. ${event.text}`)),
    ...wrapped(because, 2).map(style.quiet),
    ...(event === null ? [] : diceLines(dice, style)),
    ...chanceLines(given, style),
  ],
  exitCode: left,
});

export const oracleScene = command({
  name: 'oracle scene',
  summary: 'whether a scene begins as expected',
  flags: { ...chaosFlag, ...oracleFlags },
  examples: ['monitor oracle scene --chaos 5', 'monitor oracle scene --chaos 8 --seed tonight --json'],
  async run({ machine, world }, { flags }) {
    const chaos = chaosOf(flags.chaos);
    const chance = chanceOf(flags, world);
    const tested = testScene(await oracleOf(machine, flags.oracle), chaos, chance.from);
    return { ...tested, seed: chance.seed, left: chance.left() };
  },
  lines: ({ says, alteration, event, because, dice, ...given }, style) => [
    ...headed(says, style),
    ...(alteration === null ? [] : wrapped(alteration)),
    ...(event === null ? [] : wrapped(event.text)),
    ...wrapped(because, 2).map(style.quiet),
    ...(dice.length > 1 ? diceLines(dice, style) : []),
    ...chanceLines(given, style),
  ],
  exitCode: left,
});

export const oracleEvent = command({
  name: 'oracle event',
  summary: 'something that nobody asked for, in two words to make sense of',
  flags: oracleFlags,
  examples: ['monitor oracle event', 'monitor oracle event --seed tonight --json'],
  async run({ machine, world }, { flags }) {
    const chance = chanceOf(flags, world);
    const { event, dice } = happens(await oracleOf(machine, flags.oracle), chance.from);
    return { ...event, dice, seed: chance.seed, left: chance.left() };
  },
  lines: ({ text, dice, ...given }, style) => [
    ...headed(text, style),
    ...diceLines(dice, style),
    ...chanceLines(given, style),
  ],
  exitCode: left,
});

const controls: readonly Control[] = ['kept', 'lost'];

const controlOf = (written = ''): Control => {
  const found = controls.find((each) => each === written.toLowerCase());
  if (found !== undefined) return found;
  const meant = nearest(written, controls);
  throw usageFailure(
    `control can't be ${quoted(written)}`,
    meant === undefined ? 'In that scene the character `kept` it or `lost` it.' : `Did you mean \`${meant}\`?`,
  );
};

export const oracleDrift = command({
  name: 'oracle drift',
  summary: 'how much chaos there is after a scene',
  args: [{ name: 'CONTROL', summary: '`kept` or `lost`: how the scene went for who is played' }],
  flags: { ...chaosFlag, oracle: oracleFlags.oracle },
  examples: ['monitor oracle drift lost --chaos 5', 'monitor oracle drift kept --chaos 1 --json'],
  async run({ machine }, { args: [written], flags }) {
    const control = controlOf(written);
    const before = chaosOf(flags.chaos);
    const after = drifted(await oracleOf(machine, flags.oracle), before, control);
    return { control, before, after };
  },
  lines: ({ control, before, after }, style) => [
    `chaos ${style.strong(String(after))}`,
    ...wrapped(`it was ${before}, and control was ${control}`, 2).map(style.quiet),
  ],
});

// ── in a story ───────────────────────────────────────────────────────────────────────────────────────────────────

const useCases = () => import('../../compose/use-cases.ts');

const kinds = ['ask', 'scene', 'event', 'drift'] as const;

const consultationOf = (what: string, words: string, odds: string | null): Consultation => {
  const kind = oneOf('WHAT', what, kinds);
  if (kind === 'drift') return { kind, control: controlOf(words) };
  if (kind !== 'ask') return { kind };
  if (words === '') throw usageFailure('what is asked?', 'Such as `monitor story oracle ask "Is the gate guarded?"`.');
  const id = (odds ?? oddsUsual)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/gu, '_');
  return { kind, question: lineOf('question', words), odds: id };
};

export const storyOracle = command({
  name: 'story oracle',
  summary: 'ask the oracle in a story: what it says is kept, and so is how much chaos there is',
  args: [
    { name: 'WHAT', summary: '`ask`, `scene`, `event`, or `drift` after a scene' },
    { name: 'WORDS', summary: 'the question; of `drift`: `kept` or `lost`', isOptional: true, isMany: true },
  ],
  flags: {
    odds: { kind: 'text', value: 'ODDS', summary: `how likely a yes is; \`${oddsUsual}\` without it` },
    story: { kind: 'text', value: 'STORY', summary: 'its title or id; the only one without it' },
    seat: { kind: 'text', value: 'SEAT', summary: 'who asks: player, or gm; player without it' },
    ...speakerFlag,
    ...universeFlag,
  },
  examples: [
    'monitor story oracle ask "Is the gate guarded?" --odds likely',
    'monitor story oracle scene',
    'monitor story oracle drift lost --story "The ruin"',
  ],
  async run(context, { args: [what = '', ...words], flags }) {
    const text = words.filter((word) => word !== undefined).join(' ');
    const asked = consultationOf(what, text, flags.odds);
    if (asked.kind === 'ask') oddsOf(await oracleOf(context.machine, null), asked.odds);
    const person = personOf({ seat: oneOf('seat', flags.seat ?? 'player', seats), speaker: flags.speaker });
    return withPlayDesk(context, flags, async (desk) => {
      const { consultInStory, findStory } = await useCases();
      const { context: found } = await findStory(desk, flags.story);
      return consultInStory(desk, person, { story: found.story, asked });
    });
  },
  lines: ({ asked, says, rolls }, style) => [
    ...wrapped(asked),
    ...headed(says, style),
    ...rolls.flatMap(({ what, text }) => wrapped(`${what}: ${text}`, 2)).map(style.quiet),
  ],
});
