import { Vocabulary } from '../../../schemas/vocabulary.ts';

// A word of each kind that the gate reasons on, and few enough that they meet often.

const person = ['character'] as const;
const place = ['location'] as const;
const living = [{ predicate: 'vital', isNot: ['dead'] }];
const toPerson = { kind: 'node', types: [...person] } as const;
const toPlace = { kind: 'node', types: [...place] } as const;

export const naiveVocabulary = Vocabulary.parse({
  predicates: [
    {
      ...{ name: 'vital', about: 'alive or not', subject: person, perSubject: 1 },
      object: { kind: 'text', oneOf: ['alive', 'dead', 'undead'] },
      transitions: [{ from: ['dead'], to: ['alive'], needs: ['resurrection'] }],
    },
    {
      ...{ name: 'located_in', about: 'where', subject: ['character', 'object'], object: toPlace, perSubject: 1 },
      ...{ within: true, whereabouts: true },
    },
    { name: 'part_of', about: 'a place in a place', subject: place, object: toPlace, within: true, acyclic: true },
    { name: 'ally_of', about: 'with', subject: person, object: toPerson, symmetric: true, excludes: ['enemy_of'] },
    { name: 'enemy_of', about: 'against', subject: person, object: toPerson, symmetric: true },
    {
      ...{ name: 'parent_of', about: 'kin', subject: person, object: toPerson, temporal: 'permanent', perObject: 2 },
      ...{ acyclic: true, inverse: 'child_of' },
    },
    {
      ...{ name: 'child_of', about: 'kin', subject: person, object: toPerson, temporal: 'permanent', perSubject: 2 },
      ...{ acyclic: true, inverse: 'parent_of' },
    },
    {
      ...{ name: 'rules', about: 'on the throne', subject: person, object: toPlace, must: living },
      ...{ perSubject: 1, perObject: 1 },
    },
    {
      ...{ name: 'serves', about: 'has a lord', subject: person, perSubject: 1, acyclic: true },
      object: { ...toPerson, must: living },
    },
    { name: 'owns', about: 'has', subject: person, object: { kind: 'node', types: ['object'] }, perObject: 1 },
    { name: 'guards', about: 'watches', subject: person, object: toPlace, perSubject: 2, perObject: 2 },
    {
      name: 'says',
      about: 'reported speech',
      subject: person,
      object: { kind: 'text' },
      reported: true,
      perSubject: 1,
    },
    { name: 'suffers', about: 'a condition', subject: person, object: { kind: 'text' } },
    { name: 'hp', about: 'points', subject: person, object: { kind: 'number', min: 0 }, perSubject: 1 },
    {
      ...{ name: 'born_on', about: 'when', subject: person, object: { kind: 'time' }, temporal: 'permanent' },
      ...{ perSubject: 1, begins: true },
    },
    { name: 'waves_at', about: 'for a moment', subject: person, object: toPerson, temporal: 'instant' },
  ],
  events: [
    {
      ...{ name: 'birth', about: 'somebody is born' },
      roles: {
        agent: { types: person },
        patient: { types: person, atLeast: 1, begins: true },
        place: { types: place },
      },
      effects: [
        { kind: 'set', role: 'patient', predicate: 'vital', value: 'alive' },
        { kind: 'relate', role: 'agent', predicate: 'parent_of', to: 'patient' },
      ],
    },
    {
      ...{ name: 'death', about: 'somebody dies' },
      roles: {
        agent: { types: person, must: living },
        patient: { types: person, atLeast: 1, must: living },
        place: { types: place },
      },
      effects: [
        { kind: 'set', role: 'patient', predicate: 'vital', value: 'dead' },
        { kind: 'end', role: 'patient', predicates: ['rules', 'serves', 'guards'] },
        { kind: 'end', role: 'patient', predicates: ['serves'], as: 'object' },
      ],
    },
    {
      ...{ name: 'resurrection', about: 'back to life' },
      roles: {
        agent: { types: person, must: living },
        patient: { types: person, atLeast: 1, must: [{ predicate: 'vital', is: ['dead'] }] },
      },
      effects: [{ kind: 'set', role: 'patient', predicate: 'vital', value: 'alive' }],
    },
    {
      ...{ name: 'exchange', about: 'one life for another' },
      roles: { agent: { types: person, atLeast: 1, must: living }, patient: { types: person, atLeast: 1 } },
      effects: [
        { kind: 'set', role: 'agent', predicate: 'vital', value: 'dead' },
        { kind: 'set', role: 'patient', predicate: 'vital', value: 'undead' },
      ],
    },
    {
      ...{ name: 'deed', about: 'somebody does something somewhere' },
      roles: {
        agent: { types: person, atLeast: 1, must: living, present: true },
        patient: { types: ['character', 'object'], present: true },
        place: { types: place },
      },
    },
    {
      ...{ name: 'journey', about: 'somebody goes there' },
      roles: { agent: { types: person, atLeast: 1, must: living }, place: { types: place, atLeast: 1 } },
      effects: [{ kind: 'relate', role: 'agent', predicate: 'located_in', to: 'place' }],
    },
    {
      ...{ name: 'theft', about: 'it changes hands' },
      roles: {
        agent: { types: person, atLeast: 1, must: living },
        patient: { types: person },
        instrument: { types: ['object'], atLeast: 1 },
      },
      effects: [
        { kind: 'end', role: 'instrument', predicates: ['owns'], as: 'object', with: 'patient' },
        { kind: 'relate', role: 'agent', predicate: 'owns', to: 'instrument' },
      ],
    },
    {
      ...{ name: 'quarrel', about: 'friends no more' },
      roles: { agent: { types: person, atLeast: 1 }, patient: { types: person, atLeast: 1 } },
      effects: [
        { kind: 'end', role: 'agent', predicates: ['ally_of'], with: 'patient' },
        { kind: 'relate', role: 'agent', predicate: 'enemy_of', to: 'patient' },
      ],
    },
    {
      ...{ name: 'coronation', about: 'somebody is crowned' },
      roles: { agent: { types: person, atLeast: 1 }, place: { types: place, atLeast: 1 } },
      effects: [{ kind: 'relate', role: 'agent', predicate: 'rules', to: 'place' }],
    },
  ],
});
