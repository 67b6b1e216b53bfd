import type { ForkOrigin } from '../../schemas/canon.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { Failure } from '../domain/failure.ts';
import {
  containersMax,
  factsPerSliceKeyDefault,
  factsPerSliceKeyMax,
  fanOutDefault,
  fanOutMax,
  type Head,
  hopsMax,
  idsPerReadMax,
  type LogEntry,
  pathHopsMax,
  sliceKeysMax,
  type SliceRequest,
} from './canon-reader.ts';
import { type PageRequest, pageSizeMax } from './paging.ts';
import { refusal, refuseUnlessWithin } from './refusal.ts';

// What every canon store makes of a call before it does anything, and what it answers when it can't do it.

// ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const malformedCommit = (why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'malformed_commit',
    message: `the commit does not fit into canon: ${why}`,
    advice: 'Nothing was changed. If it came from a file, the file is damaged; otherwise please report this.',
  });

export const commitConflict = (what: string): Failure =>
  refusal({
    code: 'commit_conflict',
    message: `${what} has been committed with other content`,
    advice: 'Give the new content an id of its own.',
  });

export const noSuchRevision = (origin: ForkOrigin): Failure =>
  refusal({
    code: 'no_such_revision',
    message: `there is no revision ${origin.revision} of \`${origin.universe}\` to fork from`,
    advice: 'Fork from a revision that has been committed.',
  });

export const universeExists = (universe: UniverseId): Failure =>
  refusal({
    code: 'universe_exists',
    message: `there is a universe \`${universe}\` here already`,
    advice: 'Restore into an empty world.',
  });

export const brokenChain = (what: string, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'broken_chain',
    message: `the history of canon does not hold together at ${what}: ${why}`,
    advice: 'Nothing was restored. Use an undamaged copy.',
  });

export const badCursor = (cursor: string, cause?: unknown): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'bad_cursor',
    message: `\`${cursor.slice(0, 60)}\` is not where a page of this list ended`,
    advice: 'Start again from the first page.',
    cause,
  });

// ── staleness ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a write was judged where the universe stands. */
export const isOnHead = (
  { revision, decisions }: Pick<Head, 'revision' | 'decisions'>,
  { base, decided }: { base: Revision; decided?: number },
): boolean => revision === base && (decided === undefined || decided === decisions.count);

// ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const refuseOverlongPage = ({ max }: PageRequest): void => {
  refuseUnlessWithin('items of a page', max, { min: 1, max: pageSizeMax });
};

export const refuseTooManyIds = (ids: readonly unknown[]): void => {
  refuseUnlessWithin('ids', ids.length, { min: 0, max: idsPerReadMax });
};

export const refuseTooManyLike = (max: number): void => {
  refuseUnlessWithin('ids', max, { min: 1, max: idsPerReadMax });
};

export const refuseTooManyContainers = (count: number): void => {
  refuseUnlessWithin('containers of a world', count, { min: 0, max: containersMax });
};

export const refuseTooManyEvents = (max: number): void => {
  refuseUnlessWithin('events', max, { min: 1, max: pageSizeMax });
};

const refuseOverwideStep = (fanOut: number): void => {
  refuseUnlessWithin('edges of a node', fanOut, { min: 1, max: fanOutMax });
};

export const refuseOverlongWalk = (
  start: readonly string[],
  { hops, fanOut = fanOutDefault }: { hops: number; fanOut?: number },
): void => {
  refuseTooManyIds(start);
  refuseUnlessWithin('hops', hops, { min: 0, max: hopsMax });
  refuseOverwideStep(fanOut);
};

export const refuseOverlongPath = ({
  hopsMax: hops,
  fanOut = fanOutDefault,
}: {
  hopsMax: number;
  fanOut?: number;
}): void => {
  refuseUnlessWithin('hops', hops, { min: 0, max: pathHopsMax });
  refuseOverwideStep(fanOut);
};

export const refuseOverlargeSlice = ({ keys, nodes, facts, names, evidence }: SliceRequest): void => {
  for (const list of [keys, nodes, facts, names, evidence])
    refuseUnlessWithin('keys of each kind', list.length, { min: 0, max: sliceKeysMax });
  for (const { side, predicate, begins, max = factsPerSliceKeyDefault } of keys) {
    refuseUnlessWithin('facts of a key', max, { min: 1, max: factsPerSliceKeyMax });
    if (side !== 'participant' && predicate === null)
      throw new Error('only participants can be asked for without a predicate');
    if (side === 'participant' && begins) throw new Error('participants can be asked for by what they touch alone');
  }
};

// ── logs ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const kindsByPrefix: Readonly<Record<string, LogEntry['kind']>> = {
  cmt: 'commit',
  dec: 'decision',
  fct: 'fact',
  evd: 'evidence',
};

/** What a record is by itself, whatever a log calls it: the chain covers records and not what they are called. */
export const kindOfRecord = (record: LogEntry['record']): LogEntry['kind'] =>
  'target' in record ? 'support' : (kindsByPrefix[record.id.slice(0, 3)] ?? 'node');
