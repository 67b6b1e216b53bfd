import type { Entry, Field, Spot } from '../../schemas/combat.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { Gathered } from '../compose/fights.ts';
import type { LoadedSystem } from '../compose/rule-systems.ts';
import { begin } from '../domain/combat/begin.ts';
import { evolve } from '../domain/combat/evolve.ts';
import { type Fight, noFight } from '../domain/combat/fight.ts';
import { standingLines, type Told, toldOf } from '../domain/combat/telling.ts';
import type { Faces } from '../domain/dice/roll.ts';
import { quoted } from '../domain/quoted.ts';
import { chanceFlags } from './chance.ts';
import { type CommandContext, type FlagValues, usageFailure } from './command.ts';
import { countOf, oneOf } from './desk.ts';
import { printable, type Style } from './screen/style.ts';
import { wrapped } from './screen/wrap.ts';

// What commands for fights have in common: who fights where, and how it is told.

const widthUsual = 40;
const depthUsual = 30;
const apartUsual = 10;
const metresMost = 10_000;

export const fightFlags = {
  side: {
    kind: 'texts',
    value: 'NAME=WHO,…',
    summary: '`band=prowler*3,mender@2`: who is on a side, how many, from which round; twice at least',
  },
  played: { kind: 'texts', value: 'SIDE', summary: 'people decide for this side: its morale is not tested' },
  surprised: { kind: 'texts', value: 'SIDE', summary: 'this side does not see it coming' },
  field: {
    kind: 'text',
    value: 'WxD',
    summary: `how wide and how deep it is, in metres; ${widthUsual}x${depthUsual} without it`,
  },
  apart: { kind: 'text', value: 'METRES', summary: `how far apart sides begin; ${apartUsual} without it` },
  cover: { kind: 'texts', value: 'KIND@X/Y', summary: 'a place with cover, `half@18/15`: two metres around it' },
  screen: { kind: 'texts', value: 'X/Y-X/Y', summary: 'what nobody sees through, from one spot to another' },
  ...chanceFlags,
} as const;
export type FightValues = FlagValues<typeof fightFlags>;

/** Loaded when it is asked for: starting is to be quick. */
export const fights = () => import('../compose/fights.ts');

const coverRadius = 2;

const spotIn = (flag: string, written: string): Spot => {
  const found = /^(\d{1,5}(?:\.\d{1,2})?)\/(\d{1,5}(?:\.\d{1,2})?)$/u.exec(written.trim());
  if (found === null)
    throw usageFailure(`${flag} can't be ${quoted(written)}`, 'A spot is two numbers of metres: `18/15`.');
  return { x: Number(found[1]), y: Number(found[2]) };
};

const fieldOf = ({ combat }: RuleSystem, { field, cover, screen }: FightValues): Field => {
  const size = /^(\d{1,5})x(\d{1,5})$/u.exec(field ?? `${widthUsual}x${depthUsual}`);
  if (size === null) throw usageFailure(`\`--field\` can't be ${quoted(field ?? '')}`, 'Such as `--field 40x30`.');
  const kinds = combat.cover.map(({ key }) => key);
  return {
    ...{ width: Math.max(1, Number(size[1])), depth: Math.max(1, Number(size[2])) },
    places: cover.map((each) => {
      const [kind = '', at = ''] = each.split('@');
      const key = oneOf('cover', kind, kinds);
      return {
        name: combat.cover.find((one) => one.key === key)?.name ?? key,
        at: spotIn('`--cover`', at),
        radius: coverRadius,
        cover: key,
      };
    }),
    screens: screen.map((each) => {
      const [from = '', to = ''] = each.split('-');
      return { name: 'Screen', from: spotIn('`--screen`', from), to: spotIn('`--screen`', to) };
    }),
  };
};

export interface Setting extends LoadedSystem, Gathered {
  field: Field;
  surprised: readonly string[];
}

/** Who fights, where, by which rules. */
export const settingOf = async ({ machine }: CommandContext, written: string, flags: FightValues): Promise<Setting> => {
  const { systemOf } = await import('../compose/rule-systems.ts');
  const loaded = await systemOf(written, machine.cwd);
  const { gathered, sideOf } = await fights();
  if (flags.side.length < 2)
    throw usageFailure(
      'a fight has two sides at least',
      'Such as `--side heroes=warrior,mender --side band=prowler*2`.',
    );
  const sides = flags.side.map((each) => sideOf(each, flags.played));
  const names = sides.map(({ side }) => side.key);
  const isSide = (flag: string) => (each: string) => oneOf(flag, each, names);
  flags.played.forEach(isSide('played'));
  const caught = new Set(flags.surprised.map(isSide('surprised')));
  const field = fieldOf(loaded.system, flags);
  const gap = countOf('apart', flags.apart, { least: 0, most: metresMost, otherwise: apartUsual });
  const found = await gathered(loaded.system, sides, { field, gap, cwd: machine.cwd });
  // Where only those who are played have turns, somebody is played.
  const isNobody = loaded.system.combat.turns === 'players' && flags.played.length === 0;
  return {
    ...loaded,
    ...{ ...found, field },
    sides: found.sides.map((side, at) => (isNobody && at === 0 ? { ...side, played: true } : side)),
    surprised: found.fighters.flatMap(({ key, side }) => (caught.has(side) ? [key] : [])),
  };
};

export const begunWith = (
  { system, revision, sides, fighters, coming, field, surprised }: Setting,
  faces: Faces,
): readonly Entry[] => begin(system, { revision, sides, fighters, coming, field, surprised }, faces);

// ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What happened, from a fight on. */
export const toldFrom = (entries: Iterable<Entry>, start: Fight = noFight): { told: Told[]; fight: Fight } => {
  let fight = start;
  const told: Told[] = [];
  for (const entry of entries) {
    fight = evolve(fight, entry);
    told.push(...toldOf(fight, entry));
  }
  return { told, fight };
};

const indent = 2;

export const toldLines = (told: readonly Told[], style: Style): string[] =>
  told.flatMap(({ depth, text }) =>
    depth === 0
      ? wrapped(text).map((line) => style.strong(line))
      : wrapped(text, depth * indent).map((line) => (depth === 2 ? style.quiet(line) : line)),
  );

export const standsLines = (fight: Fight): string[] => standingLines(fight).flatMap((line) => wrapped(line, indent));

export const endText = ({ over, sides, round }: Fight): string => {
  if (over === null) return `It goes on, in round ${round}.`;
  const name = sides.find(({ key }) => key === over.side)?.name;
  return printable(`${name === undefined ? 'Nobody wins' : `${name} wins`} in round ${round}: ${over.because}.`);
};
