import type { Belonging, Character, Foe } from '../../../schemas/character.ts';
import type { Gear } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { isFailure } from '../failure.ts';
import { checkConditionHeld } from '../rules/check-play.ts';
import { checkMade, checkThing } from '../rules/check-values.ts';
import { type Checking, checkingOf, toldBy } from '../rules/checking.ts';
import { maxOf } from '../rules/declared.ts';
import type { Path } from '../rules/reckoning.ts';
import { type Problem, type Sheet, sheetOf, startOf, thingOf, valuesOf } from '../rules/sheet.ts';
import { takenProblems } from './improvements.ts';
import { madeBy, sheetOfCharacter } from './made.ts';

// What is wrong with somebody who is written down, all of it at once.
// P1. Whatever is named is there, and whatever is counted lies within what the system allows.
// P2. Nobody wears two armours or two shields.

/** With the things that somebody brings along. */
const withOwn = (system: RuleSystem, own: readonly Gear[]): RuleSystem =>
  own.length === 0 ? system : { ...system, gear: [...system.gear, ...own] };

const checkOwn = (checking: Checking, own: readonly Gear[], { system, path }: { system: RuleSystem; path: Path }) => {
  const taken = new Set(system.gear.map(({ key }) => key));
  for (const [index, thing] of own.entries()) {
    const at = [...path, 'own', index];
    if (taken.has(thing.key))
      checking.objects([...at, 'key'], `there is a \`${thing.key}\` already: call it something else`);
    taken.add(thing.key);
    checkThing(checking, thing, at);
  }
};

const onlyOne = ['armour', 'shield'] as const;

/** Things of which one is enough. */
const wornTwice = (
  system: RuleSystem,
  { gear, own }: Pick<Sheet, 'gear' | 'own'>,
): { kind: (typeof onlyOne)[number]; names: string[]; at: number }[] =>
  onlyOne.flatMap((kind) => {
    const such = gear.flatMap((key, index) => {
      const thing = thingOf(system, own === undefined ? {} : { own }, key);
      return thing?.kind === kind ? [{ name: thing.name.toLowerCase(), index }] : [];
    });
    return such.length < 2 ? [] : [{ kind, names: such.map(({ name }) => name), at: such[1]?.index ?? 0 }];
  });

const inWords = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(' and ');

/** What there can be of each is no less than what there has to be. */
const checkNumbers = ({ system, objects }: Checking, sheet: Sheet, path: Path): boolean => {
  try {
    const values = valuesOf(system, sheet);
    const start = startOf(system, values);
    const bad = system.resources.filter(({ key, min }) => {
      const [most, first] = [values[maxOf(key)] ?? 0, start[key] ?? 0];
      return most < min || first < min || first > most;
    });
    for (const { key, name } of bad)
      objects(
        path,
        `of ${name.toLowerCase()} (\`${key}\`) there can be ${values[maxOf(key)] ?? 0}, which is not enough`,
      );
    return bad.length === 0;
  } catch (error) {
    if (!isFailure(error)) throw error;
    objects(path, toldBy(error));
    return false;
  }
};

// ── foes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const foeProblems = (system: RuleSystem, foe: Foe, path: Path): readonly Problem[] => {
  const checking = checkingOf(withOwn(system, foe.own));
  checkOwn(checking, foe.own, { system, path });
  checkMade(checking, foe, path);
  for (const { kind, names, at } of wornTwice(system, foe))
    checking.objects([...path, 'gear', at], `nobody wears two of the kind ${kind}: ${inWords(names)}`);
  if (checking.problems.length === 0) checkNumbers(checking, sheetOf(foe), path);
  return checking.problems;
};

// ── characters ───────────────────────────────────────────────────────────────────────────────────────────────────

const majorOf = (version: string): string => version.split('.')[0] ?? '';

const checkOrigin = ({ system, objects }: Checking, { system: id, version, template }: Character): void => {
  if (id !== system.id) objects(['system'], `it is made for \`${id}\`, and this is \`${system.id}\``);
  else if (majorOf(version) !== majorOf(system.version))
    objects(
      ['version'],
      `it is made for ${version} of \`${id}\`, and this is ${system.version}: look through it, and write \`version: ${system.version}\``,
    );
  const known = system.templates.map(({ key }) => key);
  if (template !== undefined && !known.includes(template))
    objects(
      ['template'],
      `there is no template \`${template}\`; it is one of ${inWords(known).replaceAll(' and ', ', ')}`,
    );
};

const checkBelongings = (checking: Checking, { belongings, own }: Character): void => {
  const { system, objects, named } = checking;
  const seen = new Set<string>();
  const sameAs = ({ thing, at }: Belonging): string => `${thing} ${at}`;
  for (const [index, each] of belongings.entries()) {
    named('thing', each.thing, ['belongings', index, 'thing']);
    if (seen.has(sameAs(each)))
      objects(['belongings', index], `\`${each.thing}\` stands there already: write one line, with \`count\``);
    seen.add(sameAs(each));
  }
  const worn = belongings.flatMap(({ thing, count, at }, index) =>
    at === 'worn' ? Array.from({ length: Math.min(count, 2) }, () => ({ thing, index })) : [],
  );
  for (const { kind, names, at } of wornTwice(system, { gear: worn.map(({ thing }) => thing), own }))
    objects(['belongings', worn[at]?.index ?? 0, 'at'], `nobody wears two of the kind ${kind}: ${inWords(names)}`);
};

const checkResources = ({ system, objects, named }: Checking, character: Character): void => {
  const values = valuesOf(system, sheetOfCharacter(character));
  for (const [key, there] of Object.entries(character.resources)) {
    const path = ['resources', key];
    const resource = system.resources.find((each) => each.key === key);
    const most = values[maxOf(key)] ?? 0;
    if (resource === undefined) named('resource', key, path);
    else if (there < resource.min || there > most)
      objects(path, `it lies from ${resource.min} to ${most}, and not at ${there}`);
  }
};

const checkState = (checking: Checking, { conditions, rested }: Character): void => {
  const { named, objects, system } = checking;
  for (const [index, held] of conditions.entries()) checkConditionHeld(checking, held, ['conditions', index]);
  for (const [key, times] of Object.entries(rested)) {
    named('rest', key, ['rested', key]);
    const most = system.rests.find((each) => each.key === key)?.most;
    if (most !== undefined && times > most) objects(['rested', key], `nobody rests so more than ${most} times a day`);
  }
};

/** Everything that is wrong with a character. None: they can be played. */
export const characterProblems = (system: RuleSystem, character: Character): readonly Problem[] => {
  const checking = checkingOf(withOwn(system, character.own));
  checkOrigin(checking, character);
  if (character.system !== system.id) return checking.problems;
  checkOwn(checking, character.own, { system, path: [] });
  checkMade(checking, { ...madeBy(character), gear: [] }, []);
  checkBelongings(checking, character);
  checkState(checking, character);
  for (const { path, message } of takenProblems(system, character)) checking.objects(path, message);
  if (checking.problems.length === 0 && checkNumbers(checking, sheetOfCharacter(character), ['attributes']))
    checkResources(checking, character);
  return checking.problems;
};
