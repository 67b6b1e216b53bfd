import { describe, expect, it } from 'vitest';
import { PolicyFile } from '../../../schemas/policy.ts';
import { changedWords, diffPolicies } from '../../../src/domain/policy-diff.ts';
import { smallPolicy } from '../../support/small-policy.ts';

const sings = { name: 'sings', about: 'a song', subject: ['character'], object: { kind: 'text' } };
const feast = { name: 'feast', about: 'they eat', roles: { agent: { types: ['character'] } } };
const file = (predicates: readonly object[], events: readonly object[] = []) =>
  PolicyFile.parse({ predicates, events });

describe('words of one’s own', () => {
  it('are changed where they are gone or mean something else, and are named in their order', () => {
    const before = file([sings, { ...sings, name: 'hums' }], [feast]);
    expect(
      changedWords(
        before,
        file(
          [
            { ...sings, symmetric: true },
            { ...sings, name: 'hums' },
          ],
          [feast],
        ),
      ),
    ).toEqual(['sings']);
    expect(changedWords(before, file([{ ...sings, name: 'hums' }]))).toEqual(['sings', 'feast']);
    expect(changedWords(before, undefined)).toEqual(['sings', 'hums', 'feast']);
    expect(changedWords(before, PolicyFile.parse({}))).toEqual(['sings', 'hums', 'feast']);
  });

  it('are none where they only come, or are told of, weigh or are shown otherwise', () => {
    const otherwise = { about: 'otherwise', critical: true, visibility: 'gm' };
    expect(changedWords(undefined, file([sings], [feast]))).toEqual([]);
    expect(
      changedWords(file([sings], [feast]), file([{ ...sings, ...otherwise }], [{ ...feast, ...otherwise }])),
    ).toEqual([]);
  });
});

describe('what two policies say differently', () => {
  it('is told by path, in order, of numbers, lists, rules and words, with what each says', () => {
    const rule = { id: 'calm', effect: 'reject' as const, when: 'true', because: 'calm' };
    const [first, ...rest] = smallPolicy.vocabulary.predicates;
    if (first === undefined) throw new Error('no predicate');
    const other = {
      ...smallPolicy,
      mayRetcon: ['gm' as const, 'player' as const],
      base: { ...smallPolicy.base, player: 0.9 },
      rules: [rule],
      vocabulary: {
        predicates: [...rest, { ...first, perObject: 3 }],
        events: smallPolicy.vocabulary.events.map((kind) => ({ ...kind, about: `${kind.about}!` })).slice(0, 1),
      },
    };
    const changes = diffPolicies(smallPolicy, other);
    expect(changes.map(({ path }) => path)).toEqual(changes.map(({ path }) => path).toSorted());
    expect(changes.filter(({ path }) => !path.startsWith('events.'))).toEqual([
      { path: 'base.player', before: 0.8, after: 0.9 },
      { path: 'mayRetcon', before: ['gm'], after: ['gm', 'player'] },
      { path: 'predicates.vital.perObject', before: 'many', after: 3 },
      { path: 'rules.calm.because', before: null, after: 'calm' },
      { path: 'rules.calm.effect', before: null, after: 'reject' },
      { path: 'rules.calm.when', before: null, after: 'true' },
    ]);
    expect(changes).toContainEqual({ path: 'events.death.about', before: 'somebody dies', after: 'somebody dies!' });
    expect(changes).toContainEqual({ path: 'events.deed.about', before: 'somebody does something', after: null });
  });
});
