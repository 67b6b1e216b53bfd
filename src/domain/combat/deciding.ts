import type { Change, Command, Entry, Fighting, Readied } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../dice/roll.ts';
import { type Failure, isFailure } from '../failure.ts';
import { quoted } from '../quoted.ts';
import { actionOf, assertAble, sharesOf } from '../rules/acting/refusing.ts';
import { cannot, reachesOf } from './abilities.ts';
import { over, restated } from './aftermath.ts';
import { type Act, carryOut } from './deeds.ts';
import { type Desk, deskOf, refuse } from './desk.ts';
import { isInField } from './field.ts';
import type { Fight, Fighter } from './fight.ts';
import { flee, goOn, move, openReadied } from './moving.ts';
import { advance, endTurn, settle, startTurn, toCome } from './turns.ts';

// From what somebody wants in a fight to what happens.
// D1. What cannot be done is refused by name, and changes nothing.
// D2. The same fight, command and faces come to the same entries.
// D3. While a chance is open only those whom it is given to are heard.

export type Decided = { entries: readonly Entry[]; refusal?: never } | { refusal: Failure; entries?: never };

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

// ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────

const known = (desk: Desk, who: string): Fighter =>
  desk.fight().fighters.get(who) ?? refuse('unknown_fighter', `nobody in the fight is ${quoted(who)}`);

/** Those who are out of it do nothing at all. */
const assertThere = (desk: Desk, who: string): Fighter => {
  const fighter = known(desk, who);
  if (fighter.status !== 'up')
    refuse('out_of_fight', `${fighter.standing.name} is ${fighter.status}, and does nothing`);
  return fighter;
};

const assertTurn = (desk: Desk, who: string): Fighter => {
  const fighter = assertThere(desk, who);
  const { turn, fighters } = desk.fight();
  if (turn !== who) {
    const whose = turn === null ? 'nobody’s' : `${fighters.get(turn)?.standing.name ?? turn}’s`;
    refuse('not_their_turn', `it is not ${fighter.standing.name}’s turn: it is ${whose}`);
  }
  return fighter;
};

const assertWindow = ({ window }: Fight, command: Command): void => {
  const isAnswer = command.kind === 'react' || command.kind === 'pass';
  if (window === null && isAnswer) refuse('no_chance', 'there is no chance to take');
  if (window !== null && !isAnswer)
    refuse(
      'chance_open',
      `first somebody else has a chance: ${window.waiting.join(', ')}`,
      'They take it or let it go.',
    );
};

// ── one by one ───────────────────────────────────────────────────────────────────────────────────────────────────

const harms = (system: RuleSystem, key: string): boolean =>
  Object.values(system.actions.find((each) => each.key === key)?.outcomes ?? {}).some((some) =>
    some.some((each) => each.kind === 'harm'),
  );

const doAct = (desk: Desk, command: Act): void => {
  assertTurn(desk, command.who);
  const before = desk.fight();
  carryOut(desk, command);
  const against = harms(desk.system, command.action) ? command.targets : [];
  if (against.length > 0) openReadied(desk, { by: command.who, on: 'attacks', against });
  openReadied(desk, { by: command.who, on: 'acts' });
  for (const [who, { status }] of desk.fight().fighters)
    if (status !== 'up' && before.fighters.get(who)?.status === 'up') openReadied(desk, { by: who, on: 'falls' });
};

const doReady = (desk: Desk, { who, action: key, using, trigger }: Of<'ready'>): void => {
  const { readying } = desk.system.combat;
  const fighter = assertTurn(desk, who);
  if (readying === undefined) return refuse('no_readying', `${desk.system.title} knows no waiting for a moment`);
  const readied: Readied = { action: key, using, trigger };
  const action = actionOf(desk.system, fighter.standing, key);
  const ready = actionOf(desk.system, fighter.standing, readying.action);
  if (!sharesOf(action).every((share) => sharesOf(ready).includes(share)))
    refuse('too_long', `${quoted(action.name)} takes more than waiting for it does`);
  if (cannot(desk.system, fighter.standing, 'react') !== null)
    refuse('cannot_act', `${fighter.standing.name} could not do it when the moment comes`);
  if (reachesOf(desk.system, fighter.standing, action).length === 0)
    refuse('unarmed', `${fighter.standing.name} has nothing to do it with`);
  if (trigger.who !== null) known(desk, trigger.who);
  carryOut(desk, plainAct(who, ready.key, []));
  desk.put('readies', {
    who,
    because: `${action.name}, when it comes to it`,
    changes: [{ kind: 'readied', who, readied }],
  });
};

const plainAct = (who: string, action: string, targets: string[]): Act => ({
  ...{ kind: 'act', who, action, targets, at: null, using: null, away: false, difficulty: null },
  ...{ reasons: [], modifiers: [] },
});

/** The chance is gone for one, and for the last of them it goes on. */
const answered = (desk: Desk, who: string): void => {
  const { window } = desk.fight();
  if (window === null) return;
  const waiting = window.waiting.filter((each) => each !== who && desk.fighter(each).status === 'up');
  const next = waiting.length === 0 ? null : { ...window, waiting };
  desk.put('chance', {
    who,
    because: next === null ? 'the chance is over' : 'others have it still',
    changes: [{ kind: 'window', window: next }],
  });
  if (next === null && window.going !== null) goOn(desk, window.by, window.going);
};

/** What was waited for is done, and no longer waited for. */
const unreadied = (desk: Desk, who: string): void => {
  const condition = desk.system.combat.readying?.condition;
  const changes: Change[] = [{ kind: 'readied', who, readied: null }];
  if (condition !== undefined && desk.fighter(who).standing.conditions.some((each) => each.condition === condition))
    changes.push({ kind: 'ends', who, condition, because: 'the moment came' });
  desk.put('ends', { who, because: 'the moment came', changes });
};

const assertAnswers = (desk: Desk, who: string): void => {
  known(desk, who);
  if (desk.fight().window?.waiting.includes(who) !== true)
    refuse('no_chance', `${quoted(who)} has no chance to take now`);
};

const doReact = (desk: Desk, who: string): void => {
  assertAnswers(desk, who);
  const fighter = assertThere(desk, who);
  const { window } = desk.fight();
  if (window === null) return;
  const { opportunity, readying } = desk.system.combat;
  const why = cannot(desk.system, fighter.standing, 'react');
  if (why !== null) refuse('cannot_act', `${fighter.standing.name} cannot react`, `Why: ${why}.`);
  if (window.kind === 'opportunity') {
    const action = opportunity?.action ?? '';
    assertAble(desk.system, fighter.standing, actionOf(desk.system, fighter.standing, action));
    carryOut(desk, plainAct(who, action, [window.by]));
  } else if (fighter.readied !== null && readying !== undefined) {
    const { action, using } = fighter.readied;
    carryOut(desk, { ...plainAct(who, action, aimOf(desk, fighter.readied, window.by)), using }, [readying.takes]);
    if (desk.fight().over === null) unreadied(desk, who);
  }
  answered(desk, who);
};

/** At whoever gave the chance, where what is done is done to somebody else. */
const aimOf = ({ system }: Desk, { action: key }: Readied, by: string): string[] => {
  const outcomes = Object.values(system.actions.find((each) => each.key === key)?.outcomes ?? {});
  return outcomes.some((some) => some.some((each) => 'to' in each && each.to === 'other')) ? [by] : [];
};

const doDelay = (desk: Desk, who: string): void => {
  const { spent, gone, once, standing, waits } = assertTurn(desk, who);
  if (desk.system.combat.initiative.kind === 'told')
    refuse('no_initiative', 'nobody waits where the story says whose turn it is');
  if (Object.keys(spent).length + once.length > 0 || gone > 0)
    refuse('turn_begun', `${standing.name} has begun their turn`);
  if (waits !== null) refuse('turn_begun', `${standing.name} has put their turn off before`);
  if (!toCome(desk.system, desk.fight()).some((each) => each !== who))
    refuse('nobody_to_wait_for', 'everybody else has had their turn in this round');
  desk.put('delays', { who, because: 'they wait', changes: [{ kind: 'waits', who, how: 'delays' }] });
  advance(desk);
};

const doStepIn = (desk: Desk, who: string): void => {
  const fighter = assertThere(desk, who);
  if (fighter.waits === null || fighter.hadTurn)
    refuse('not_waiting', `${fighter.standing.name} has not put their turn off`);
  if (fighter.waits === 'steps_in') refuse('not_waiting', `${fighter.standing.name} steps in already`);
  desk.put('steps_in', { who, because: 'they step in next', changes: [{ kind: 'waits', who, how: 'steps_in' }] });
};

const doTurn = (desk: Desk, who: string): void => {
  const { turn } = desk.fight();
  const fighter = assertThere(desk, who);
  if (desk.system.combat.initiative.kind !== 'told') refuse('initiative', 'initiative says whose turn it is');
  if (turn !== null) refuse('not_their_turn', `it is ${desk.fighter(turn).standing.name}’s turn`);
  if (!toCome(desk.system, desk.fight()).includes(who))
    refuse('turn_taken', `${fighter.standing.name} has no turn left in this round`);
  startTurn(desk, who);
};

const doSurrender = (desk: Desk, who: string): void => {
  const fighter = assertTurn(desk, who);
  const changes: Change[] = [{ kind: 'status', who, status: 'surrendered' }];
  if (fighter.readied !== null) changes.push({ kind: 'readied', who, readied: null });
  restated(desk, desk.put('surrenders', { who, because: 'they give up', changes }));
};

export const assertComer = ({ fighters, coming, sides, field }: Fight, { key, side, at, name }: Fighting): void => {
  if (fighters.has(key) || coming.some((each) => each.fighter.key === key))
    refuse('there_already', `${quoted(key)} takes part already`);
  if (!sides.some((each) => each.key === side)) refuse('unknown_side', `there is no side ${quoted(side)}`);
  if (!isInField(field, at)) refuse('outside_field', `${name} would stand outside of the field`);
};

const doJoin = (desk: Desk, { fighters, round }: Of<'join'>): void => {
  const next = desk.fight().round + 1;
  if (round !== null && round < next) refuse('too_late', `round ${round} has begun already`);
  for (const fighter of fighters) {
    assertComer(desk.fight(), fighter);
    const because = `${fighter.name} is on the way`;
    desk.put('joins', { because, changes: [{ kind: 'coming', fighter, round: round ?? next }] });
  }
};

const doUndo = (desk: Desk, { command }: Of<'undo'>): void => {
  const { last, commands } = desk.fight();
  if (last === 0) refuse('nothing_to_undo', 'there is nothing to take back');
  if (command !== null && command !== last)
    refuse(
      command <= commands && command > 0 ? 'already_undone' : 'unknown_command',
      command > last || command < 1
        ? `command ${command} does not stand`
        : `command ${command} is not the last that stands: that is ${last}`,
    );
  desk.put('undone', { because: `command ${last} is taken back`, changes: [{ kind: 'undone', command: last }] });
};

const doOne = (desk: Desk, command: Command): void => {
  switch (command.kind) {
    case 'act':
      return doAct(desk, command);
    case 'move':
      assertTurn(desk, command.who);
      return move(desk, command.who, command.to);
    case 'flee':
      assertTurn(desk, command.who);
      return flee(desk, command.who);
    case 'surrender':
      return doSurrender(desk, command.who);
    case 'delay':
      return doDelay(desk, command.who);
    case 'step_in':
      return doStepIn(desk, command.who);
    case 'ready':
      return doReady(desk, command);
    case 'react':
      return doReact(desk, command.who);
    case 'pass':
      assertAnswers(desk, command.who);
      desk.put('passes', { who: command.who, because: 'they let it go' });
      return answered(desk, command.who);
    default:
      return doTable(desk, command);
  }
};

const doTable = (desk: Desk, command: Of<'turn' | 'end' | 'join' | 'stop' | 'undo'>): void => {
  switch (command.kind) {
    case 'turn':
      return doTurn(desk, command.who);
    case 'end':
      assertTurn(desk, command.who);
      return endTurn(desk, command.who);
    case 'join':
      return doJoin(desk, command);
    case 'stop':
      return over(desk, { because: command.because, side: null });
    case 'undo':
      return doUndo(desk, command);
  }
};

/** Whether something can be asked for at all: nothing is done in a fight that is over, but that it is taken back. */
const assertOpen = (fight: Fight, command: Command): void => {
  if (fight.round === 0) refuse('no_fight', 'there is no fight');
  if (command.kind === 'undo') return;
  if (fight.over !== null) refuse('over', 'the fight is over');
  if (command.kind !== 'stop' && command.kind !== 'join') assertWindow(fight, command);
};

/** What comes of it. */
export const decide = (
  system: RuleSystem,
  fight: Fight,
  { command, faces }: { command: Command; faces: Faces },
): Decided => {
  const desk = deskOf(system, fight, { faces, asked: command, command: fight.commands + 1 });
  try {
    assertOpen(fight, command);
    doOne(desk, command);
    if (command.kind !== 'undo') settle(desk);
    if (desk.entries.length === 0) refuse('nothing_happens', 'nothing would come of it');
  } catch (error) {
    if (isFailure(error)) return { refusal: error };
    throw error;
  }
  return { entries: desk.entries };
};
