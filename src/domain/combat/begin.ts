import type { Entry, Field, Fighting, Side } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../dice/roll.ts';
import { restated } from './aftermath.ts';
import { assertComer } from './deciding.ts';
import { type Desk, deskOf, refuse } from './desk.ts';
import { given } from './durations.ts';
import { noFight } from './fight.ts';
import { advance, initiativeChanges, inOrder } from './turns.ts';

// How a fight begins: who is there, who is taken by surprise, who is quick.

export interface Beginning {
  /** The revision of the rules. */
  revision: string;
  sides: readonly Side[];
  fighters: readonly Fighting[];
  field: Field;
  /** Keys of those who did not see it coming. */
  surprised: readonly string[];
  /** Those who come in later. */
  coming: readonly { fighter: Fighting; round: number }[];
}

const assertBeginning = ({ sides, fighters, surprised, coming }: Beginning): void => {
  const all = [...fighters, ...coming.map(({ fighter }) => fighter)];
  if (new Set(sides.map(({ key }) => key)).size < sides.length) refuse('unknown_side', 'two sides have the same key');
  const fighting = sides.filter(({ key }) => all.some(({ side }) => side === key));
  if (fighting.length < 2 || fighters.length === 0) refuse('no_foes', 'a fight has two sides at least');
  for (const who of surprised)
    if (!fighters.some(({ key }) => key === who)) refuse('unknown_fighter', `nobody who is there is \`${who}\``);
};

const surprise = (desk: Desk, surprised: readonly string[]): void => {
  const condition = desk.system.combat.surprised;
  if (condition === undefined || surprised.length === 0) {
    if (surprised.length > 0) refuse('no_surprise', `${desk.system.title} knows no surprise`);
    return;
  }
  const because = 'they did not see it coming';
  const changes = surprised.flatMap((who) => given(desk, who, { condition, because }));
  restated(desk, desk.put('begins', { because, changes }));
};

/** The entries with which a fight begins, up to the first who can do something. */
export const begin = (system: RuleSystem, beginning: Beginning, faces: Faces): readonly Entry[] => {
  assertBeginning(beginning);
  const { revision, sides, field, fighters, coming, surprised } = beginning;
  const desk = deskOf(system, noFight, { faces, asked: null, command: 0 });
  desk.put('begins', {
    because: 'it comes to blows',
    changes: [{ kind: 'opens', system: revision, field, sides: [...sides] }],
  });
  for (const fighter of fighters) {
    assertComer(desk.fight(), fighter);
    desk.put('joins', { because: `${fighter.name} is there`, changes: [{ kind: 'enters', fighter }] });
  }
  for (const { fighter, round } of coming) {
    assertComer(desk.fight(), fighter);
    desk.put('joins', { because: `${fighter.name} comes later`, changes: [{ kind: 'coming', fighter, round }] });
  }
  for (const { key } of fighters) initiativeChanges(desk, key);
  if (system.combat.initiative.kind !== 'told')
    desk.put('initiative', { because: 'by initiative', changes: [{ kind: 'order', order: inOrder(desk.fight()) }] });
  desk.put('round', { because: 'round 1', changes: [{ kind: 'round', round: 1 }] });
  surprise(desk, surprised);
  restated(desk, desk.fight().entries);
  advance(desk);
  return desk.entries;
};
