import type { Character } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { earned, practised, raised, reached } from '../../domain/characters/advancing.ts';
import { affordable } from '../../domain/characters/improvements.ts';
import { improved } from '../../domain/characters/improving.ts';
import { changing, type Done } from '../../domain/characters/changing.ts';
import { isRefused, type Refused } from '../../domain/characters/reason.ts';
import type { Faces } from '../../domain/dice/roll.ts';
import { chanceFlags, chanceOf } from '../chance.ts';
import { command, type FlagValues, usageFailure } from '../command.ts';
import { countOf, lineOf } from '../desk.ts';
import { columns } from '../screen/style.ts';
import { clipped, wrapped } from '../screen/wrap.ts';
import { openCharacter } from './character.ts';
import { changeExit, changeFlags, changeLines, changeOf, type ChangeView, fileArgument } from './character-change.ts';

// How a character gets better. Without a flag: what could be had now.

const earnMost = 1_000_000;
const onColumnsMax = 50;

const advanceFlags = {
  ...changeFlags,
  earn: { kind: 'text', value: 'N', summary: 'experience or points that they came by' },
  because: { kind: 'text', value: 'TEXT', summary: 'what for; it stands with the change' },
  level: { kind: 'switch', summary: 'the next level, where experience is enough' },
  milestone: { kind: 'text', value: 'WHICH', summary: 'a milestone that they came to' },
  used: { kind: 'text', value: 'SKILL,…', summary: 'skills that they used well: thrown for, where a system says so' },
  improve: {
    kind: 'texts',
    value: 'WHAT=IN',
    summary: 'an improvement: `ability=str`, `practise=fight`; may be repeated',
  },
  lower: { kind: 'text', value: 'WHICH', summary: 'what goes down for it, where something does' },
  called: { kind: 'text', value: 'NAME', summary: 'what a feature is to be called' },
  ...chanceFlags,
} as const;
type AdvanceValues = FlagValues<typeof advanceFlags>;

const isSilent = ({ earn, level, milestone, used, improve }: AdvanceValues): boolean =>
  earn === null && !level && milestone === null && used === null && improve.length === 0;

const improvementIn = (written: string, { lower, called }: AdvanceValues) => {
  const equals = written.indexOf('=');
  if (equals < 1) throw usageFailure(`\`--improve\` can't be \`${written}\``, 'Such as `--improve ability=str`.');
  return { improvement: written.slice(0, equals), on: written.slice(equals + 1), instead: lower, called };
};

type Step = (system: RuleSystem, character: Character, faces: Faces) => Done | Refused;

/** In the order in which it happens at a table: earned, risen, chosen. */
const stepsOf = (flags: AdvanceValues): Step[] => {
  const because = flags.because === null ? null : lineOf('because', flags.because);
  const { milestone, used } = flags;
  const amount = countOf('earn', flags.earn, { least: 1, most: earnMost, otherwise: 0 });
  return [
    ...(amount === 0
      ? []
      : [
          (...[system, character]: Parameters<Step>) =>
            earned(system, character, { amount, because: because ?? 'earned' }),
        ]),
    ...(flags.level ? [raised] : []),
    ...(milestone === null
      ? []
      : [
          (...[system, character, faces]: Parameters<Step>) =>
            reached(system, character, { milestone, because: because ?? 'reached', faces }),
        ]),
    ...(used === null
      ? []
      : [
          (...[system, character, faces]: Parameters<Step>) =>
            practised(
              system,
              character,
              used
                .split(',')
                .map((each) => each.trim())
                .filter((each) => each !== ''),
              faces,
            ),
        ]),
    ...flags.improve.map(
      (written) =>
        (...[system, character]: Parameters<Step>) =>
          improved(system, character, improvementIn(written, flags)),
    ),
  ];
};

/** All of it, or nothing. */
const all =
  (steps: readonly Step[]): Step =>
  (system, before, faces) => {
    const work = changing(system, before);
    for (const step of steps) {
      const found = step(system, work.now(), faces);
      if (isRefused(found)) return found;
      work.put(...found.changes);
      for (const { for: purpose, rolled } of found.rolls) work.threw(purpose, rolled);
      found.notes.forEach(work.note);
    }
    return work.done();
  };

type View = ChangeView | { name: string; can: ReturnType<typeof affordable> };

export const characterAdvance = command({
  name: 'character advance',
  summary: 'how a character gets better; without flags, what could be had now',
  args: [fileArgument],
  flags: advanceFlags,
  examples: [
    'monitor character advance mira.yaml',
    'monitor character advance mira.yaml --earn 300 --because "the drowned bell" --level',
    'monitor character advance mira.yaml --improve ability=dex --improve ability=con',
    'monitor character advance ada.yaml --used spot,listen --seed ada',
  ],
  async run(context, { args: [who = ''], flags }): Promise<View> {
    if (isSilent(flags)) {
      const { character, system } = await openCharacter(context, who, flags.system);
      return { name: character.name, can: affordable(system, character) };
    }
    const chance = chanceOf(flags, context.world);
    const steps = all(stepsOf(flags));
    return changeOf(context, { who, flags, chance }, (system, character, { from }) => steps(system, character, from));
  },
  lines(view, style) {
    if (!('can' in view)) return changeLines(view, style);
    if (view.can.length === 0) return wrapped(`there is nothing that ${view.name} could have now`);
    return columns(
      view.can.map(({ improvement, name, on, paidWith }) => [
        ...[improvement, name, paidWith],
        clipped(on.map(({ key, cost }) => `${key} (${cost})`).join(', '), onColumnsMax),
      ]),
      (cell, column) => (column === 0 ? style.strong(cell) : cell),
    );
  },
  exitCode: (view) => ('can' in view ? 0 : changeExit(view)),
});
