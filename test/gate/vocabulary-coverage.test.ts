import { beforeAll, describe, expect, it } from 'vitest';
import type { EventKindRule, PredicateRule, Vocabulary } from '../../schemas/vocabulary.ts';
import type { WrittenProposal } from '../../schemas/written-proposal.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { readCases } from '../../src/compose/written/case-files.ts';
import type { Awaited } from '../../src/compose/written/case-plan.ts';
import { parseProposal } from '../../src/compose/written/proposal-text.ts';
import { oneOrMany } from '../../src/compose/written/scope.ts';

// What the cases that ship speak of. That the gate agrees with them is another test's.

interface Told {
  word: string;
  verdict: 'accepted' | 'rejected' | 'pending';
  /** In words, such as `mara rules realm`. */
  follows: readonly string[];
  ends: readonly string[];
}

const verdicts = ['accepted', 'rejected', 'pending'] as const;

const wordOf = (written: WrittenProposal): string | undefined => {
  if ('predicate' in written) return written.predicate;
  return 'event' in written ? written.event : undefined;
};

const heard = (awaited: Awaited): Omit<Told, 'word'> => {
  const nothing = { follows: [], ends: [] };
  if (awaited === null) return { verdict: 'accepted', ...nothing };
  const of = (text: string) => verdicts.find((each) => text.startsWith(each)) ?? 'pending';
  if (typeof awaited === 'string') return { verdict: of(awaited), ...nothing };
  const { follows, ends } = awaited;
  return {
    verdict: verdicts.find((each) => awaited[each] !== undefined) ?? 'pending',
    follows: oneOrMany(follows),
    ends: Object.keys(ends ?? {}),
  };
};

let vocabulary: Vocabulary;
let told: readonly Told[];
beforeAll(async () => {
  ({ vocabulary } = (await loadPolicy({})).policy);
  const files = await readCases(null);
  expect(files.flatMap(({ problems }) => problems)).toEqual([]);
  told = files
    .flatMap(({ cases }) => cases)
    .flatMap(({ proposals, expected }) => {
      const asked = proposals.filter((each) => typeof each !== 'object' || each === null || !('batch' in each));
      return asked.flatMap((each, index): Told[] => {
        const parsed = parseProposal(each, `p${index + 1}`);
        const word = parsed.written === null ? undefined : wordOf(parsed.written);
        const awaited = expected[index];
        return word === undefined || awaited === undefined ? [] : [{ word, ...heard(awaited) }];
      });
    });
});

const words = (): string[] => [...vocabulary.predicates, ...vocabulary.events].map(({ name }) => name);
const without = (verdict: Told['verdict']): string[] => {
  const found = new Set(told.filter((each) => each.verdict === verdict).map(({ word }) => word));
  return words().filter((word) => !found.has(word));
};

/** Whether any of these facts is told in this word, or the other way round. */
const speakOf = (facts: readonly string[], name: string): boolean => {
  const { inverse } = vocabulary.predicates.find((rule) => rule.name === name) ?? ({} as Partial<PredicateRule>);
  return facts.some((fact) => [name, inverse].some((word) => word !== undefined && ` ${fact} `.includes(` ${word} `)));
};

const unseenEffects = ({ name: kind, effects }: EventKindRule): string[] => {
  const accepted = told.filter(({ word, verdict }) => word === kind && verdict === 'accepted');
  const brought = accepted.flatMap(({ follows }) => follows);
  const ended = accepted.flatMap(({ ends }) => ends);
  return effects.flatMap((effect) => {
    if (effect.kind !== 'end') return speakOf(brought, effect.predicate) ? [] : [`${kind} brings ${effect.predicate}`];
    return effect.predicates.filter((name) => !speakOf(ended, name)).map((name) => `${kind} ends ${name}`);
  });
};

describe('the cases that ship', () => {
  it('have every predicate and every kind of event accepted', () => {
    expect(without('accepted')).toEqual([]);
  });

  it('have every predicate and every kind of event refused', () => {
    expect(without('rejected')).toEqual([]);
  });

  it('show whatever an event brings about, and whatever it ends', () => {
    expect(vocabulary.events.flatMap(unseenEffects)).toEqual([]);
  });
});
