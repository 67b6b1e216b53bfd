import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadOracle } from '../../../../src/compose/oracle.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { answerChances, answers, ask } from '../../../../src/domain/oracle/ask.ts';
import { drifted } from '../../../../src/domain/oracle/chance.ts';
import { happens } from '../../../../src/domain/oracle/event.ts';
import { testScene } from '../../../../src/domain/oracle/scene.ts';
import type { Faces } from '../../../../src/domain/dice/roll.ts';
import { chaosMax, chaosMin, type Oracle, sceneSides } from '../../../../schemas/oracle.ts';
import { chancesOf } from '../../../support/tables.ts';

const everyChaos = Array.from({ length: chaosMax - chaosMin + 1 }, (_, step) => chaosMin + step);
const chaos = () => fc.integer({ min: chaosMin, max: chaosMax });

let oracle: Oracle;
beforeAll(async () => {
  oracle = await loadOracle();
});

/** What falls after the dice that are counted makes no difference to what is counted. */
const counting = (from: Faces, dice: number): Faces => {
  let left = dice;
  return { next: (sides) => (left-- > 0 ? from.next(sides) : 1) };
};
const stepsOf = ({ odds }: Oracle) => odds.flatMap((each) => everyChaos.map((at) => ({ odds: each, chaos: at })));

describe('an answer', () => {
  it('comes with just the chance that the data promises, for every likelihood and chaos', () => {
    for (const step of stepsOf(oracle)) {
      const promised = answerChances(oracle, step);
      const found = chancesOf((from) => ask(oracle, { question: 'x', ...step }, counting(from, 2)).answer);
      const events = chancesOf((from) => ask(oracle, { question: 'x', ...step }, counting(from, 2)).event !== null);
      for (const answer of answers)
        expect(found.get(answer) ?? 0, `${step.odds.id} ${step.chaos} ${answer}`).toBeCloseTo(promised[answer], 10);
      expect(events.get(true) ?? 0).toBeCloseTo(promised.event, 10);
    }
  });

  it('has chances that come to 1, and none that is certain beforehand', () => {
    for (const step of stepsOf(oracle)) {
      const { event: _event, ...chances } = answerChances(oracle, step);
      expect(Object.values(chances).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
      const yes = chances.yes + chances.yes_and + chances.yes_but;
      expect(yes).toBeGreaterThan(0);
      expect(yes).toBeLessThan(1);
    }
  });

  it('is yes as often as its mirror is no, and more chaos never makes it surer', () => {
    const { odds } = oracle;
    for (const [rung, { yes }] of odds.entries())
      for (const [at, chance] of yes.entries()) {
        expect(chance + (odds[odds.length - 1 - rung]?.yes[at] ?? 0)).toBe(100);
        expect(Math.abs(chance - 50)).toBeLessThanOrEqual(Math.abs((yes[at - 1] ?? chance) - 50));
      }
  });

  it('is the same from the same seed, and from the dice that are in the record', () => {
    fc.assert(
      fc.property(fc.string(), chaos(), fc.nat({ max: 8 }), (seed, at, rung) => {
        const odds = oracle.odds[rung];
        if (odds === undefined) throw new Error('a rung is missing');
        const question = { question: 'x', odds, chaos: at };
        const asked = ask(oracle, question, seededFaces(seed));
        const again = scriptedFaces(asked.dice.map(({ face }) => face));
        expect(ask(oracle, question, seededFaces(seed))).toEqual(asked);
        expect(ask(oracle, question, again)).toEqual(asked);
        expect(again.left()).toEqual([]);
      }),
    );
  });

  it('says what was needed and what fell', () => {
    const odds = oracle.odds.find(({ id }) => id === 'likely');
    if (odds === undefined) throw new Error('a rung is missing');
    const asked = (faces: readonly number[]) => ask(oracle, { question: 'x', odds, chaos: 5 }, scriptedFaces(faces));
    expect(asked([72, 10])).toMatchObject({ answer: 'yes', says: 'Yes.', event: null });
    expect(asked([72, 10]).because).toBe(
      'likely, at chaos 5: 72 or less were needed, and d100 fell on 72; d20 fell on 10, which adds nothing',
    );
    expect(asked([73, 1])).toMatchObject({ answer: 'no_and', target: 72 });
    expect(asked([73, 3])).toMatchObject({ answer: 'no_but' });
    expect(asked([1, 5])).toMatchObject({ answer: 'yes_but' });
    expect(asked([1, 20, 1, 1, 1])).toMatchObject({ answer: 'yes', event: { focus: { id: 'foe_moves' } } });
    expect(asked([1, 20, 1, 1, 1]).because).toContain('which brings an event');
  });
});

describe('a scene', () => {
  it('turns with just the chances that the data promises, for every chaos', () => {
    for (const at of everyChaos) {
      const found = chancesOf((from) => testScene(oracle, at, counting(from, 1)).scene);
      const row = oracle.scenes[at - chaosMin];
      expect(Object.fromEntries([...found].map(([turn, chance]) => [turn, Math.round(chance * sceneSides)]))).toEqual(
        Object.fromEntries(Object.entries(row ?? {}).filter(([, sides]) => sides > 0)),
      );
    }
  });

  it('begins as expected less often the more chaos there is', () => {
    const expectedSides = oracle.scenes.map(({ expected }) => expected);
    expect(expectedSides.toSorted((a, b) => b - a)).toEqual(expectedSides);
  });

  it('has an alteration if it is altered, an event if it is interrupted, and neither if not', () => {
    fc.assert(
      fc.property(fc.string(), chaos(), (seed, at) => {
        const tested = testScene(oracle, at, seededFaces(seed));
        expect(tested.alteration !== null).toBe(tested.scene === 'altered');
        expect(tested.event !== null).toBe(tested.scene === 'interrupted');
        expect(testScene(oracle, at, scriptedFaces(tested.dice.map(({ face }) => face)))).toEqual(tested);
      }),
    );
  });
});

describe('an event', () => {
  it('is about each focus as often as its weight says, and can use every word', () => {
    const all = oracle.focuses.reduce((sum, { weight }) => sum + weight, 0);
    const found = chancesOf((from) => happens(oracle, counting(from, 1)).event.focus.id);
    for (const { id, weight } of oracle.focuses) expect(found.get(id) ?? 0).toBeCloseTo(weight / all, 12);
    const deeds = oracle.deeds.map((_, at) => happens(oracle, scriptedFaces([1, at + 1, 1])).event.deed);
    const matters = oracle.matters.map((_, at) => happens(oracle, scriptedFaces([1, 1, at + 1])).event.matter);
    expect([deeds, matters]).toEqual([oracle.deeds, oracle.matters]);
  });
});

describe('chaos', () => {
  it('never leaves 1 to 9, however scenes go, and moves by one', () => {
    fc.assert(
      fc.property(chaos(), fc.array(fc.constantFrom('kept' as const, 'lost' as const)), (begin, scenes) => {
        let now = begin;
        for (const control of scenes) {
          const next = drifted(oracle, now, control);
          expect(next).toBeGreaterThanOrEqual(chaosMin);
          expect(next).toBeLessThanOrEqual(chaosMax);
          expect(next - now).toBe(control === 'kept' ? Math.max(-1, chaosMin - now) : Math.min(1, chaosMax - now));
          now = next;
        }
      }),
    );
  });
});
