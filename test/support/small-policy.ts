import { Policy } from '../../schemas/policy.ts';
import { Vocabulary } from '../../schemas/vocabulary.ts';

// As few words as can be said at once in every way in which the gate can be asked, and the numbers that it weighs them by.

const smallVocabulary = Vocabulary.parse({
  predicates: [
    {
      name: 'vital',
      about: 'alive or not',
      subject: ['character'],
      object: { kind: 'text', oneOf: ['alive', 'dead', 'undead'] },
      perSubject: 1,
      transitions: [{ from: ['dead'], to: ['alive'], needs: ['resurrection'] }],
      critical: true,
    },
    {
      name: 'located_in',
      about: 'where',
      subject: ['character', 'object'],
      object: { kind: 'node', types: ['location'] },
      perSubject: 1,
      within: true,
    },
    {
      name: 'part_of',
      about: 'a place in a place',
      subject: ['location'],
      object: { kind: 'node', types: ['location'] },
      within: true,
      acyclic: true,
    },
    {
      name: 'ally_of',
      about: 'stands with',
      subject: ['character'],
      object: { kind: 'node', types: ['character'] },
      symmetric: true,
      excludes: ['enemy_of'],
    },
    {
      name: 'enemy_of',
      about: 'stands against',
      subject: ['character'],
      object: { kind: 'node', types: ['character'] },
      symmetric: true,
    },
    {
      name: 'parent_of',
      about: 'kin',
      subject: ['character'],
      object: { kind: 'node', types: ['character'] },
      temporal: 'permanent',
      perObject: 2,
      acyclic: true,
      inverse: 'child_of',
    },
    {
      name: 'child_of',
      about: 'kin',
      subject: ['character'],
      object: { kind: 'node', types: ['character'] },
      temporal: 'permanent',
      perSubject: 2,
      acyclic: true,
      inverse: 'parent_of',
    },
    {
      name: 'rules',
      about: 'holds the throne',
      subject: ['character'],
      must: [{ predicate: 'vital', isNot: ['dead'] }],
      object: { kind: 'node', types: ['location'] },
      perSubject: 1,
      perObject: 1,
    },
    { name: 'says', about: 'reported speech', subject: ['character'], object: { kind: 'text' }, reported: true },
    { name: 'suffers', about: 'a condition', subject: ['character'], object: { kind: 'text' } },
    {
      name: 'hp',
      about: 'hit points',
      subject: ['character'],
      object: { kind: 'number', min: 0, unit: 'points' },
      perSubject: 1,
    },
  ],
  events: [
    {
      name: 'death',
      about: 'somebody dies',
      roles: {
        agent: { types: ['character'], must: [{ predicate: 'vital', isNot: ['dead'] }] },
        patient: { types: ['character'], atLeast: 1, must: [{ predicate: 'vital', isNot: ['dead'] }] },
      },
      effects: [
        { kind: 'set', role: 'patient', predicate: 'vital', value: 'dead' },
        { kind: 'end', role: 'patient', predicates: ['rules'] },
      ],
      critical: true,
    },
    {
      name: 'resurrection',
      about: 'back to life',
      roles: {
        agent: { types: ['character'] },
        patient: { types: ['character'], atLeast: 1, must: [{ predicate: 'vital', is: ['dead'] }] },
      },
      effects: [{ kind: 'set', role: 'patient', predicate: 'vital', value: 'alive' }],
    },
    {
      name: 'deed',
      about: 'somebody does something',
      roles: {
        agent: { types: ['character'], atLeast: 1, must: [{ predicate: 'vital', isNot: ['dead'] }] },
        patient: { types: ['character', 'object'] },
      },
    },
  ],
});

export const smallPolicy = Policy.parse({
  profile: 'standard',
  about: 'for tests',
  authorityOf: {
    gm_declaration: 'gm',
    player_resolution: 'player',
    engine_resolution: 'engine',
    oracle: 'engine',
    clock: 'engine',
    framing: 'engine',
    snippet: 'source',
  },
  base: { source: 1, gm: 1, player: 0.8, engine: 0.8, system: 0.5 },
  baseOfOrigin: { framing: 0.75 },
  withoutEvidence: 0.5,
  threshold: 0.7,
  mayRetcon: ['gm'],
  mayMakeAxioms: ['gm', 'source'],
  mayUseFreeText: ['gm', 'source'],
  contradictingSources: 'reject',
  rules: [],
  vocabulary: smallVocabulary,
});
