import path from 'node:path';
import type { Foe } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { foeStanding } from '../../domain/characters/standing.ts';
import { standingView } from '../../domain/characters/view.ts';
import { nearest } from '../../domain/nearest.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { standingLines } from '../screen/sheet.ts';
import { columns, type Style } from '../screen/style.ts';
import { clipped, headed, wrapped } from '../screen/wrap.ts';
import { characterFiles, systemOrNull } from './character.ts';
import { ruleSystems } from './rules.ts';

// Foes: those that ship, and files of one's own.

const aboutColumnsMax = 30;

const foesFlag = {
  foes: { kind: 'text', value: 'FILE', summary: 'a file of your own, instead of those that ship' },
} as const;

interface Of {
  system: RuleSystem;
  foes: readonly Foe[];
}

const ofFile = async (context: CommandContext, file: string, asked: string | null): Promise<Of> => {
  const { foesIn } = await characterFiles();
  return foesIn(path.resolve(context.machine.cwd, file), await systemOrNull(context, asked));
};

const shipped = async ({ machine }: CommandContext, written: string): Promise<Of> => {
  const { system } = await (await ruleSystems()).systemOf(written, machine.cwd);
  return { system, foes: await (await characterFiles()).foesOf(system) };
};

export const foeList = command({
  name: 'foe list',
  summary: 'foes that there are, from the least to the worst',
  args: [{ name: 'SYSTEM', summary: 'of which rule system; of all of them without it', isOptional: true }],
  flags: { kind: { kind: 'text', value: 'KIND', summary: 'only these, such as `beast`' }, ...foesFlag },
  examples: [
    'monitor foe list d20_fantasy',
    'monitor foe list d20_fantasy --kind undead',
    'monitor foe list --foes mine.yaml --json',
  ],
  async run(context, { args: [written], flags }) {
    const ids = written === undefined ? await (await ruleSystems()).shippedSystems() : [written];
    const found =
      flags.foes === null
        ? await Promise.all(ids.map((id) => shipped(context, id)))
        : [await ofFile(context, flags.foes, written ?? null)];
    const all = found.flatMap(({ system, foes }) =>
      foes
        .toSorted((a, b) => a.threat - b.threat)
        .map(({ key, name, about, kind, threat }) => ({ system: system.id, key, name, kind, threat, about })),
    );
    const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
    if (flags.kind !== null && !kinds.includes(flags.kind))
      throw usageFailure(
        `there are no foes of the kind \`${flags.kind}\``,
        `There are ${kinds.map((each) => `\`${each}\``).join(', ')}.`,
      );
    return { foes: flags.kind === null ? all : all.filter(({ kind }) => kind === flags.kind) };
  },
  lines: ({ foes }, style) =>
    columns(
      foes.map(({ key, kind, threat, about, system }) => [
        ...[key, kind, String(threat)],
        ...(new Set(foes.map((each) => each.system)).size > 1 ? [system] : []),
        clipped(about, aboutColumnsMax),
      ]),
      (cell, column) => (column === 0 ? style.strong(cell) : cell),
    ),
});

const manners: Readonly<Record<Foe['fights']['manner'], string>> = {
  charge: 'goes straight at them',
  hold: 'lets them come',
  skirmish: 'keeps away and hurts them from there',
  ambush: 'strikes first, from hiding',
  support: 'stays behind the others',
};

const targets: Readonly<Record<Foe['fights']['target'], string>> = {
  nearest: 'whoever is nearest',
  weakest: 'whoever is weakest',
  strongest: 'whoever is strongest',
  last_to_hurt: 'whoever hurt it last',
};

const fightsText = ({ manner, target, breaks, surrenders }: Foe['fights']): string => {
  const leaves =
    breaks === undefined
      ? 'never thinks of leaving'
      : `thinks of leaving when ${Math.round(breaks * 100)} % of it is gone`;
  return `${manners[manner]}; ${targets[target]} first; ${leaves}${surrenders ? '; gives in where it cannot get away' : ''}`;
};

const foeLines = (foe: Foe, view: ReturnType<typeof standingView>, style: Style): string[] => [
  ...headed(`${foe.name}, ${foe.kind}, threat ${foe.threat}`, style),
  ...wrapped(foe.about, 2),
  ...(foe.wants === undefined ? [] : wrapped(`Wants: ${foe.wants}`, 2)),
  ...wrapped(`In a fight it ${fightsText(foe.fights)}.`, 2),
  ...(foe.habitat.length === 0 ? [] : wrapped(`Found in: ${foe.habitat.join(', ')}.`, 2)),
  ...(foe.experience === undefined ? [] : wrapped(`Worth: ${foe.experience}.`, 2)),
  ...standingLines(view, false, style),
  ...(foe.features.length === 0 ? [] : [style.strong('Features')]),
  ...foe.features.flatMap(({ name, about }) => wrapped(`${name}. ${about}`, 2)),
];

const foundIn = ({ foes, system }: Of, key: string): { foe: Foe; system: RuleSystem } | null => {
  const foe = foes.find((each) => each.key === key);
  return foe === undefined ? null : { foe, system };
};

export const foeShow = command({
  name: 'foe show',
  summary: 'a foe: what it is, what it wants, how it fights and with what numbers',
  args: [{ name: 'KEY', summary: 'its key' }],
  flags: foesFlag,
  examples: ['monitor foe show toll_taker', 'monitor foe show wolf --foes mine.yaml --json'],
  async run(context, { args: [key = ''], flags }) {
    const ids = await (await ruleSystems()).shippedSystems();
    const all =
      flags.foes === null
        ? await Promise.all(ids.map((id) => shipped(context, id)))
        : [await ofFile(context, flags.foes, null)];
    const [found] = all.flatMap((each) => foundIn(each, key) ?? []);
    if (found !== undefined)
      return { foe: found.foe, view: standingView(found.system, foeStanding(found.system, found.foe, key)) };
    const keys = all.flatMap(({ foes }) => foes.map((each) => each.key));
    const meant = nearest(key, keys);
    throw usageFailure(
      `there is no foe \`${key}\``,
      meant === undefined ? '`monitor foe list` shows all of them.' : `Did you mean \`${meant}\`?`,
    );
  },
  lines: ({ foe, view }, style) => foeLines(foe, view, style),
});
