import { beforeAll, describe, expect, it } from 'vitest';
import type { Policy } from '../../schemas/policy.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { table } from '../support/gate.ts';

let policy: Policy;
beforeAll(async () => {
  ({ policy } = await loadPolicy({}));
});

type Table = ReturnType<typeof table>;

/** What is open of these predicates at the end, in words. */
const open = ({ facts, nodes }: Table, ...predicates: readonly string[]): string[] => {
  const nameOf = (id: string) => nodes.find((node) => node.id === id && node.kind === 'entity');
  const named = (id: string) => {
    const node = nameOf(id);
    return node?.kind === 'entity' ? node.name : id;
  };
  return facts
    .filter(({ status, predicate }) => status === 'canon' && predicates.includes(predicate))
    .map(({ subject, predicate, object }) => {
      const said = object?.kind === 'node' ? named(object.id) : object?.kind === 'text' ? object.text : '';
      return `${named(subject)} ${predicate} ${said}`;
    })
    .sort();
};

describe('what the events that ship do', () => {
  it('a gift ends what the giver owned, and not the right of another owner', () => {
    const played = table({ policy });
    const [mara, tomas, ida] = [played.entity('Mara'), played.entity('Tomas'), played.entity('Ida')];
    const ring = played.entity('Ring', 'object');
    played.tell(
      played.claim(mara, 'owns', ring, { at: 10 }),
      played.claim(ida, 'owns', ring, { at: 10 }),
      played.claim(mara, 'carries', ring, { at: 10 }),
      played.event('gift', { agent: mara, patient: tomas, instrument: ring }, { at: 100 }),
    );
    expect(open(played, 'owns', 'carries')).toEqual(['Ida owns Ring', 'Tomas carries Ring', 'Tomas owns Ring']);
  });

  it('a gift ends what was said the other way round as well', () => {
    const played = table({ policy });
    const [mara, tomas, ring] = [played.entity('Mara'), played.entity('Tomas'), played.entity('Ring', 'object')];
    played.tell(
      played.claim(ring, 'owned_by', mara, { at: 10 }),
      played.event('gift', { agent: mara, patient: tomas, instrument: ring }, { at: 100 }),
    );
    expect(open(played, 'owns', 'owned_by')).toEqual(['Tomas owns Ring']);
  });

  it('a quarrel ends one friendship, whoever of the two was named first', () => {
    const played = table({ policy });
    const [mara, tomas, ida] = [played.entity('Mara'), played.entity('Tomas'), played.entity('Ida')];
    played.tell(
      played.claim(tomas, 'friend_of', mara, { at: 10 }),
      played.claim(mara, 'friend_of', ida, { at: 10 }),
      played.event('quarrel', { agent: mara, patient: tomas }, { at: 100 }),
    );
    expect(open(played, 'friend_of')).toEqual(['Mara friend_of Ida']);
  });

  it('a theft moves the thing and not the right to it', () => {
    const played = table({ policy });
    const [mara, thief, ring] = [played.entity('Mara'), played.entity('Thief'), played.entity('Ring', 'object')];
    played.tell(
      played.claim(mara, 'owns', ring, { at: 10 }),
      played.claim(mara, 'carries', ring, { at: 10 }),
      played.event('theft', { agent: thief, patient: mara, instrument: ring }, { at: 100 }),
    );
    expect(open(played, 'owns', 'carries')).toEqual(['Mara owns Ring', 'Thief carries Ring']);
  });

  it('a death ends rule and captivity, and neither kinship nor what is carried', () => {
    const played = table({ policy });
    const [king, child] = [played.entity('King'), played.entity('Child')];
    const [realm, ring] = [played.entity('Realm', 'location'), played.entity('Ring', 'object')];
    played.tell(
      played.claim(king, 'rules', realm, { at: 10 }),
      played.claim(king, 'captivity', 'imprisoned', { at: 10 }),
      played.claim(king, 'carries', ring, { at: 10 }),
      played.claim(king, 'parent_of', child, { at: 10 }),
      played.claim(king, 'knows_of', child, { at: 10 }),
      played.event('death', { patient: king }, { at: 100 }),
    );
    expect(open(played, 'rules', 'captivity', 'carries', 'parent_of', 'knows_of', 'vital')).toEqual([
      'King carries Ring',
      'King knows_of Child',
      'King parent_of Child',
      'King vital dead',
    ]);
  });

  it('a coronation ends the rule of another', () => {
    const played = table({ policy });
    const [old, young, realm] = [played.entity('Old'), played.entity('Young'), played.entity('Realm', 'location')];
    played.tell(
      played.claim(old, 'rules', realm, { at: 10 }),
      played.event('coronation', { patient: young, place: realm }, { at: 100 }),
    );
    expect(open(played, 'rules')).toEqual(['Young rules Realm']);
  });
});
