import { describe, expect, it } from 'vitest';
import { Policy } from '../../schemas/policy.ts';
import { Vocabulary } from '../../schemas/vocabulary.ts';
import { policyProblems } from '../../src/gate/policy-check.ts';

const character = { kind: 'node', types: ['character'] };
const edge = { about: 'said of two', subject: ['character'], object: character };
const mood = {
  name: 'mood',
  about: 'm',
  subject: ['character'],
  object: { kind: 'text', oneOf: ['glad', 'sad'] },
  perSubject: 1,
};
const cheer = {
  name: 'cheer',
  about: 'c',
  roles: { agent: { types: ['character'] }, patient: { types: ['character'] } },
  effects: [{ kind: 'set', role: 'patient', predicate: 'mood', value: 'glad' }],
};

interface Words {
  predicates?: readonly unknown[];
  events?: readonly unknown[];
}

const policyOf = ({ predicates = [], events = [] }: Words, settings: object = {}): Policy =>
  Policy.parse({
    profile: 'tried',
    about: 'for a test',
    authorityOf: { gm_declaration: 'gm', snippet: 'source', player_resolution: 'player', framing: 'engine' },
    base: { source: 1, gm: 1, player: 0.8, engine: 0.8, system: 0.5 },
    baseOfOrigin: { framing: 0.75 },
    withoutEvidence: 0.5,
    threshold: 0.7,
    mayRetcon: ['gm'],
    mayMakeAxioms: ['gm', 'source'],
    mayUseFreeText: ['gm'],
    contradictingSources: 'reject',
    rules: [],
    vocabulary: Vocabulary.parse({ predicates, events }),
    ...settings,
  });

const told = (policy: Policy): string[] =>
  policyProblems(policy).map(({ path, message }) => `${path.join('.')}: ${message}`);

/** Without `vocabulary`, which all of them begin with. */
const ofWords = (words: Words): string[] => told(policyOf(words)).map((line) => line.replace(/^vocabulary\./, ''));

describe('words that fit together', () => {
  it('raise no objection', () => {
    const transitions = [{ from: ['sad'], to: ['glad'], needs: ['cheer'] }];
    expect(ofWords({ predicates: [{ ...mood, transitions }], events: [cheer] })).toEqual([]);
  });
});

describe('a number', () => {
  it('may be bounded on either side alone', () => {
    const bounded = (bounds: object) =>
      ofWords({ predicates: [{ ...edge, name: 'one', object: { kind: 'number', ...bounds } }] });
    expect([{ min: 5 }, { max: 5 }, { min: 5, max: 5 }].map(bounded)).toEqual([[], [], []]);
    expect(bounded({ min: 6, max: 5 })).toEqual([expect.stringMatching(/`max` is less than `min`/)]);
  });
});

describe('a predicate', () => {
  const one = (rule: object) => ofWords({ predicates: [{ ...edge, name: 'one', ...rule }] });
  const two = (first: object, second: object) =>
    ofWords({
      predicates: [
        { ...edge, name: 'one', ...first },
        { ...edge, name: 'two', ...second },
      ],
    });

  it('has an inverse that exists', () => {
    expect(two({ inverse: 'twoo' }, {})).toEqual([
      'predicates.0.inverse: unknown predicate `twoo`; did you mean `two`?',
    ]);
  });

  it('has an inverse that names it back', () => {
    expect(two({ inverse: 'two' }, {})).toEqual([
      'predicates.0.inverse: `two` does not name `one` as its inverse, and has to',
    ]);
  });

  it('is not its own inverse, which is what symmetric means', () => {
    expect(one({ inverse: 'one' })).toEqual([
      'predicates.0.inverse: what is symmetric is its own inverse; leave it out',
    ]);
  });

  it('has no inverse beside being symmetric', () => {
    const [problem] = two({ inverse: 'two', symmetric: true }, { inverse: 'one', symmetric: true });
    expect(problem).toMatch(/^predicates\.0\.inverse: what is symmetric/);
  });

  it.each([{ within: false }, { perSubject: 2 }, { temporal: 'permanent' }])(
    'that says where somebody is lies within a place, one at once, and may change: not with %j',
    (otherwise) => {
      const where = { subject: ['character'], object: { kind: 'node', types: ['location'] }, perSubject: 1 };
      expect(one({ ...where, within: true, whereabouts: true })).toEqual([]);
      const problems = one({ ...where, within: true, whereabouts: true, ...otherwise });
      expect(problems).toEqual([expect.stringMatching(/^predicates\.0\.whereabouts: where somebody is/)]);
    },
  );

  it.each([{ temporal: 'fluent' }, { object: { kind: 'text' } }])(
    'that says when somebody began to be is a time, and permanent: not with %j',
    (otherwise) => {
      const born = { object: { kind: 'time' }, temporal: 'permanent', begins: true, perSubject: 1 };
      expect(one(born)).toEqual([]);
      expect(one({ ...born, ...otherwise })).toEqual([expect.stringMatching(/^predicates\.0\.begins: when something/)]);
    },
  );

  it('is not mistaken for one that is nothing like it', () => {
    expect(two({ inverse: 'elsewhere' }, {})).toEqual(['predicates.0.inverse: unknown predicate `elsewhere`']);
  });

  it.each([
    [{ subject: ['faction'] }, 'inverse', /the types of/],
    [{ perSubject: 2 }, 'inverse', /`perSubject` and `perObject`/],
    [{ temporal: 'permanent' }, 'temporal', /differ in `temporal`/],
    [{ acyclic: true }, 'acyclic', /differ in `acyclic`/],
    [{ reported: true }, 'reported', /differ in `reported`/],
  ])('mirrors its inverse: not with %j', (other, field, message) => {
    const problems = two({ inverse: 'two' }, { inverse: 'one', ...other });
    expect(problems).toHaveLength(2); // told of each of them
    expect(problems[0]).toMatch(message);
    expect(problems[0]?.startsWith(`predicates.0.${field}: `)).toBe(true);
  });

  it('takes the cardinalities of its inverse the other way round', () => {
    expect(
      two({ inverse: 'two', perSubject: 2, perObject: 1 }, { inverse: 'one', perSubject: 1, perObject: 2 }),
    ).toEqual([]);
  });

  it.each([
    [{ symmetric: true, object: { kind: 'node', types: ['character', 'object'] } }, 'symmetric', /the same types/],
    [{ symmetric: true, perSubject: 1 }, 'symmetric', /are the same/],
    [{ symmetric: true, acyclic: true }, 'acyclic', /leads back by itself/],
    [
      { symmetric: true, within: true, subject: ['location'], object: { kind: 'node', types: ['location'] } },
      'within',
      /inside each other/,
    ],
    [{ within: true }, 'within', /`acyclic`/],
    [{ acyclic: true, object: { kind: 'text' } }, 'acyclic', /from a node to a node/],
    [{ perObject: 1, object: { kind: 'text' } }, 'perObject', /only a node can be counted/],
    [{ object: { kind: 'text', oneOf: ['a', 'b'] } }, 'perSubject', /`perSubject: 1`/],
    [{ object: { kind: 'text', oneOf: ['a', 'a'] }, perSubject: 1 }, 'object.oneOf', /twice/],
    [{ object: { kind: 'number', unit: 'hp' }, perSubject: 1, perUnit: true }, 'perUnit', /any unit/],
    [{ object: { kind: 'number' }, perUnit: true }, 'perUnit', /few at once/],
    [{ object: { kind: 'flag' }, perSubject: 1, perUnit: true }, 'perUnit', /only numbers/],
    [{ object: { kind: 'number', min: 2, max: 1 } }, 'object.max', /less than `min`/],
    [{ excludes: ['one'] }, 'excludes.0', /itself/],
    [{ excludes: ['onee'] }, 'excludes.0', /did you mean `one`/],
  ])('is not of a shape that can never hold: %j', (rule, field, message) => {
    const problem = one(rule).find((each) => each.startsWith(`predicates.0.${field}: `));
    expect(problem).toMatch(message);
  });

  it('excludes what excludes it, and what can be said of the same two', () => {
    expect(two({ excludes: ['two'] }, { excludes: ['one'] })).toEqual([]);
    expect(two({ excludes: ['two'] }, {})).toEqual([
      'predicates.0.excludes.0: `two` does not exclude `one`, and has to',
    ]);
    expect(two({ excludes: ['two'] }, { excludes: ['one'], subject: ['faction'] })[0]).toMatch(
      /never said of the same/,
    );
    const thing = { kind: 'node', types: ['object'] };
    expect(two({ excludes: ['two'] }, { excludes: ['one'], object: thing })[0]).toMatch(/never said of the same/);
  });

  it.each([
    [{ temporal: 'permanent' }, [{ from: ['sad'], to: ['glad'], needs: ['cheer'] }], /`permanent` never changes/],
    [{ object: { kind: 'text' } }, [{ from: ['sad'], to: ['glad'], needs: ['cheer'] }], /only values of `oneOf`/],
    [{}, [{ from: ['sat'], to: ['glad'], needs: ['cheer'] }], /`sat` is no value of `mood`; did you mean `sad`/],
    [{}, [{ from: ['sad'], to: ['glat'], needs: ['cheer'] }], /`glat` is no value of `mood`/],
    [{}, [{ from: ['sad', 'glad'], to: ['glad'], needs: ['cheer'] }], /`glad` to `glad` is no change/],
    [{}, [{ from: ['sad'], to: ['glad'], needs: ['cheers'] }], /unknown event `cheers`; did you mean `cheer`/],
    [{}, [{ from: ['glad'], to: ['sad'], needs: ['cheer'] }], /`cheer` never sets `mood` to `sad`/],
  ])('changes only as its values and events allow: %j %j', (rule, transitions, message) => {
    const problems = ofWords({ predicates: [{ ...mood, transitions, ...rule }], events: [cheer] });
    expect(problems.find((each) => each.startsWith('predicates.0.transitions'))).toMatch(message);
  });

  it('needs an event that brings about this state, and not another of the same name', () => {
    const transitions = [{ from: ['sad'], to: ['glad'], needs: ['cheer'] }];
    const other = { ...mood, name: 'temper' };
    const effects = [{ kind: 'set', role: 'patient', predicate: 'temper', value: 'glad' }];
    expect(ofWords({ predicates: [{ ...mood, transitions }, other], events: [{ ...cheer, effects }] })).toEqual([
      'predicates.0.transitions.0.needs.0: `cheer` never sets `mood` to `glad`',
    ]);
  });

  it.each([
    [{ must: [{ predicate: 'mod', is: ['sad'] }] }, 'must.0.predicate', /did you mean `mood`/],
    [{ must: [{ predicate: 'mood', is: ['mad'] }] }, 'must.0.is', /`mad` is no value/],
    [{ must: [{ predicate: 'mood', isNot: ['sad', 'mad'] }] }, 'must.0.isNot.1', /`mad` is no value/],
    [{ must: [{ predicate: 'one', is: ['x'] }] }, 'must.0.is', /takes no text/],
    [{ subject: ['object'], must: [{ predicate: 'mood', is: ['sad'] }] }, 'must.0.predicate', /none of `object`/],
    [{ object: { ...character, must: [{ predicate: 'mod', is: ['sad'] }] } }, 'object.must.0.predicate', /`mood`/],
  ])('asks for states that exist: %j', (rule, field, message) => {
    const problems = ofWords({ predicates: [{ ...edge, name: 'one', ...rule }, mood] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
    expect(problems[0]?.startsWith(`predicates.0.${field}: `)).toBe(true);
  });
});

describe('a kind of event', () => {
  const predicates = [
    mood,
    { ...edge, name: 'knows' },
    { ...edge, name: 'bore', temporal: 'permanent' },
    { ...edge, name: 'has', object: { kind: 'node', types: ['object'] } },
  ];
  const withEffect = (effect: object, event: object = {}) =>
    ofWords({ predicates, events: [{ ...cheer, effects: [effect], ...event }] });

  it.each([
    [{ kind: 'set', role: 'place', predicate: 'mood', value: 'glad' }, 'role', /`cheer` has no role `place`/],
    [{ kind: 'set', role: 'agent', predicate: 'mod', value: 'glad' }, 'predicate', /did you mean `mood`/],
    [{ kind: 'set', role: 'agent', predicate: 'mood', value: 'mad' }, 'value', /`mad` is no value/],
    [{ kind: 'set', role: 'agent', predicate: 'knows', value: 'x' }, 'value', /takes no text/],
    [{ kind: 'relate', role: 'agent', predicate: 'knws', to: 'patient' }, 'predicate', /did you mean `knows`/],
    [{ kind: 'relate', role: 'agent', predicate: 'mood', to: 'patient' }, 'predicate', /does not lead to a node/],
    [{ kind: 'relate', role: 'agent', predicate: 'knows', to: 'witness' }, 'to', /has no role `witness`/],
    [{ kind: 'relate', role: 'agent', predicate: 'has', to: 'patient' }, 'to', /can't be `character`/],
    [{ kind: 'end', role: 'agent', predicates: ['knows', 'knws'] }, 'predicates.1', /did you mean `knows`/],
    [{ kind: 'end', role: 'agent', predicates: ['bore'] }, 'predicates.0', /can't be ended/],
    [{ kind: 'end', role: 'agent', predicates: ['has'], as: 'object' }, 'predicates.0', /the object of `has` is none/],
    [{ kind: 'end', role: 'agent', predicates: ['has'], with: 'patient' }, 'predicates.0', /never leads to or from/],
    [{ kind: 'end', role: 'agent', predicates: ['knows'], with: 'place' }, 'with', /has no role `place`/],
  ])('does only what can be done: not %j', (effect, field, message) => {
    const problems = withEffect(effect);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
    expect(problems[0]?.startsWith(`events.0.effects.0.${field}: `)).toBe(true);
  });

  it('sets a state only for those who can all have it', () => {
    const roles = { agent: { types: ['character', 'object'] } };
    expect(withEffect({ kind: 'set', role: 'agent', predicate: 'mood', value: 'sad' }, { roles })).toEqual([
      "events.0.effects.0.role: the subject of `mood` can't be `object`, and the role allows it",
    ]);
  });

  it('asks for states that exist, and none of what only begins with it', () => {
    const must = (predicate: string) => [{ predicate, is: ['glad'] }];
    const withRole = (role: object) =>
      ofWords({ predicates, events: [{ ...cheer, roles: { ...cheer.roles, agent: role } }] });
    expect(withRole({ types: ['character'], must: must('mod') })[0]).toMatch(
      /^events\.0\.roles\.agent\.must\.0\.predicate: /,
    );
    expect(withRole({ types: ['character'], must: must('mood'), begins: true })[0]).toMatch(/has no state before it/);
  });
});

describe('names', () => {
  it('are given once, and never to a predicate and an event alike', () => {
    expect(ofWords({ predicates: [mood, mood] })).toEqual(['predicates.1.name: there is a `mood` already']);
    expect(ofWords({ predicates: [mood], events: [cheer, cheer] })).toEqual([
      'events.1.name: there is a `cheer` already',
    ]);
    expect(ofWords({ predicates: [mood], events: [{ ...cheer, name: 'mood' }] })).toEqual([
      'events.0.name: `mood` is a predicate',
    ]);
    const rule = { id: 'a', effect: 'defer', when: 'true', because: 'x' };
    expect(told(policyOf({}, { rules: [rule, rule] }))).toEqual(['rules.1.id: there is a `a` already']);
  });

  it('leave free text to what no vocabulary speaks of', () => {
    expect(ofWords({ predicates: [{ ...edge, name: 'free_text' }] })[0]).toMatch(/^predicates\.0\.name: /);
    expect(ofWords({ predicates: [mood], events: [{ ...cheer, name: 'free_text' }] })[0]).toMatch(/^events\.0\.name: /);
  });
});

describe('settings', () => {
  it('may go to the limit', () => {
    expect(told(policyOf({}, { threshold: 1, baseOfOrigin: { framing: 0.8 } }))).toEqual([]);
  });

  it.each([
    [
      { authorityOf: { framing: 'engine', gm_turn: 'gm' } },
      'authorityOf.gm_turn: the word of `gm` comes from `gm_declaration` alone',
    ],
    [{ authorityOf: { framing: 'engine', player_turn: 'player' } }, /^authorityOf\.player_turn: the word of `player`/],
    [
      { authorityOf: { framing: 'engine', gm_turn: 'source' } },
      /^authorityOf\.gm_turn: .* from `snippet` and `source` alone/,
    ],
    [{ baseOfOrigin: { framing: 0.9 } }, /^baseOfOrigin\.framing: .*`engine` weighs 0\.8/],
    [{ baseOfOrigin: { scene: 0.6 } }, /^baseOfOrigin\.scene: .*`system` weighs 0\.5/],
    [{ mayRetcon: ['gm', 'player'] }, /^mayRetcon\.1: `player` can't be given this/],
    [{ mayMakeAxioms: ['engine'] }, /^mayMakeAxioms\.0: `engine`/],
    [{ threshold: 0 }, 'threshold: at 0 everything would be accepted'],
    [
      { threshold: 0.9, base: { source: 0.8, gm: 0.8, player: 0.8, engine: 0.8, system: 0.5 } },
      /^threshold: nothing could ever be accepted/,
    ],
  ])('give nobody a weight or a right that is not theirs: %j', (settings, message) => {
    const problems = told(policyOf({}, settings));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });
});
