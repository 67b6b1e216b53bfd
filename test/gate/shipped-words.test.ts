import { beforeAll, describe, expect, it } from 'vitest';
import type { Condition, RoleName, Vocabulary } from '../../schemas/vocabulary.ts';
import { loadPolicy } from '../../src/compose/policy.ts';

// The words that every campaign begins with: how many there are, and what they let be.

/** Whether it may not be said or done while this holds. */
const forbids = (must: readonly Condition[], predicate: string, value: string): boolean =>
  must.some((each) => each.predicate === predicate && (each.isNot?.includes(value) ?? !each.is?.includes(value)));

describe('the vocabulary that ships', () => {
  let shipped: Vocabulary;
  beforeAll(async () => {
    shipped = (await loadPolicy({})).policy.vocabulary;
  });
  const predicate = (name: string) => shipped.predicates.find((rule) => rule.name === name);
  const event = (name: string) => shipped.events.find((rule) => rule.name === name);

  it('serves a campaign: sixty predicates and twenty-five kinds of events at least', () => {
    expect(shipped.predicates.length).toBeGreaterThanOrEqual(60);
    expect(shipped.events.length).toBeGreaterThanOrEqual(25);
  });

  it('lets a death end rule and captivity, and never knowledge or kinship', () => {
    const ended = (event('death')?.effects ?? []).flatMap((effect) => (effect.kind === 'end' ? effect.predicates : []));
    expect(ended).toEqual(expect.arrayContaining(['rules', 'captivity', 'held_by']));
    for (const kept of ['knows_of', 'knows_that', 'believes', 'parent_of', 'sibling_of', 'spouse_of', 'owns'])
      expect(ended).not.toContain(kept);
  });

  it('lets nothing begin with the dead that a death ends', () => {
    const endedByDeath = (event('death')?.effects ?? [])
      .flatMap((effect) => (effect.kind === 'end' ? effect.predicates : []))
      .map((name) => predicate(name));
    const beginsDead = endedByDeath.filter((rule) => !forbids(rule?.must ?? [], 'vital', 'dead'));
    expect(beginsDead.map((rule) => rule?.name)).toEqual([]);
  });

  it('lets the dead do nothing, but for what is their own', () => {
    const actsDead = shipped.events.filter(
      ({ roles: { agent } }) => agent?.types.includes('character') && !forbids(agent.must, 'vital', 'dead'),
    );
    // Parents may be dead before a birth; others are done with, or set off what they don't know of.
    expect(actsDead.map(({ name }) => name).sort()).toEqual(['birth', 'leaving', 'loss', 'trap_sprung']);
  });

  /** Kinds of events that let a role be taken by somebody, whatever of this holds. */
  const allowing = (role: RoleName, { type, predicate: name, value }: Record<'type' | 'predicate' | 'value', string>) =>
    shipped.events
      .filter(({ roles: { [role]: rule } }) => rule?.types.some((each) => each === type) && !rule.begins)
      .filter(({ roles: { [role]: rule } }) => !forbids(rule?.must ?? [], name, value))
      .map(({ name: kind }) => kind)
      .sort();

  it('uses nothing destroyed, but for what is told, left behind, put down or lost', () => {
    const withRuins = allowing('instrument', { type: 'object', predicate: 'condition', value: 'destroyed' });
    const remains = ['betrayal', 'debt_paid', 'discovery', 'inheritance', 'learning', 'loss', 'placing', 'telling'];
    expect(withRuins).toEqual(remains);
  });

  it('lets nothing befall the dead that takes a life', () => {
    const befallsTheDead = allowing('patient', { type: 'character', predicate: 'vital', value: 'dead' });
    for (const kind of ['death', 'wounding', 'poisoning', 'healing', 'capture', 'marriage', 'betrothal', 'coronation'])
      expect(befallsTheDead).not.toContain(kind);
    for (const kind of ['resurrection', 'raising', 'curse', 'journey', 'search', 'theft', 'discovery'])
      expect(befallsTheDead).toContain(kind);
  });

  it('asks whoever lays hands on something to be there, and nobody who sends, rules or learns', () => {
    const there = shipped.events.filter(({ roles }) => roles.agent?.present === true).map(({ name }) => name);
    expect(there).toEqual(
      expect.arrayContaining(['use', 'theft', 'taking', 'gift', 'search', 'unlocking', 'wounding', 'capture', 'rest']),
    );
    for (const kind of ['death', 'poisoning', 'curse', 'coronation', 'abdication', 'journey', 'arrival', 'alliance'])
      expect(there).not.toContain(kind);
  });

  it('brings the dead back through a resurrection alone', () => {
    expect(predicate('vital')?.transitions).toContainEqual({
      from: ['dead', 'undead'],
      to: ['alive'],
      needs: ['resurrection'],
    });
  });

  it('lets wounds and poison stand side by side, and freedom and prison not', () => {
    expect(predicate('afflicted_by')).toMatchObject({ perSubject: 'many', object: { kind: 'text' } });
    expect(predicate('captivity')).toMatchObject({ perSubject: 1, object: { oneOf: ['free', 'imprisoned'] } });
  });

  it('takes what is said and believed for no more than that', () => {
    const reported = shipped.predicates.filter((rule) => rule.reported).map(({ name }) => name);
    expect(reported).toEqual(expect.arrayContaining(['says', 'believes', 'denies', 'rumour', 'promised']));
  });
});
