import { describe, expect, it } from 'vitest';
import type { EntityId } from '../../schemas/ids.ts';
import { said, type Said, table, time } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// When somebody was born, as a date and as an event.

const setting = () => {
  const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary } });
  const bornOn = (subject: EntityId, second: number, by: Said = {}) => {
    const said = { predicate: 'born_on', object: { kind: 'time', time: time(second) } } as const;
    const told = { subject, ...said, statement: 'born', valid: { from: null, to: null }, visibility: null };
    return at.propose({ type: 'fact', claim: { id: at.newFact(), ...told, derivesFrom: [] } }, by);
  };
  return { ...at, mara: at.entity('Mara'), bornOn };
};

describe('a birth before the date of it', () => {
  it('contradicts that, whichever is told first', () => {
    const first = setting();
    const [date] = first.tell(first.bornOn(first.mara, 50));
    const early = first.event('birth', { patient: first.mara }, { at: 30, by: 'engine' });
    expect(first.ask(early).reasons).toMatchObject([{ code: 'contradicts_canon', facts: [date?.id] }]);

    const then = setting();
    const { introduced } = then.commit(then.event('birth', { patient: then.mara }, { at: 30 })).effects;
    const { verdict, reasons } = then.ask(then.bornOn(then.mara, 50, { by: 'engine' }));
    expect(`${verdict} ${reasons[0]?.code}`).toBe('rejected contradicts_canon');
    expect(introduced).toEqual(expect.arrayContaining([...(reasons[0]?.facts ?? [])]));
  });

  it('makes the date give way if the GM says so', () => {
    const at = setting();
    const [date] = at.tell(at.bornOn(at.mara, 50));
    const early = at.commit(at.event('birth', { patient: at.mara }, { at: 30 }));
    expect(early).toMatchObject({ reasons: [{ code: 'retcon' }], effects: { retconned: [date?.id] } });
  });

  it('is none at the time of the date, nor some hours into the day', () => {
    for (const hour of [50, 60]) {
      const at = setting();
      at.tell(at.bornOn(at.mara, 50));
      expect(said(at.ask(at.event('birth', { patient: at.mara }, { at: hour, by: 'engine' })))).toBe('accepted new');
    }
  });
});
