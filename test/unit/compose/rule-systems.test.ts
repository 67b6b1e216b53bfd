import { readdir } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { shippedSystems, systemOf } from '../../../src/compose/rule-systems.ts';
import { sheetOf, startOf, valuesOf } from '../../../src/domain/rules/sheet.ts';
import { root } from '../../support/monitor.ts';
import { rulesFiles } from '../../support/rules-files.ts';
import { smallSystem } from '../../support/small-system.ts';

const rules = await rulesFiles();
afterAll(() => rules[Symbol.asyncDispose]());
const { folder, told, written } = rules;

describe('the systems that ship', () => {
  it('are found, checked and usable, each with templates whose values lie within bounds', async () => {
    const ids = await shippedSystems();
    expect(ids).toEqual(['d20_fantasy', 'fudge_ladder', 'long_odds', 'narrative', 'percentile', 'three_bands']);
    for (const id of ids) {
      const { system, revision } = await systemOf(id, folder);
      expect(system.id).toBe(id);
      expect(revision).toMatch(new RegExp(`^${id}-[0-9a-f]{8}$`));
      expect(system.templates.length).toBeGreaterThan(2);
      for (const template of system.templates) {
        const values = valuesOf(system, sheetOf(template));
        const start = startOf(system, values);
        for (const { key, min } of system.resources) expect(start[key], `${id} ${key}`).toBeGreaterThanOrEqual(min);
        for (const { key, min = -Infinity, max = Infinity } of [...system.attributes, ...system.derived]) {
          expect(values[key], `${id} ${key}`).toBeGreaterThanOrEqual(min);
          expect(values[key], `${id} ${key}`).toBeLessThanOrEqual(max);
        }
      }
    }
  });

  it('name whom they owe their rules, in a file that is shipped', async () => {
    const { system } = await systemOf('d20_fantasy', folder);
    expect(system.licence).toMatchObject({ name: 'CC-BY-4.0' });
    expect(system.licence.attribution).toContain('System Reference Document 5.1');
    expect(await readdir(root)).toContain('NOTICE');
  });
});

const house = (rules: string): string => `system: d20_fantasy\nrules:\n${rules}`;

describe('rules of the house', () => {
  it('change a system for as long as they hold, the narrower scope before the wider', async () => {
    const file = await written(
      house(`  - id: once_harder
    scope: once
    because: The storm.
    changes: [{ do: set, at: ladder.medium.value, value: 17 }]
  - id: harder
    scope: universe
    because: A grim world.
    changes: [{ do: set, at: ladder.medium.value, value: 16 }, { do: remove, at: conditions.blessed.lasts }]
  - id: flanked
    scope: story
    because: We like it.
    changes: [{ do: add, at: conditions, value: { key: flanked, name: Flanked, about: Foes on both sides. } }]
`),
    );
    const { system, applied, revision } = await systemOf(file, folder);
    expect(system.ladder.find(({ key }) => key === 'medium')?.value).toBe(17);
    expect(system.conditions.find(({ key }) => key === 'blessed')?.lasts).toEqual({ kind: 'lasting' });
    expect(system.conditions.at(-1)?.key).toBe('flanked');
    expect(applied).toEqual([
      { id: 'harder', scope: 'universe' },
      { id: 'flanked', scope: 'story' },
      { id: 'once_harder', scope: 'once' },
    ]);
    const plain = await systemOf('d20_fantasy', folder);
    expect(revision).not.toBe(plain.revision);
    expect(plain.system.ladder.find(({ key }) => key === 'medium')?.value).toBe(15);
  });

  const one = (change: string): string => house(`  - { id: a, scope: scene, because: b, changes: [${change}] }\n`);

  it.each([
    [
      'a part that there is not',
      one('{ do: set, at: conditions.pron.effects, value: [] }'),
      '3: `conditions.pron.effects`: there is no part `pron`; did you mean `prone`?',
    ],
    [
      'adding to what is no list',
      one('{ do: add, at: mechanic.degree, value: 1 }'),
      '3: `mechanic.degree` is no list that something can be added to',
    ],
    [
      'going into what has no parts',
      one('{ do: set, at: mechanic.degree.x, value: 1 }'),
      '3: `mechanic.degree.x`: there is nothing in `mechanic.degree`',
    ],
    [
      'a value that the schema refuses',
      one('{ do: set, at: mechanic.degree, value: many }'),
      '3: with these rules, `mechanic.degree`: expected a number, and got `many`',
    ],
    [
      'what does not fit the rest',
      one("{ do: set, at: derived.str_mod.is, value: '@st' }"),
      '3: with these rules, `derived.0.is`: `@st` is no roll: nothing is called @st, at character 1, `@st`; did you mean `@str`?',
    ],
    [
      'taking away what something else needs',
      one('{ do: remove, at: conditions.prone }'),
      'there is no condition `prone`',
    ],
    [
      'a system that there is not',
      one('{ do: remove, at: conditions.prone }').replace('d20_fantasy', 'd20_fantsy'),
      '1: there is no rule system `d20_fantsy`; did you mean `d20_fantasy`?',
    ],
    [
      'two of one name',
      house(
        '  - &a { id: a, scope: scene, because: b, changes: [{ do: remove, at: gear.rope }] }\n  - { id: a, scope: scene, because: b, changes: [{ do: remove, at: gear.torch }] }\n',
      ),
      '4: there is a `a` already',
    ],
  ])('are refused for %s, with the line', async (_what, text, message) => {
    expect((await told(text)).join('\n')).toContain(message);
  });
});

it('rounds what is reckoned down, below nothing too', async () => {
  const { system } = await systemOf(await written(smallSystem.replace('(@str - 10) // 2', '(@str - 10) / 3')), folder);
  const modOf = (str: number) => valuesOf(system, { attributes: { str }, skills: {}, gear: [], effects: [] })['mod'];
  expect([modOf(14), modOf(13), modOf(9)]).toEqual([1, 1, -1]);
});

it('refuses a system by another name, and says which is near', async () => {
  await expect(systemOf('d20fantasy', folder)).rejects.toMatchObject({
    code: 'unknown_rule_system',
    advice: 'Did you mean `d20_fantasy`?',
  });
  await expect(systemOf('./nowhere.yaml', folder)).rejects.toMatchObject({ code: 'bad_rules' });
});
