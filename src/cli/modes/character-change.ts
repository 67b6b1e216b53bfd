import path from 'node:path';
import type { Character } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { type Changing, changing, type Done } from '../../domain/characters/changing.ts';
import { coinsGiven, given, putOn, taken, takenOff, usedUp } from '../../domain/characters/inventory.ts';
import { isRefused, type Reason, type Refused } from '../../domain/characters/reason.ts';
import { cameTo, occasions, rested } from '../../domain/characters/resting.ts';
import { rolledText } from '../../domain/dice/telling.ts';
import { type Chance, chanceFlags, chanceLines, chanceOf } from '../chance.ts';
import { command, type CommandContext, type FlagValues, usageFailure } from '../command.ts';
import { countOf, lineOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { changeText } from '../screen/changes.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';
import { openCharacter, systemFlag } from './character.ts';
import { countedIn, reasonLines } from './character-new.ts';

// What is done with a character's file: things, rests. A file is written as a whole, or nothing is done.

const keepingFiles = () => import('../../compose/character-file.ts');

const spendMost = 1_000;

export const changeFlags = {
  ...systemFlag,
  out: { kind: 'text', value: 'FILE', summary: 'write it there, and leave the file as it is' },
  'dry-run': { kind: 'switch', summary: 'show what would come of it, and write nothing' },
} as const;
type ChangeValues = FlagValues<typeof changeFlags>;

export interface ChangeView {
  name: string;
  /** Null: nothing was written. */
  file: string | null;
  changes: readonly object[];
  texts: readonly string[];
  rolls: readonly { for: string; text: string; dice: readonly number[]; total: number }[];
  notes: readonly string[];
  reasons: readonly Reason[];
  seed: string | null;
  left: readonly number[];
}

const pathFor = ({ machine }: CommandContext, file: string | null, flags: ChangeValues): string => {
  if (flags.out !== null) return path.resolve(machine.cwd, flags.out);
  if (file !== null) return file;
  throw usageFailure(
    'whoever ships with the program stays as they are',
    'Say `--out FILE` to have them as a file of your own.',
  );
};

const write = async (
  context: CommandContext,
  { character, file, flags }: { character: Character; file: string | null; flags: ChangeValues },
): Promise<string> => {
  const { characterText, rewriteCharacter, writeNew } = await keepingFiles();
  const place = pathFor(context, file, flags);
  if (place === file) await rewriteCharacter(place, character);
  else await writeNew(place, characterText(character));
  return place;
};

type Work = (system: RuleSystem, character: Character, chance: Chance) => Done | Refused;

/** Does it with whoever is meant, and writes what came of it. */
export const changeOf = async (
  context: CommandContext,
  { who, flags, chance }: { who: string; flags: ChangeValues; chance: Chance | null },
  work: Work,
): Promise<ChangeView> => {
  const { character, system, file } = await openCharacter(context, who, flags.system);
  if (!flags['dry-run']) pathFor(context, file, flags);
  const dice = chance ?? chanceOf({ seed: null, faces: null }, context.world);
  const found = work(system, character, dice);
  const none = { changes: [], texts: [], rolls: [], notes: [], seed: null, left: dice.left() };
  if (isRefused(found)) return { name: character.name, file: null, ...none, reasons: found.reasons };
  const { changes, rolls, notes } = found;
  const hasChanged = changes.length > 0 || flags.out !== null;
  const written =
    flags['dry-run'] || !hasChanged ? null : await write(context, { character: found.character, file, flags });
  return {
    ...{ name: character.name, file: written, changes, notes, reasons: [] },
    texts: changes.map((change) => changeText(system, found.character, change)),
    rolls: rolls.map(({ for: purpose, rolled }) => ({
      ...{ for: purpose, text: rolledText(rolled), dice: rolled.faces, total: rolled.total },
    })),
    ...{ seed: rolls.length === 0 ? null : dice.seed, left: dice.left() },
  };
};

export const changeLines = (view: ChangeView, style: Style): string[] => {
  const { name, file, texts, rolls, notes, reasons, seed, left } = view;
  if (reasons.length > 0) return [...reasonLines(reasons, style), '', style.bad('nothing was done')];
  return [
    ...headed(name, style),
    ...rolls.flatMap(({ for: purpose, text }) => wrapped(`${purpose}: ${text}`, 2).map(style.quiet)),
    ...texts.flatMap((text) => wrapped(text, 2)),
    ...(texts.length === 0 ? ['  nothing changes'] : []),
    ...notes.flatMap((text) => wrapped(text, 2)),
    ...(file === null ? [] : wrapped(`written to ${path.basename(file)}`).map(style.good)),
    ...chanceLines({ seed, left }, style),
  ];
};

export const changeExit = ({ reasons, left }: ChangeView): number =>
  reasons.length === 0 && left.length === 0 ? exitDone : exitFailed;

export const fileArgument = {
  name: 'FILE',
  summary: 'the character: a file of your own, or one that ships with `--out`',
} as const;
const thingArgument = { name: 'THING', summary: 'its key' } as const;

const becauseIn = (written: string | null, usual: string): string =>
  written === null ? usual : lineOf('because', written);

const becauseFlag = { because: { kind: 'text', value: 'TEXT', summary: 'why; it stands with the change' } } as const;

// ── things ───────────────────────────────────────────────────────────────────────────────────────────────────────

const thingsIn = (args: readonly (string | undefined)[]): { thing: string; count: number }[] => {
  const things = args.flatMap((each) => (each === undefined ? [] : [countedIn('THING', each)]));
  if (things.length > 0) return things;
  throw usageFailure('which things?', 'Such as `rope torch=3`, or `coins=50`.');
};

type Thing = (system: RuleSystem, character: Character, moved: { thing: string; count: number }) => Done | Refused;

/** All of them, or none. */
const oneAfterTheOther =
  (things: readonly { thing: string; count: number }[], move: Thing): Work =>
  (system, before) => {
    const work: Changing = changing(system, before);
    const reasons: Reason[] = [];
    for (const each of things) {
      const found = move(system, work.now(), each);
      if (isRefused(found)) reasons.push(...found.reasons);
      else {
        work.put(...found.changes);
        found.notes.forEach(work.note);
      }
    }
    return reasons.length > 0 ? { reasons } : work.done();
  };

const isCoins = ({ thing }: { thing: string }): boolean => thing === 'coins';

export const characterGive = command({
  name: 'character give',
  summary: 'give things or coins to a character, or let them buy them',
  args: [fileArgument, { name: 'THING', summary: '`rope`, `torch=3`, `coins=50`', isMany: true }],
  flags: { ...changeFlags, ...becauseFlag, pay: { kind: 'switch', summary: 'they pay what it costs' } },
  examples: ['monitor character give mira.yaml rope torch=3', 'monitor character give mira.yaml long_bow --pay'],
  async run(context, { args: [who = '', ...rest], flags }) {
    const because = becauseIn(flags.because, flags.pay ? 'bought' : 'given');
    return changeOf(
      context,
      { who, flags, chance: null },
      oneAfterTheOther(thingsIn(rest), (system, character, each) =>
        isCoins(each)
          ? coinsGiven(system, character, { by: each.count, because })
          : given(system, character, { ...each, isPaid: flags.pay, because }),
      ),
    );
  },
  lines: changeLines,
  exitCode: changeExit,
});

export const characterTake = command({
  name: 'character take',
  summary: 'take things or coins away from a character: lost, dropped, spent',
  args: [fileArgument, { name: 'THING', summary: '`rope`, `torch=3`, `coins=50`', isMany: true }],
  flags: { ...changeFlags, ...becauseFlag },
  examples: ['monitor character take mira.yaml torch', 'monitor character take mira.yaml coins=20 --because "a bribe"'],
  async run(context, { args: [who = '', ...rest], flags }) {
    const because = becauseIn(flags.because, 'taken away');
    return changeOf(
      context,
      { who, flags, chance: null },
      oneAfterTheOther(thingsIn(rest), (system, character, each) =>
        isCoins(each)
          ? coinsGiven(system, character, { by: -each.count, because })
          : taken(system, character, { ...each, because }),
      ),
    );
  },
  lines: changeLines,
  exitCode: changeExit,
});

export const characterWear = command({
  name: 'character wear',
  summary: 'put on or take in hand what is carried; `--off` the other way round',
  args: [fileArgument, thingArgument],
  flags: {
    ...changeFlags,
    off: { kind: 'switch', summary: 'take it off, or put it away' },
    instead: { kind: 'switch', summary: 'take off the armour or shield that is worn first' },
  },
  examples: ['monitor character wear mira.yaml chain --instead', 'monitor character wear mira.yaml long_bow --off'],
  async run(context, { args: [who = '', thing = ''], flags }) {
    return changeOf(context, { who, flags, chance: null }, (system, character) =>
      flags.off
        ? takenOff(system, character, { thing, because: 'taken off' })
        : putOn(system, character, { thing, isInstead: flags.instead, because: 'put on' }),
    );
  },
  lines: changeLines,
  exitCode: changeExit,
});

export const characterUse = command({
  name: 'character use',
  summary: 'use something up: a draught, a torch',
  args: [fileArgument, thingArgument],
  flags: { ...changeFlags, ...chanceFlags },
  examples: ['monitor character use mira.yaml healing_draught', 'monitor character use mira.yaml torch --json'],
  async run(context, { args: [who = '', thing = ''], flags }) {
    const chance = chanceOf(flags, context.world);
    return changeOf(context, { who, flags, chance }, (system, character, { from }) =>
      usedUp(system, character, thing, from),
    );
  },
  lines: changeLines,
  exitCode: changeExit,
});

// ── rests ────────────────────────────────────────────────────────────────────────────────────────────────────────

const spentIn = (written: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    written.map((each) => {
      const [key = '', count = '1'] = each.split('=');
      return [key, countOf('spend', count, { least: 0, most: spendMost, otherwise: 1 })];
    }),
  );

export const characterRest = command({
  name: 'character rest',
  summary: 'let a character rest, or a scene end: what comes back, and what is over',
  args: [
    fileArgument,
    {
      name: 'REST',
      summary: `which, such as \`short_rest\`; or what comes by itself: ${occasions.map((each) => `\`${each}\``).join(', ')}`,
    },
  ],
  flags: {
    ...changeFlags,
    spend: {
      kind: 'texts',
      value: 'RESOURCE=N',
      summary: 'what is spent in it, such as `hit_dice=2`; may be repeated',
    },
    'new-day': { kind: 'switch', summary: 'a day has gone by since the last rest' },
    ...chanceFlags,
  },
  examples: [
    'monitor character rest mira.yaml short_rest --spend hit_dice=1',
    'monitor character rest mira.yaml long_rest --new-day',
    'monitor character rest marta.yaml session_start',
  ],
  async run(context, { args: [who = '', rest = ''], flags }) {
    const chance = chanceOf(flags, context.world);
    const occasion = occasions.find((each) => each === rest);
    if (occasion !== undefined)
      return changeOf(context, { who, flags, chance }, (system, character, { from }) =>
        cameTo(system, character, occasion, from),
      );
    const resting = { rest, spend: spentIn(flags.spend), isNewDay: flags['new-day'] };
    return changeOf(context, { who, flags, chance }, (system, character, { from }) =>
      rested(system, character, resting, from),
    );
  },
  lines: changeLines,
  exitCode: changeExit,
});

// ── a file of one's own ──────────────────────────────────────────────────────────────────────────────────────────

export const characterCopy = command({
  name: 'character copy',
  summary: 'have a character that ships as a file of your own',
  args: [
    { name: 'WHO', summary: 'the key of a character that ships, or a file' },
    { name: 'FILE', summary: 'where it is written; under its key, here, without it', isOptional: true },
  ],
  flags: systemFlag,
  examples: ['monitor character copy ebba_thornwall', 'monitor character copy ebba_thornwall party/ebba.yaml'],
  async run(context, { args: [who = '', out], flags }) {
    const { character } = await openCharacter(context, who, flags.system);
    const { characterText, writeNew } = await keepingFiles();
    const file = path.resolve(context.machine.cwd, out ?? `${path.basename(who, path.extname(who))}.yaml`);
    await writeNew(file, characterText(character));
    return { name: character.name, file };
  },
  lines: ({ name, file }, style) => wrapped(`${name} is written to ${path.basename(file)}`).map(style.good),
});
