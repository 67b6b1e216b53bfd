import type { Calendar } from '../../../schemas/calendar.ts';
import type { FactObject, Participant, Visibility } from '../../../schemas/canon.ts';
import type { EntityId, FactId, NodeId } from '../../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import type { ObjectRule } from '../../../schemas/vocabulary.ts';
import type {
  WrittenObject,
  WrittenParticipants,
  WrittenTime,
  WrittenVisibility,
} from '../../../schemas/written-world.ts';
import { parseTime } from '../../domain/calendar-parse.ts';
import { nearest } from '../../domain/nearest.ts';
import { isBefore } from '../../domain/story-time.ts';
import type { Lexicon } from '../../gate/lexicon.ts';
import type { Path } from '../explain.ts';
import type { Names, NodeIdKind } from './names.ts';

// What every piece of a world and of a proposal is made of: names, moments, values. Each reader returns something whatever happens, and says
// what is wrong with it.

export interface Scope {
  names: Names;
  /** By its name. */
  universe: string;
  /** Null: story time is plain numbers. */
  calendar: Calendar | null;
  lexicon: Lexicon;
  /** Whoever is named has to be there. Of a proposal that is the gate's to say. */
  mustExist: boolean;
  complain: (path: Path, message: string) => unknown;
}

export const oneOrMany = <T>(written: T | readonly T[] | undefined): readonly T[] =>
  written === undefined ? [] : Array.isArray(written) ? (written as readonly T[]) : [written as T];

const didYouMean = (name: string, candidates: readonly string[]): string => {
  const meant = nearest(name, candidates);
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
};

/** `kind`: what it would be, were it there. */
export const nodeCalled = (scope: Scope, path: Path, name: string, kind?: NodeIdKind): NodeId => {
  const { names, universe, mustExist } = scope;
  if (mustExist && !names.hasNode(universe, name))
    scope.complain(path, `nobody and nothing is called \`${name}\`${didYouMean(name, names.nodeNames(universe))}`);
  return names.node(universe, name, kind);
};

export const factsCalled = (
  scope: Scope,
  path: Path,
  written: string | readonly string[] | undefined,
): readonly FactId[] =>
  oneOrMany(written).map((name) => {
    const { names, universe, mustExist } = scope;
    if (mustExist && !names.hasFact(universe, name))
      scope.complain(path, `no fact is called \`${name}\`${didYouMean(name, names.factNames(universe))}`);
    return names.fact(universe, name);
  });

// ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────────

const readDate = (scope: Scope, path: Path, text: string): StoryTime | null => {
  if (scope.calendar === null) {
    scope.complain(path, `\`${text}\` is a date, and this universe has no \`calendar\`: write a number of seconds`);
    return null;
  }
  const read = parseTime(scope.calendar, text);
  if (read.ok) return read.time;
  scope.complain(path, read.error);
  return null;
};

export const momentOf = (scope: Scope, path: Path, written: WrittenTime | null | undefined): StoryTime | null => {
  if (written === null || written === undefined) return null;
  if (typeof written === 'string') return readDate(scope, path, written);
  if (typeof written === 'number') return { second: written, ordinal: 0 };
  return Array.isArray(written) ? { second: written[0], ordinal: written[1] } : written;
};

interface Interval {
  from?: WrittenTime | null | undefined;
  to?: WrittenTime | null | undefined;
  valid?: readonly [WrittenTime | null, WrittenTime | null] | Omit<Interval, 'valid'> | undefined;
}

const isPair = (valid: NonNullable<Interval['valid']>): valid is readonly [WrittenTime | null, WrittenTime | null] =>
  Array.isArray(valid);

export const validityOf = (scope: Scope, path: Path, { from, to, valid = {} }: Interval): Validity => {
  const written = isPair(valid) ? { from: valid[0], to: valid[1] } : valid;
  const read = {
    from: momentOf(scope, [...path, 'from'], from ?? written.from),
    to: momentOf(scope, [...path, 'to'], to ?? written.to),
  };
  if (read.from !== null && read.to !== null && !isBefore(read.from, read.to))
    scope.complain([...path, 'to'], 'an interval must end after it starts');
  return read;
};

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────

const ofText = (scope: Scope, path: Path, { text, rule }: { text: string; rule: ObjectRule | null }): FactObject => {
  const { names, universe } = scope;
  if (rule?.kind === 'node' || (rule === null && names.hasNode(universe, text)))
    return { kind: 'node', id: nodeCalled(scope, path, text) };
  if (rule?.kind === 'time') return ofTime(scope, path, text);
  return { kind: 'text', text };
};

const ofTime = (scope: Scope, path: Path, written: WrittenTime): FactObject => ({
  kind: 'time',
  time: momentOf(scope, path, written) ?? { second: 0, ordinal: 0 },
});

const ofNumber = (scope: Scope, path: Path, { number, rule }: { number: number; rule: ObjectRule | null }) => {
  if (rule?.kind === 'time') return ofTime(scope, path, number);
  return { kind: 'number', number, unit: rule?.kind === 'number' ? (rule.unit ?? null) : null } as const;
};

type Explicit = Extract<WrittenObject, object>;

const saidOutright = (scope: Scope, path: Path, written: Explicit, rule: ObjectRule | null): FactObject | null => {
  const { text, number, unit, flag, time } = written;
  const node = written.node ?? written.id;
  const given = [node, text, number, flag, time].filter((each) => each !== undefined);
  if (given.length !== 1) {
    scope.complain(path, 'an object is one of `node`, `text`, `number` (and its `unit`), `flag`, `time`');
    return null;
  }
  if (node !== undefined) return { kind: 'node', id: nodeCalled(scope, [...path, 'node'], node) };
  if (text !== undefined) return { kind: 'text', text };
  if (flag !== undefined) return { kind: 'flag', flag };
  if (time !== undefined) return ofTime(scope, [...path, 'time'], time);
  const usual = rule?.kind === 'number' ? (rule.unit ?? null) : null;
  return { kind: 'number', number: number ?? 0, unit: unit === undefined ? usual : unit };
};

/** What a fact says of its subject. What a bare text or number is depends on what the predicate takes. */
export const objectOf = (
  scope: Scope,
  path: Path,
  { written, rule }: { written: WrittenObject | null | undefined; rule: ObjectRule | null },
): FactObject | null => {
  switch (typeof written) {
    case 'string':
      return ofText(scope, path, { text: written, rule });
    case 'number':
      return ofNumber(scope, path, { number: written, rule });
    case 'boolean':
      return { kind: 'flag', flag: written };
    case 'object':
      return written === null ? null : saidOutright(scope, path, written, rule);
    default:
      return null;
  }
};

export const participantsOf = (scope: Scope, path: Path, written: WrittenParticipants): Participant[] => {
  if (Array.isArray(written))
    return written.map(({ role, node }, index) => ({ role, node: nodeCalled(scope, [...path, index, 'node'], node) }));
  return Object.entries(written).flatMap(([role, who]) =>
    oneOrMany<string>(who).map((name) => ({
      role: role as Participant['role'],
      node: nodeCalled(scope, [...path, role], name),
    })),
  );
};

export const visibilityOf = (
  scope: Scope,
  path: Path,
  written: WrittenVisibility | null | undefined,
): Visibility | null => {
  if (written === null || written === undefined) return null;
  if (typeof written === 'string') return { level: written };
  const isList = Array.isArray(written);
  if (!isList && written.level !== 'known') return { level: written.level };
  const names = isList ? written : (written.to ?? []);
  if (names.length === 0) scope.complain(path, 'somebody has to be named who knows it');
  return { level: 'known', to: names.map((name) => nodeCalled(scope, path, name) as EntityId) };
};
