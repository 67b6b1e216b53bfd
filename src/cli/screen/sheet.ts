import type { SheetView, standingView, WeaponView } from '../../domain/characters/view.ts';
import { columns, type Style } from './style.ts';
import { headed, screenColumns, wrapped } from './wrap.ts';

// A sheet of somebody as a page: what counts first, in no more columns than a screen has.

const indent = 2;
const gap = 2;

type Standing = ReturnType<typeof standingView>;

/** Cells side by side, as many as fit. */
const grid = (cells: readonly (readonly [name: string, value: string])[]): string[] => {
  if (cells.length === 0) return [];
  const names = Math.max(...cells.map(([name]) => name.length));
  const values = Math.max(...cells.map(([, value]) => value.length));
  const width = names + 1 + values + gap;
  const perRow = Math.max(1, Math.floor((screenColumns - indent + gap) / width));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) =>
    cells
      .slice(row * perRow, (row + 1) * perRow)
      .map(([name, value]) => `${name.padEnd(names)} ${value.padStart(values)}`),
  );
  return columns(rows).map((line) => `${' '.repeat(indent)}${line}`);
};

const signed = (value: number): string => (value < 0 ? String(value) : `+${value}`);

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : [style.strong(title), ...lines];

const weaponLines = (weapons: readonly WeaponView[]): string[] =>
  weapons.flatMap(({ name, with: by, roll, type, also, reach }) => {
    const harm = [{ roll, type }, ...also].map((each) => `${each.roll} ${each.type}`).join(' and ');
    return wrapped(`${name}: ${by.name.toLowerCase()} ${signed(by.value)}, ${harm}, ${reach}`, indent);
  });

const described = (list: readonly { name: string; about: string }[]): string[] =>
  list.flatMap(({ name, about }) => wrapped(`${name}. ${about}`, indent));

const resourceText = ({ value, most, counts }: Standing['resources'][number]): string =>
  counts === 'up' ? `${value} (up to ${most})` : `${value} of ${most}`;

/** What there can be nothing of is of no use to anybody. */
const resourceLines = (resources: Standing['resources']): string[] =>
  columns(resources.filter(({ most }) => most > 0).map((each) => [`  ${each.name}`, resourceText(each)]));

const conditionLines = (conditions: Standing['conditions'], style: Style): string[] =>
  conditions.flatMap(({ name, steps, about }) =>
    wrapped(`${name}${steps > 1 ? ` (${steps})` : ''}. ${about}`, indent).map(style.warning),
  );

/** Numbers, weapons and what can be done: of characters and foes alike. `isWhole`: with what was never learnt. */
export const standingLines = (view: Standing, isWhole: boolean, style: Style): string[] => [
  ...section('Attributes', grid(view.attributes.map(({ name, value }) => [name, String(value)])), style),
  ...section('Derived', grid(view.derived.map(({ name, value }) => [name, String(value)])), style),
  ...section(
    'Skills',
    grid(
      view.skills
        .filter(({ words }) => isWhole || words !== null)
        .map(({ name, value, words }) => [words === null ? name : `${name} (${words})`, signed(value)]),
    ),
    style,
  ),
  ...section('Resources', resourceLines(view.resources), style),
  ...section('Conditions', conditionLines(view.conditions, style), style),
  ...section('Weapons', weaponLines(view.weapons), style),
  ...section('Special actions', described(view.actions), style),
];

const belongingText = ({ name, count }: SheetView['belongings'][number]): string =>
  count === 1 ? name : `${name} × ${count}`;

const weighed = (value: number): string => String(Math.round(value * 100) / 100);

const belongingLines = ({ belongings, weight, carrying, coins }: SheetView): string[] => {
  const list = (at: 'worn' | 'carried'): string[] => {
    const such = belongings.filter((each) => each.at === at);
    return such.length === 0 ? [] : wrapped(`${at}: ${such.map(belongingText).join(', ')}`, indent);
  };
  const most = carrying === null ? '' : ` of ${weighed(carrying)}`;
  const sums = [
    weight > 0 || carrying !== null ? `weight ${weighed(weight)}${most}` : '',
    coins > 0 ? `coins ${coins}` : '',
  ];
  return [...list('worn'), ...list('carried'), ...wrapped(sums.filter((each) => each !== '').join(', '), indent)];
};

export const sheetLines = (view: SheetView, isWhole: boolean, style: Style): string[] => [
  ...headed(`${view.name}${view.template === null ? '' : `, ${view.template.toLowerCase()}`} (${view.system})`, style),
  ...(view.about === null ? [] : wrapped(view.about, indent)),
  ...standingLines(view, isWhole, style),
  ...section('Features', described(view.features), style),
  ...section('Belongings', belongingLines(view), style),
  ...(view.open.length === 0
    ? []
    : wrapped(`They could have ${view.open.join(', ')}: \`character advance\``).map(style.good)),
];
