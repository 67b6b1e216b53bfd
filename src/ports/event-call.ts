import type { Envelope } from '../../schemas/event.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { inOneLine } from '../domain/one-line.ts';
import {
  eventBytesMax,
  eventBytesPerCallMax,
  eventsPerCallMax,
  type Group,
  type GroupMember,
  idempotencyKeyCharsMax,
  memberNameCharsMax,
  type Position,
  readWaitMsMax,
  type Trouble,
  troubleCodeCharsMax,
  troubleMessageCharsMax,
} from './event-log.ts';
import { refusal, refuseOtherUniverse, refuseOverBytes, refuseUnlessWithin } from './refusal.ts';

// What every event log makes of a call before it does anything: the refusals that the port promises, and the texts to keep.

const keyShape = new RegExp(`^[\\x21-\\x7e]{1,${idempotencyKeyCharsMax}}$`);
const nameShape = new RegExp(`^[A-Za-z0-9._:-]{1,${memberNameCharsMax}}$`);
const shownCharsMax = 100;

const refuseBadName = (what: string, name: string): void => {
  if (nameShape.test(name)) return;
  throw refusal({
    code: 'bad_name',
    message: `\`${name.slice(0, shownCharsMax)}\` can't name a ${what}`,
    advice: `Take 1 to ${memberNameCharsMax} letters, digits, \`.\`, \`_\`, \`:\` and \`-\`.`,
  });
};

/** The texts of the events of one append. */
export const keptAppend = (universe: UniverseId, events: readonly Envelope[], key: string): string[] => {
  refuseUnlessWithin('events', events.length, { min: 0, max: eventsPerCallMax });
  if (!keyShape.test(key))
    throw refusal({
      code: 'bad_key',
      message: `\`${key.slice(0, shownCharsMax)}\` can't be an idempotency key`,
      advice: `Take 1 to ${idempotencyKeyCharsMax} visible characters of ASCII.`,
    });
  let bytesOfAll = 0;
  const texts = events.map((event) => {
    refuseOtherUniverse(`the event \`${event.id}\``, event.universe, universe);
    const text = canonicalJson(event);
    const bytes = Buffer.byteLength(text);
    refuseOverBytes(`the event \`${event.id}\``, bytes, eventBytesMax);
    bytesOfAll += bytes;
    return text;
  });
  refuseOverBytes('all that is appended at once', bytesOfAll, eventBytesPerCallMax);
  return texts;
};

export const refuseBadGroup = ({ group }: Group): void => refuseBadName('group', group);

export const refuseBadMember = (member: GroupMember): void => {
  refuseBadGroup(member);
  refuseBadName('consumer', member.consumer);
};

export const refuseTooManyEvents = (max: number): void => {
  refuseUnlessWithin('events', max, { min: 1, max: eventsPerCallMax });
};

export const refuseTooManyPositions = (positions: readonly Position[]): void => {
  refuseUnlessWithin('positions', positions.length, { min: 0, max: eventsPerCallMax });
};

export const refuseOverlongWait = (waitMs: number): void => {
  refuseUnlessWithin('milliseconds of waiting', waitMs, { min: 0, max: readWaitMsMax });
};

/** Trouble as it is kept. Nothing is wrong with a text here: whoever gives an event up is to succeed. */
export const keptTrouble = ({ code, message, attempts }: Trouble): Trouble => {
  refuseUnlessWithin('attempts', attempts, { min: 1, max: Number.MAX_SAFE_INTEGER });
  return {
    code: inOneLine(code, troubleCodeCharsMax),
    message: inOneLine(message, troubleMessageCharsMax),
    attempts,
  };
};

export const refuseBadIdleTime = (idleMsMin: number): void => {
  refuseUnlessWithin('milliseconds of idleness', idleMsMin, { min: 0, max: Number.MAX_SAFE_INTEGER });
};

const numberChars = 16;

/** For logs that number their events from 1: the number comes first, so that positions sort, then the universe, so that none is taken for another's. */
export const positionAt = (universe: UniverseId, number: number): Position =>
  `${String(number).padStart(numberChars, '0')}.${universe}` as Position;

/** The number that a position of this universe's log stands for. */
export const numberAt = (universe: UniverseId, position: Position): number => {
  const digits = position.slice(0, numberChars);
  if (/^\d{16}$/.test(digits) && position.slice(numberChars) === `.${universe}`) return Number(digits);
  throw refusal({
    code: 'bad_position',
    message: `\`${position.slice(0, shownCharsMax)}\` is not a position in the log of \`${universe}\``,
    advice: 'Take the position from a delivery or a range of that log.',
  });
};
