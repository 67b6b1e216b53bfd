import type { Delta } from '../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { rolledText } from '../../domain/dice/telling.ts';
import { type Acted, act, type Doing } from '../../domain/rules/acting/acting.ts';
import { intentOf } from '../../domain/rules/acting/intent.ts';
import type { How, RolledFor } from '../../domain/rules/acting/rolling.ts';
import type { Rolled } from '../../domain/dice/roll.ts';
import { changedTable, type Standing } from '../../domain/rules/acting/standing.ts';
import { wordsOfLevel } from '../../domain/rules/success-words.ts';
import { chanceFlags, chanceLines, chanceOf } from '../chance.ts';
import { command, type FlagValues, usageFailure } from '../command.ts';
import { oneOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { headed, wrapped } from '../screen/wrap.ts';
import { ruleSystems, systemArgument } from './rules.ts';

// What comes of something that is done by the rules: from a sentence to dice, and from dice to numbers, with no world.

/** Loaded when it is asked for: starting is to be quick. */
const characterFiles = () => import('../../compose/characters.ts');

const actFlags = {
  by: {
    kind: 'text',
    value: 'WHO',
    summary: 'who does it: a template, a foe, a ready character, or a file: `./mira.yaml`',
  },
  to: { kind: 'text', value: 'WHO', summary: 'to whom' },
  is: { kind: 'texts', value: 'WHO=CONDITION', summary: 'what holds of them before: `to=prone`; may be repeated' },
  using: { kind: 'text', value: 'THING', summary: 'with what of their gear; the first that fits without it' },
  difficulty: { kind: 'text', value: 'RUNG', summary: 'how hard it is: a rung of the ladder, or a number' },
  edge: { kind: 'text', value: 'EDGE', summary: 'advantage or disadvantage, from outside' },
  how: { kind: 'text', value: 'HOW', summary: 'rolled, unhurried or passive' },
  ...chanceFlags,
} as const;
type ActValues = FlagValues<typeof actFlags>;

/** Two of one kind are told apart. */
const named = (standing: Standing | null, by: Standing): Standing | null =>
  standing === null || standing.key !== by.key
    ? standing
    : { ...standing, key: `the other ${by.name}`, name: `the other ${by.name}` };

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

const actionIn = (
  system: RuleSystem,
  words: string,
  { actor, others }: { actor: Standing; others: string[] },
): Pick<Doing, 'action' | 'using'> => {
  if (system.actions.some(({ key }) => key === words)) return { action: words, using: null };
  const intent = intentOf(system, { actor, text: words, others });
  if (intent !== null) return { action: intent.action.key, using: intent.using };
  throw usageFailure(
    `nothing that ${system.title} knows is done in \`${words}\``,
    `\`monitor rules show ${system.id} actions\` lists what can be done.`,
  );
};

const difficultyIn = (written: string | null): string | number | null =>
  written !== null && /^[+-]?\d{1,4}$/.test(written) ? Number(written) : written;

const ways: readonly How[] = ['rolled', 'unhurried', 'passive'];
const edges = ['advantage', 'disadvantage'] as const;

const nameOf = (list: readonly { key: string; name: string }[], key: string): string =>
  list.find((each) => each.key === key)?.name.toLowerCase() ?? key;

const deltaText = (system: RuleSystem, delta: Delta): string => {
  switch (delta.kind) {
    case 'resource': {
      const sign = delta.by > 0 ? '+' : '';
      return `${delta.who}: ${nameOf(system.resources, delta.resource)} ${sign}${delta.by}, now ${delta.to}`;
    }
    case 'condition':
      return `${delta.who} is ${nameOf(system.conditions, delta.condition)}${delta.steps > 1 ? ` (${delta.steps})` : ''}`;
    case 'ends':
      return `${delta.who} is ${nameOf(system.conditions, delta.condition)} no longer`;
  }
};

const rolledView = (rolled: Rolled) => ({
  ...{ formula: rolled.formula.text, dice: rolled.faces, total: rolled.total },
  text: rolledText(rolled),
});

const rollView = ({ who, kind, rolled, swayed, words, against, with: value }: RolledFor) => ({
  ...{ who, kind: kind.key, with: value, words, reasons: swayed.reasons, added: swayed.rolls.map(rolledView) },
  dice: rolled === null || rolled.faces.length === 0 ? null : rolledView(rolled),
  against: against?.words ?? null,
});

const viewOf = (system: RuleSystem, { action, roll, level, deltas, harms, rolls, ...rest }: Acted) => ({
  ...{ action: action.key, name: action.name, level, words: wordsOfLevel(system.mechanic, level) },
  roll: roll === null ? null : rollView(roll),
  harms: harms.map(({ who, damage, reasons, rolled }) => ({ who, damage, reasons, ...rolledView(rolled) })),
  rolls: rolls.map(rolledView),
  deltas: deltas.map((delta) => ({ ...delta, text: deltaText(system, delta) })),
  ...rest,
});

interface View extends ReturnType<typeof viewOf> {
  revision: string;
  /** Who does it. */
  by: string;
  seed: string | null;
  /** Faces that nobody needed. */
  left: readonly number[];
}

const rollLines = ({ roll }: View, style: Style): string[] => {
  if (roll === null) return [];
  const { reasons, added, dice, against, words } = roll;
  return [
    ...reasons.flatMap(({ edge, because }) => wrapped(`${edge}: ${because}`, 2).map(style.quiet)),
    ...[...added, ...(dice === null ? [] : [dice])].flatMap(({ text }) => wrapped(text, 2)),
    ...(against === null ? [] : wrapped(`the other: ${against}`, 2)),
    ...wrapped(words, 2),
  ];
};

const lines = (view: View, style: Style): string[] => {
  const { by, roll, name, words, seed, left, harms, rolls, deltas, moves, segments, choices, told } = view;
  return [
    ...headed(`${name}: ${words}${roll === null || roll.who === by ? '' : `, for ${roll.who}`}`, style),
    ...rollLines(view, style),
    ...harms.flatMap(({ who, text, damage, reasons }) =>
      wrapped(`${text}: ${[`${damage} to ${who}`, ...reasons].join(', ')}`, 2),
    ),
    ...[...rolls, ...deltas].flatMap(({ text }) => wrapped(text)),
    ...moves.flatMap(({ who, bands }) => wrapped(`${who} goes ${Math.abs(bands)} ${bands < 0 ? 'back' : 'on'}`)),
    ...(segments === 0 ? [] : wrapped(`the clock: ${segments > 0 ? '+' : ''}${segments}`)),
    ...choices.flatMap(({ by, count, of }) =>
      wrapped(`${by === 'actor' ? 'who acts' : 'who tells'} chooses ${count}: ${of.join('; ')}`),
    ),
    ...told.flatMap((text) => wrapped(text)),
    ...chanceLines({ seed, left }, style),
  ];
};

const doingOf = async (
  system: RuleSystem,
  words: string,
  { flags, cwd }: { flags: ActValues; cwd: string },
): Promise<Doing> => {
  if (words === '' || flags.by === null)
    throw usageFailure(
      'what is done, and by whom?',
      'Such as `monitor rules act d20_fantasy "I strike" --by warrior`.',
    );
  const { fighterOf } = await characterFiles();
  const { standing: by } = await fighterOf(system, flags.by, cwd);
  const to = named(flags.to === null ? null : (await fighterOf(system, flags.to, cwd)).standing, by);
  const actor = withHeld(by, held(system, flags.is, 'by'));
  const other = to === null ? null : withHeld(to, held(system, flags.is, 'to'));
  const edge = flags.edge === null ? null : oneOf('edge', flags.edge, edges);
  const { action, using } = actionIn(system, words, { actor, others: other === null ? [] : [other.name] });
  return {
    ...{ actor, other, near: [], modifiers: [], action, using: flags.using ?? using },
    reasons: edge === null ? [] : [{ edge, because: 'from outside' }],
    difficulty: difficultyIn(flags.difficulty),
    how: oneOf('how', flags.how ?? 'rolled', ways),
  };
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
    'monitor rules act percentile "I search the desk" --by reporter --difficulty hard --json',
  ],
  async run({ machine, world }, { args: [written = '', ...words], flags }): Promise<View> {
    const { system, revision } = await (await ruleSystems()).systemOf(written, machine.cwd);
    const said = words.filter((each) => each !== undefined).join(' ');
    const doing = await doingOf(system, said, { flags, cwd: machine.cwd });
    const chance = chanceOf(flags, world);
    const found = viewOf(system, act(system, doing, chance.from));
    // Where no die fell there is nothing to have again.
    return {
      revision,
      by: doing.actor.name,
      seed: chance.used() === 0 ? null : chance.seed,
      ...found,
      left: chance.left(),
    };
  },
  lines,
  exitCode: ({ left }) => (left.length === 0 ? exitDone : exitFailed),
});
