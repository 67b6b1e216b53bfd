import type { Delta } from '../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../../domain/dice/roll.ts';
import { type Acted, act, type Doing } from '../../domain/rules/acting/acting.ts';
import { chose } from '../../domain/rules/acting/choosing.ts';
import { changedTable, type Standing } from '../../domain/rules/acting/standing.ts';
import { command, type FlagValues, usageFailure } from '../command.ts';
import { oneOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { headed } from '../screen/wrap.ts';
import {
  type ChanceView,
  chanceView,
  isUsedUp,
  tableChance,
  tableChanceFlags,
  tableChanceLines,
} from '../table-chance.ts';
import { ruleSystems, systemArgument } from './rules.ts';
import {
  actionIn,
  deedLines,
  type DeedView,
  deedView,
  fightersOf,
  rollLines,
  tryingFlags,
  tryingOf,
} from './rules-deeds.ts';

// What comes of something that is done by the rules: from a sentence to dice, and from dice to numbers, with no world.

const actFlags = {
  by: {
    kind: 'text',
    value: 'WHO',
    summary: 'who does it: a template, a foe, a ready character, or a file: `./mira.yaml`',
  },
  to: { kind: 'text', value: 'WHO', summary: 'to whom' },
  is: { kind: 'texts', value: 'WHO=CONDITION', summary: 'what holds of them before: `to=prone`; may be repeated' },
  using: { kind: 'text', value: 'THING', summary: 'with what of their gear; the first that fits without it' },
  with: { kind: 'texts', value: 'WHO', summary: 'who helps; may be repeated' },
  pick: {
    kind: 'texts',
    value: 'WORDS',
    summary: 'what is chosen where it is left to somebody, in the order in which it is; may be repeated',
  },
  ...tryingFlags,
  ...tableChanceFlags,
} as const;
type ActValues = FlagValues<typeof actFlags>;

const held = ({ conditions }: RuleSystem, written: readonly string[], who: 'by' | 'to'): Delta[] =>
  written.flatMap((each): Delta[] => {
    const [whom, condition] = each.split('=');
    if ((whom !== 'by' && whom !== 'to') || condition === undefined)
      throw usageFailure(`\`--is\` can't be \`${each}\``, 'Such as `--is to=prone`.');
    const key = oneOf(
      'is',
      condition,
      conditions.map((one) => one.key),
    );
    return whom === who
      ? [{ kind: 'condition', who: '', condition: key, steps: 1, lasts: { kind: 'lasting' }, because: 'before' }]
      : [];
  });

const withHeld = (standing: Standing, deltas: readonly Delta[]): Standing =>
  changedTable(
    new Map([[standing.key, standing]]),
    deltas.map((delta) => ({ ...delta, who: standing.key })),
  ).get(standing.key) ?? standing;

interface View extends DeedView, ChanceView {
  revision: string;
  /** Who does it. */
  by: string;
}

const lines = (view: View, style: Style): string[] => {
  const { by, roll, name, words } = view;
  return [
    ...headed(`${name}: ${words}${roll === null || roll.who === by ? '' : `, for ${roll.who}`}`, style),
    ...(roll === null ? [] : rollLines(roll, style)),
    ...deedLines(view),
    ...tableChanceLines(view, style),
  ];
};

/** Null: nobody was named. */
const oneFighter = async (
  system: RuleSystem,
  written: string | null,
  how: { cwd: string; there: readonly Standing[] },
): Promise<Standing | null> => (written === null ? null : ((await fightersOf(system, [written], how))[0] ?? null));

const doingOf = async (
  system: RuleSystem,
  words: string,
  { flags, cwd }: { flags: ActValues; cwd: string },
): Promise<Doing> => {
  const by = await oneFighter(system, flags.by, { cwd, there: [] });
  if (words === '' || by === null)
    throw usageFailure(
      'what is done, and by whom?',
      'Such as `monitor rules act d20_fantasy "I strike" --by warrior`.',
    );
  const to = await oneFighter(system, flags.to, { cwd, there: [by] });
  const helpers = await fightersOf(system, flags.with, { cwd, there: [by, ...(to === null ? [] : [to])] });
  const actor = withHeld(by, held(system, flags.is, 'by'));
  const other = to === null ? null : withHeld(to, held(system, flags.is, 'to'));
  const meant = actionIn(system, words, { actor, others: other === null ? [] : [other.name] });
  const trying = tryingOf(flags);
  return {
    ...{ ...trying, actor, other, near: [], helpers, action: meant.action, using: flags.using ?? meant.using },
    how: flags.how === null ? meant.how : trying.how,
    difficulty: trying.difficulty ?? meant.difficulty,
  };
};

/** All that is left to somebody is chosen, as far as it was said what. */
const withChoices = (
  system: RuleSystem,
  { doing, first, picks }: { doing: Doing; first: Acted; picks: readonly string[] },
  faces: Faces,
): Acted => {
  let acted = first;
  let from = 0;
  for (let [choice] = acted.choices; choice !== undefined && from < picks.length; [choice] = acted.choices) {
    const some = picks.slice(from, from + choice.count);
    acted = chose(system, { doing, acted, at: 0, by: choice.by, picks: some }, faces);
    from += choice.count;
  }
  const left = picks[from];
  if (left === undefined) return acted;
  throw usageFailure(`nobody is left to choose \`${left}\``, 'Leave out `--pick`, or say less.');
};

export const rulesAct = command({
  name: 'rules act',
  summary: 'do something by the rules, and see what comes of it',
  args: [
    systemArgument,
    { name: 'WORDS', summary: 'what is done: an action, or a sentence', isOptional: true, isMany: true },
  ],
  flags: actFlags,
  examples: [
    'monitor rules act d20_fantasy "I strike the prowler" --by warrior --to prowler',
    'monitor rules act d20_fantasy shove --by warrior --to prowler --seed ford',
    'monitor rules act d20_fantasy search --by prowler --with mender',
    'monitor rules act percentile "I search the desk" --by reporter --difficulty hard --json',
  ],
  async run({ machine, world }, { args: [written = '', ...words], flags }): Promise<View> {
    const { system, revision } = await (await ruleSystems()).systemOf(written, machine.cwd);
    const said = words.filter((each) => each !== undefined).join(' ');
    const doing = await doingOf(system, said, { flags, cwd: machine.cwd });
    const table = tableChance(system, flags, world);
    const first = act(system, doing, table.from);
    const found = deedView(system, withChoices(system, { doing, first, picks: flags.pick }, table.from));
    return { revision, by: doing.actor.name, ...found, ...chanceView(table) };
  },
  lines,
  exitCode: (view) => (isUsedUp(view) ? exitDone : exitFailed),
});
