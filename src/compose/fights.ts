import type { Entry, Field, Fighting, Side, Spot } from '../../schemas/combat.ts';
import { Key } from '../../schemas/bounds.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import { inField } from '../domain/combat/field.ts';
import { logText, readLog } from '../domain/combat/replay.ts';
import { Failure } from '../domain/failure.ts';
import { quoted } from '../domain/quoted.ts';
import { fighterOf } from './characters.ts';
import { writeDurably } from './durable.ts';
import { wholeText } from './text-file.ts';

// Who fights, from what somebody writes: `heroes=warrior,mender`, `band=prowler*3,./mine.yaml#wolf@2`. And fights in files.

const membersMax = 60;
const stepAside = 2;

const bad = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'usage', message, advice });

const sideAdvice = 'Such as `heroes=warrior,mender`, or `band=prowler*3,mender@2` for one who comes in round 2.';

interface Member {
  written: string;
  count: number;
  /** In which they come in; 1: from the start. */
  round: number;
}

export interface WrittenSide {
  side: Side;
  members: readonly Member[];
}

const memberOf = (written: string): Member => {
  const found = /^(.+?)(?:\*(\d{1,2}))?(?:@(\d{1,3}))?$/u.exec(written.trim());
  const [, who = '', count = '1', round = '1'] = found ?? [];
  if (who === '' || Number(count) < 1 || Number(round) < 1) throw bad(`nobody is ${quoted(written)}`, sideAdvice);
  return { written: who, count: Number(count), round: Number(round) };
};

export const sideOf = (written: string, played: readonly string[]): WrittenSide => {
  const at = written.indexOf('=');
  const name = written.slice(0, at).trim();
  const { data: key, error } = Key.safeParse(name.toLowerCase().replaceAll(/[\s-]+/gu, '_'));
  if (at < 1 || error !== undefined) throw bad(`a side can't be ${quoted(written)}`, sideAdvice);
  const members = written
    .slice(at + 1)
    .split(',')
    .filter((each) => each.trim() !== '')
    .map(memberOf);
  if (members.length === 0) throw bad(`nobody is on the side ${quoted(name)}`, sideAdvice);
  return { side: { key, name, played: played.includes(key) || played.includes(name) }, members };
};

/** In rows that face each other, `gap` metres apart; more than two sides stand in a ring. */
const placeOf = (
  field: Field,
  { side, sides, member, gap }: Record<'side' | 'sides' | 'member' | 'gap', number>,
): Spot => {
  const turn = Math.PI + (2 * Math.PI * side) / sides;
  const [x, y] = [Math.cos(turn), Math.sin(turn)];
  // One to the left, one to the right, and so on outwards.
  const aside = Math.ceil(member / 2) * stepAside * (member % 2 === 0 ? 1 : -1);
  return inField(field, {
    x: field.width / 2 + (x * gap) / 2 - y * aside,
    y: field.depth / 2 + (y * gap) / 2 + x * aside,
  });
};

export interface Gathered {
  sides: readonly Side[];
  fighters: readonly Fighting[];
  coming: readonly { fighter: Fighting; round: number }[];
}

/** Of one name there may be several: each has a number then, and everybody a key by which commands know them. */
const named = (all: readonly { name: string }[]): { name: string; key: string }[] => {
  const total = new Map<string, number>();
  for (const { name } of all) total.set(name, (total.get(name) ?? 0) + 1);
  const count = new Map<string, number>();
  return all.map(({ name }) => {
    const at = (count.get(name) ?? 0) + 1;
    count.set(name, at);
    const whole = (total.get(name) ?? 0) > 1 ? `${name} ${at}` : name;
    return {
      name: whole,
      key: whole
        .toLowerCase()
        .normalize('NFKD')
        .replaceAll(/[^\p{L}\p{N}]+/gu, '_'),
    };
  });
};

/** Everybody who is to fight. */
export const gathered = async (
  system: RuleSystem,
  written: readonly WrittenSide[],
  { field, gap, cwd }: { field: Field; gap: number; cwd: string },
): Promise<Gathered> => {
  const open = written.flatMap(({ side, members }, index) =>
    members.flatMap((member) => Array.from({ length: member.count }, () => ({ side: side.key, index, member }))),
  );
  if (open.length > membersMax) throw bad(`${open.length} are too many`, `${membersMax} can fight at most.`);
  const found = [];
  for (const each of open) found.push({ ...each, found: await fighterOf(system, each.member.written, cwd) });
  const names = named(found.map((each) => each.found));
  const places = new Map<number, number>();
  const all = found.map(({ side, index, member, found: { standing, fights } }, at) => {
    const seat = places.get(index) ?? 0;
    places.set(index, seat + 1);
    const { sheet, actions, resources, conditions } = standing;
    const fighter: Fighting = {
      ...{ key: names[at]?.key ?? '', name: names[at]?.name ?? '', side, fights },
      sheet: {
        ...sheet,
        gear: [...sheet.gear],
        effects: [...sheet.effects],
        own: sheet.own === undefined ? undefined : [...sheet.own],
        instead: sheet.instead,
      },
      actions: [...actions],
      resources: { ...resources },
      conditions: [...conditions],
      at: placeOf(field, { side: index, sides: written.length, member: seat, gap }),
    };
    return { fighter, round: member.round };
  });
  return {
    sides: written.map(({ side }) => side),
    fighters: all.flatMap(({ fighter, round }) => (round === 1 ? [fighter] : [])),
    coming: all.filter(({ round }) => round > 1),
  };
};

export const writeLog = (file: string, entries: Iterable<Entry>): Promise<void> => writeDurably(file, logText(entries));

export const openLog = async (file: string) => readLog(await wholeText(file));
