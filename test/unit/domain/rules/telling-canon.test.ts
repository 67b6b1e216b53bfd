import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../../src/compose/policy.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';

// What rules have words of canon for.

const { vocabulary } = (await loadPolicy({})).policy;

describe.each(await shippedSystems())('%s', (id) => {
  it('tells of conditions and resources in words that canon has', async () => {
    const { system } = await systemOf(id, '.');
    const words: string[] = [];
    for (const { tells } of system.conditions) {
      if (tells === undefined) continue;
      if ('event' in tells) {
        const event = vocabulary.events.find(({ name }) => name === tells.event);
        expect(event?.roles.patient?.types).toContain('character');
        words.push(tells.event);
      } else {
        const predicate = vocabulary.predicates.find(({ name }) => name === tells.predicate);
        expect(predicate?.object).toMatchObject({ kind: 'text' });
        const values = predicate?.object.kind === 'text' ? predicate.object.oneOf : [];
        expect(values).toEqual(expect.arrayContaining([tells.value, tells.otherwise ?? tells.value]));
      }
    }
    expect(words).toContain('death');
    for (const { tells } of system.actions)
      if (tells !== undefined)
        expect(vocabulary.events.find(({ name }) => name === tells.event)?.roles.agent?.types).toContain('character');
    for (const { tells } of system.resources) {
      if (tells === undefined) continue;
      const predicate = vocabulary.predicates.find(({ name }) => name === tells.predicate);
      expect(predicate?.object).toMatchObject({ kind: 'number', unit: tells.unit });
    }
  });
});
