import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { type Intent, intentOf, type Saying } from '../../../../src/domain/rules/acting/intent.ts';
import { lawfulSystems, sittingAs } from '../../../support/rule-table.ts';

// What somebody means, by the words of the systems that ship (`intents.yaml`).

const Corpus = z.array(
  z.strictObject({
    ...{ system: z.string(), actor: z.string(), others: z.array(z.string()) },
    said: z.array(
      z.strictObject({
        text: z.string(),
        does: z.string(),
        to: z.array(z.string()).default([]),
        with: z.string().nullable().default(null),
        how: z.string().default('rolled'),
        difficulty: z.string().nullable().default(null),
      }),
    ),
  }),
);

const corpus = Corpus.parse(parse(readFileSync(path.join(import.meta.dirname, 'intents.yaml'), 'utf8')));
const systems = new Map<string, RuleSystem>();
for (const system of await lawfulSystems()) systems.set(system.id, system);

const systemNamed = (id: string): RuleSystem => {
  const found = systems.get(id);
  if (found === undefined) throw new Error(`there is no system ${id}`);
  return found;
};

const rows = corpus.flatMap(({ system, actor, others, said }) =>
  said.map((each) => [system, each.text, { actor, others, ...each }] as const),
);

it('the corpus is of every system that ships, and long enough', () => {
  expect(rows.length).toBeGreaterThanOrEqual(120);
  expect([...new Set(corpus.map(({ system }) => system))].sort()).toEqual([...systems.keys()].sort());
});

describe('what somebody says', () => {
  it.each(rows)('%s: %s', (id, text, { actor, others, does, to, with: thing, how, difficulty }) => {
    const system = systemNamed(id);
    const found = intentOf(system, { actor: sittingAs(system, actor), text, others });
    if (does === 'nothing') {
      expect(found).toBeNull();
      return;
    }
    expect({
      ...{ does: found?.action.key, to: found?.others, with: found?.using },
      ...{ how: found?.how, difficulty: found?.difficulty, other: found?.other },
    }).toEqual({ does, to, with: thing, how, difficulty, other: to[0] ?? null });
  });
});

const d20 = systemNamed('d20_fantasy');
const meant = (text: string, part: Partial<Saying> = {}): Intent | null =>
  intentOf(d20, { actor: sittingAs(d20, 'prowler'), text, others: ['Wolf', 'Bear'], ...part });

describe('what is not said plainly', () => {
  it('tells what else it might have been', () => {
    expect(meant('I hide and run')).toMatchObject({ action: { key: 'hide' }, said: 'hide', mightBe: ['dash'] });
    expect(meant('I hit him')).toMatchObject({ other: null, others: [], mightBeTo: ['Wolf', 'Bear'] });
    const orcs = meant('I hit the orc', { others: ['Old Orc', 'Young Orc'] });
    expect(orcs).toMatchObject({ other: 'Old Orc', mightBeTo: ['Young Orc'] });
  });

  it('is of whoever was spoken of last', () => {
    expect(meant('I hit it', { last: 'Bear' })).toMatchObject({ other: 'Bear', mightBeTo: ['Wolf'] });
    expect(meant('I hit it', { last: 'Nobody' })).toMatchObject({ other: null });
    expect(meant('I hit the wolf', { last: 'Bear' })).toMatchObject({ other: 'Wolf' });
  });

  it('is of whoever is called just that, before whoever is called more', () => {
    const others = ['Second Watchman', 'Watchman'];
    expect(meant('I hit the watchman', { others })?.other).toBe('Watchman');
  });

  it('knows somebody by their other names, and by what they are', () => {
    const others = [
      { name: 'Grash', aliases: ['orc', 'the Red'] },
      { name: 'Wolf', aliases: ['beast'] },
    ];
    expect(meant('I hit the orc', { others })?.other).toBe('Grash');
    expect(meant('I hit the red', { others })?.other).toBe('Grash');
    expect(meant('I hit all beasts', { others })?.others).toEqual(['Wolf']);
    expect(meant('I hit both of them', { others })?.others).toEqual(['Grash', 'Wolf']);
  });
});

describe('a suggestion', () => {
  const suggests = (text: string, action: string, part: Partial<NonNullable<Saying['suggestion']>> = {}) =>
    meant(text, { suggestion: { action, ...part } });

  it('decides where words tell nothing', () => {
    const found = suggests('I go for its throat', 'attack', { others: ['Wolf', 'Nobody'], using: 'dagger' });
    expect(found).toMatchObject({ action: { key: 'attack' }, found: 'suggestion', said: '', others: ['Wolf'] });
    expect(found?.using).toBe('dagger');
  });

  it('decides between what words tell equally well, and never against them', () => {
    expect(suggests('I hide and run', 'dash')).toMatchObject({ action: { key: 'dash' }, found: 'suggestion' });
    expect(suggests('I hide and run', 'attack')).toMatchObject({ action: { key: 'hide' }, found: 'words' });
    expect(suggests('I get up and run', 'dash')).toMatchObject({ action: { key: 'stand_up' }, found: 'words' });
    expect(suggests('I hit the wolf', 'attack', { others: ['Bear'], using: 'axe' })).toMatchObject({
      ...{ other: 'Wolf', using: null, found: 'words' },
    });
  });

  it.each([
    ['what there is not', 'I dance', 'waltz'],
    ['what they have not learnt', 'I glow', 'ember_dart'],
    ['what they denied', 'I do not attack', 'attack'],
  ])('is not taken where it is %s', (_, text, action) => {
    expect(suggests(text, action)).toBeNull();
  });
});
