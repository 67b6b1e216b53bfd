import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Rolled } from '../../domain/dice/roll.ts';
import type { Drawn } from '../../domain/rules/cards.ts';
import { rolledText } from '../../domain/dice/telling.ts';
import type { Acted } from '../../domain/rules/acting/acting.ts';
import { intentOf } from '../../domain/rules/acting/intent.ts';
import type { How, RolledFor } from '../../domain/rules/acting/rolling.ts';
import type { Standing } from '../../domain/rules/acting/standing.ts';
import { deltaText } from '../../domain/rules/acting/telling.ts';
import { wordsOfLevel } from '../../domain/rules/success-words.ts';
import { type FlagValues, usageFailure } from '../command.ts';
import { oneOf } from '../desk.ts';
import type { Style } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';

// What commands that do something by the rules have in common: who is there, and how it is told.

/** Loaded when it is asked for: starting is to be quick. */
const characterFiles = () => import('../../compose/characters.ts');

/** What holds for everybody who tries it. */
export const tryingFlags = {
  difficulty: { kind: 'text', value: 'RUNG', summary: 'how hard it is: a rung of the ladder, or a number' },
  edge: { kind: 'text', value: 'EDGE', summary: 'advantage or disadvantage, from outside' },
  how: { kind: 'text', value: 'HOW', summary: 'rolled, unhurried or passive' },
} as const;

/** Two of one kind are told apart. */
const toldApart = (standing: Standing, before: readonly Standing[]): Standing => {
  const { key, name } = standing;
  const same = before.filter((each) => [key, `the other ${key}`].includes(each.key) || each.key.startsWith(`${key} `));
  if (same.length === 0) return standing;
  const told = (text: string): string => (same.length === 1 ? `the other ${text}` : `${text} ${same.length + 1}`);
  return { ...standing, key: told(key), name: told(name) };
};

/** Those who are there, in the order in which they are named. */
export const fightersOf = async (
  system: RuleSystem,
  written: readonly string[],
  { cwd, there = [] }: { cwd: string; there?: readonly Standing[] },
): Promise<Standing[]> => {
  const { fighterOf } = await characterFiles();
  const found: Standing[] = [];
  for (const each of written) {
    const { standing } = await fighterOf(system, each, cwd);
    found.push(toldApart(standing, [...there, ...found]));
  }
  return found;
};

export const actionIn = (
  system: RuleSystem,
  words: string,
  { actor, others }: { actor: Standing; others: string[] },
): { action: string; using: string | null; how: How; difficulty: string | null } => {
  if (system.actions.some(({ key }) => key === words))
    return { action: words, using: null, how: 'rolled', difficulty: null };
  const intent = intentOf(system, { actor, text: words, others });
  if (intent !== null) {
    const { action, using, how, difficulty } = intent;
    return { action: action.key, using, how, difficulty };
  }
  throw usageFailure(
    `nothing that ${system.title} knows is done in \`${words}\``,
    `\`monitor rules show ${system.id} actions\` lists what can be done.`,
  );
};

const difficultyIn = (written: string | null): string | number | null =>
  written !== null && /^[+-]?\d{1,4}$/.test(written) ? Number(written) : written;

const ways: readonly How[] = ['rolled', 'unhurried', 'passive'];
const edges = ['advantage', 'disadvantage'] as const;

/** What is the same for everybody who tries it. */
export const tryingOf = (flags: FlagValues<typeof tryingFlags>) => {
  const edge = flags.edge === null ? null : oneOf('edge', flags.edge, edges);
  return {
    modifiers: [],
    reasons: edge === null ? [] : [{ edge, because: 'from outside' }],
    difficulty: difficultyIn(flags.difficulty),
    how: oneOf('how', flags.how ?? 'rolled', ways),
  };
};

const rolledView = (rolled: Rolled) => ({
  ...{ formula: rolled.formula.text, dice: rolled.faces, total: rolled.total },
  text: rolledText(rolled),
});

const shuffledText = { before: ', from a deck that is whole again', after: '; the deck is whole again' } as const;

/** `draws seven of irons, ~two of ribbons~`. */
export const drawnText = ({ text, shuffled }: Pick<Drawn, 'text' | 'shuffled'>): string =>
  `draws ${text}${shuffled === null ? '' : shuffledText[shuffled]}`;

export const rollView = ({
  who,
  level,
  kind,
  rolled,
  swayed,
  words,
  against,
  with: value,
  helps,
  drawn,
}: RolledFor) => ({
  ...{ who, level, kind: kind.key, with: value, words, reasons: swayed.reasons, added: swayed.rolls.map(rolledView) },
  dice: rolled === null || rolled.faces.length === 0 ? null : rolledView(rolled),
  drawn:
    drawn === null
      ? null
      : { cards: drawn.cards, counts: drawn.counts, shuffled: drawn.shuffled, text: drawnText(drawn) },
  against: against?.words ?? null,
  helps: helps.map(({ who: helper, name, roll }) => ({
    who: helper,
    name,
    roll: roll === null ? null : { words: roll.words },
  })),
});

export type RollView = ReturnType<typeof rollView>;

export const deedView = (system: RuleSystem, { action, roll, level, deltas, harms, rolls, ...rest }: Acted) => ({
  ...{ action: action.key, name: action.name, level, words: wordsOfLevel(system.mechanic, level) },
  roll: roll === null ? null : rollView(roll),
  harms: harms.map(({ who, damage, reasons, rolled }) => ({ who, damage, reasons, ...rolledView(rolled) })),
  rolls: rolls.map(rolledView),
  deltas: deltas.map((delta) => ({ ...delta, text: deltaText(system, delta) })),
  ...rest,
});

export type DeedView = ReturnType<typeof deedView>;

export const rollLines = ({ reasons, added, dice, drawn, against, words, helps }: RollView, style: Style): string[] => {
  return [
    ...helps.flatMap(({ name, roll }) => (roll === null ? [] : wrapped(`${name} helps: ${roll.words}`, 2))),
    ...reasons.flatMap(({ edge, because }) => wrapped(`${edge}: ${because}`, 2).map(style.quiet)),
    ...[...added, ...(dice === null ? [] : [dice])].flatMap(({ text }) => wrapped(text, 2)),
    ...(drawn === null ? [] : wrapped(drawn.text, 2)),
    ...(against === null ? [] : wrapped(`the other: ${against}`, 2)),
    ...wrapped(words, 2),
  ];
};

const choosers = { actor: 'who acts', teller: 'who tells' } as const;

/** What came of it. */
export const deedLines = ({ harms, rolls, deltas, moves, segments, choices, told }: DeedView): string[] => [
  ...harms.flatMap(({ who, text, damage, reasons }) =>
    wrapped(`${text}: ${[`${damage} to ${who}`, ...reasons].join(', ')}`, 2),
  ),
  ...[...rolls, ...deltas].flatMap(({ text }) => wrapped(text)),
  ...moves.flatMap(({ who, bands }) => wrapped(`${who} goes ${Math.abs(bands)} ${bands < 0 ? 'back' : 'on'}`)),
  ...(segments === 0 ? [] : wrapped(`the clock: ${segments > 0 ? '+' : ''}${segments}`)),
  ...choices.flatMap(({ by, count, of }) => wrapped(`${choosers[by]} chooses ${count}: ${of.join('; ')}`)),
  ...told.flatMap((text) => wrapped(text)),
];
