import fc from 'fast-check';
import type { HouseRule } from '../../../schemas/policy.ts';
import { ruleVariables, type Field, type RuleFacts } from '../../../src/gate/rule-facts.ts';

/** What an agent read out of a turn about a queen. */
export const sampleFacts = (): RuleFacts => ({
  proposal: {
    type: 'fact',
    intent: 'assert',
    authority: 'system',
    claimed_authority: 'gm',
    confidence: 0.5,
    statement: 'Ana rules the north',
    predicate: 'rules',
    object: '12',
    object_kind: 'number',
    story_second: null,
    visibility: 'party',
    proposed_by: 'narrator',
    seat: '',
  },
  subject: { id: 'ent_ana', kind: 'entity', type: 'character', name: 'Ana', tags: ['royal', 'pc'], status: 'canon' },
  evidence: { count: 2, origins: ['gm_turn', 'clock'], quotes: ['Ana rules the north now'] },
  conflicts: { count: 0, locked: false, authorities: [] },
  universe: { name: 'The Marches', genre: 'fantasy', tone: 'grim', profile: 'strict' },
});

const largest = ({ type, charsMax, itemsMax, words }: Field): unknown => {
  const text = words?.[0] ?? 'a'.repeat(charsMax);
  if (type === 'list<string>') return Array.from({ length: itemsMax }, () => text);
  return type === 'string' ? text : type === 'bool' ? true : 1;
};

/** Every text and list as long as a rule may read it. */
export const largestFacts = (): RuleFacts => {
  const entries = [...ruleVariables].map(([name, fields]) => [
    name,
    Object.fromEntries([...fields].map(([key, field]) => [key, largest(field)])),
  ]);
  return Object.fromEntries(entries) as RuleFacts;
};

export const ruleOf = (when: string, over: Partial<HouseRule> = {}): HouseRule => ({
  id: 'sample',
  effect: 'reject',
  when,
  because: 'the table agreed on it',
  ...over,
});

type Grammar = Record<'bool' | 'text' | 'whole' | 'texts', string>;

const fieldsOfType = (type: Field['type']): string[] =>
  [...ruleVariables].flatMap(([name, fields]) =>
    [...fields].filter(([, field]) => field.type === type && field.words === null).map(([key]) => `${name}.${key}`),
  );

const hole = '§';
const filled = (pattern: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((chosen) => chosen.reduce((text, part) => text.replace(hole, () => part), pattern));

/** Expressions whose types fit, with loops over lists or, in the body of one, with its variable. */
const wellTyped = (each: string | null, body: fc.Arbitrary<string> | null): fc.LetrecValue<Grammar> =>
  fc.letrec<Grammar>((tie) => ({
    bool: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom('true', 'false', 'conflicts.locked', 'has(proposal.story_second)', '(proposal.confidence < 0.7)'),
      filled('(§ && §)', tie('bool'), tie('bool')),
      filled('(§ || §)', tie('bool'), tie('bool')),
      filled('!§', tie('bool')),
      filled('(§ ? § : §)', tie('bool'), tie('bool'), tie('bool')),
      filled('(§ == §)', tie('text'), tie('text')),
      filled('(§ < §)', tie('whole'), tie('whole')),
      filled('(§ in §)', tie('text'), tie('texts')),
      filled('§.contains(§)', tie('text'), tie('text')),
      filled('§.startsWith(§)', tie('text'), tie('text')),
      ...(body === null
        ? []
        : ['exists', 'all', 'exists_one'].map((loop) => filled(`§.${loop}(t, §)`, tie('texts'), body))),
    ),
    text: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(...fieldsOfType('string'), '"royal"', '""', ...(each === null ? [] : [each])),
      filled('(§ + §)', tie('text'), tie('text')),
      filled('§.lowerAscii()', tie('text')),
      filled('§[§]', tie('texts'), tie('whole')),
    ),
    whole: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('0', '7', 'evidence.count', 'conflicts.count', 'proposal.story_second'),
      filled('(§ / §)', tie('whole'), tie('whole')),
      filled('(§ * §)', tie('whole'), tie('whole')),
      filled('size(§)', tie('text')),
      filled('§.size()', tie('texts')),
    ),
    texts: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('subject.tags', 'evidence.quotes', '["royal", "pc"]'),
      filled('(§ + §)', tie('texts'), tie('texts')),
      ...(body === null
        ? []
        : [filled('§.filter(t, §)', tie('texts'), body), filled('§.map(t, § ? t : "")', tie('texts'), body)]),
    ),
  }));

/** A condition whose types fit. Some fail when they run, and some could take too long. */
export const anyCondition = wellTyped(null, wellTyped('t', null).bool).bool.filter((when) => when.length <= 2_000);

const token = fc.constantFrom(
  ...'( ) [ ] { } , . ? : ! - + * / % < == && || in has size int proposal subject evidence type tags quotes t "a" 1 2.5 null'.split(
    ' ',
  ),
  ...'all exists map filter matches contains dyn cel bind __proto__ constructor b"x" 1u r"\\" \'\'\' \n'.split(' '),
);

/** Text that is rarely an expression, but looks like one. */
export const anyText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }),
  fc.array(token, { minLength: 1, maxLength: 60 }).map((tokens) => tokens.join('')),
  fc.array(token, { minLength: 1, maxLength: 60 }).map((tokens) => tokens.join(' ')),
  fc
    .tuple(fc.constantFrom('(', '[', '!', '-', 'a.', 'a[', '{1:', 'true ? ', '1+'), fc.integer({ min: 1, max: 400 }))
    .map(([part, times]) => part.repeat(times)),
);
