import type { Help } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Modifier } from '../attempt.ts';
import { comesTo } from '../expression.ts';
import { assertAble, noHelp, paid, sharesOf } from './refusing.ts';
import { atTable, bestOf, type Standing } from './standing.ts';
import type { Helped, RolledFor, Trying } from './tried.ts';

// Help with a roll, as the system has it.
// P1. Who cannot help is refused before a die is thrown: who can do nothing, is not good enough at it, or cannot pay for it.
// P2. What help gives is a reason like any other, with the name of whoever gives it.

interface Helping {
  keys: readonly string[];
  trying: Trying;
}

const valueOf = (system: RuleSystem, helper: Standing, keys: readonly string[]): number => {
  const values = atTable(system, helper);
  return values[bestOf(values, keys)] ?? 0;
};

const because = ({ actor }: Trying): string => `helps ${actor.name}`;

const assertHelper = (system: RuleSystem, { help, helper }: { help: Help; helper: Standing }, asked: Helping): void => {
  const { actor, other } = asked.trying;
  if (helper.key === actor.key) throw noHelp(`${helper.name} cannot help themselves`);
  if (helper.key === other?.key) throw noHelp(`${helper.name} stands against it, and does not help`);
  assertAble(system, helper, help);
  const { least } = help;
  const value = valueOf(system, helper, asked.keys);
  if (least !== undefined && value < least)
    throw noHelp(`${helper.name} is not good enough at it to help: ${value}, and it takes ${least}`);
  paid(system, helper, { cost: help.cost, because: because(asked.trying) });
};

/** Refused where the system knows no help, or somebody can't give it. */
export const assertHelp = (system: RuleSystem, asked: Helping): void => {
  const { helpers = [], how } = asked.trying;
  if (helpers.length === 0) return;
  const { help } = system;
  if (help === undefined) throw noHelp(`${system.title} knows no help with a roll`);
  if (how === 'passive') throw noHelp('nobody is helped with what they do not try', 'Roll for it.');
  if (helpers.length > help.most) {
    const most = help.most === 1 ? 'one may' : `${help.most} may`;
    throw noHelp(`${helpers.length} want to help, and ${most}`);
  }
  const twice = helpers.find(({ key }, index) => helpers.findIndex((each) => each.key === key) < index);
  if (twice !== undefined) throw noHelp(`${twice.name} helps already`);
  for (const helper of helpers) assertHelper(system, { help, helper }, asked);
};

type Given = Pick<Helped, 'roll' | 'reasons' | 'modifiers'>;

const added = (by: number, name: string): readonly Modifier[] => (by === 0 ? [] : [{ by, because: `${name} helps` }]);

const given = (
  system: RuleSystem,
  { gives, helper, keys }: { gives: Help['gives']; helper: Standing; keys: readonly string[] },
  throws: (helping: Trying) => RolledFor,
): Given => {
  const { name } = helper;
  const nothing: Given = { roll: null, reasons: [], modifiers: [] };
  switch (gives.kind) {
    case 'advantage':
      return { ...nothing, reasons: [{ edge: 'advantage', because: `${name} helps` }] };
    case 'bonus': {
      const values = { ...atTable(system, helper), value: valueOf(system, helper, keys) };
      return { ...nothing, modifiers: added(Math.floor(comesTo(gives.by, values)), name) };
    }
    case 'roll': {
      const plain = { other: null, reasons: [], modifiers: [], how: 'rolled' } as const;
      const roll = throws({ ...plain, actor: helper, difficulty: gives.difficulty });
      return { ...nothing, roll, modifiers: added(gives.adds[roll.level] ?? 0, name) };
    }
  }
};

/** What everybody gives who helps, one after the other. */
export const helpedBy = (
  system: RuleSystem,
  { keys, trying }: Helping,
  throws: (helping: Trying) => RolledFor,
): Helped[] => {
  const { help } = system;
  if (help === undefined) return [];
  return (trying.helpers ?? []).map((helper) => ({
    ...{ who: helper.key, name: helper.name, takes: sharesOf(help) },
    ...given(system, { gives: help.gives, helper, keys }, throws),
    deltas: paid(system, helper, { cost: help.cost, because: because(trying) }),
  }));
};
