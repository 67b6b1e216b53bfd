import type { LoggedEvent, Position } from '../../ports/event-log.ts';
import { streamingCommand } from '../command.ts';
import { countOf, universeFlag, openEventsOf } from '../desk.ts';
import { columns, type Style } from '../screen/style.ts';
import { shortId } from '../screen/told.ts';
import { clipped } from '../screen/wrap.ts';

// What happened in a universe, as the engine told of it: for whoever wants to know what goes on, or writes a program that reacts.

const tailMax = 1_000;
const tailDefault = 20;
const eventsPerLook = 200;
/** Then it looks again by itself. */
const lookMsMax = 30_000;
const payloadColumns = 40;

const isId = (value: unknown): value is string => typeof value === 'string' && /^[a-z]{3}_[0-9a-z]{26}$/.test(value);

const plain = (value: unknown): string => {
  if (isId(value)) return shortId(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** `revision 7, facts 2`, ids last: what is empty or has parts is left to `--json`. */
const payloadText = (payload: LoggedEvent['event']['payload']): string =>
  payload !== null && typeof payload === 'object' && !Array.isArray(payload)
    ? Object.entries(payload)
        .filter(([, value]) => value !== null && typeof value !== 'object')
        .toSorted(([, a], [, b]) => Number(isId(a)) - Number(isId(b)))
        .map(([key, value]) => `${key} ${plain(value)}`)
        .join(', ')
    : plain(payload);

const eventLines = (events: readonly LoggedEvent[], style: Style): string[] =>
  columns(
    events.map(({ event: { occurredAt, type, payload } }) => [
      occurredAt.slice(0, 19).replace('T', ' '),
      type.replace(/\.v\d+$/, ''),
      clipped(payloadText(payload), payloadColumns),
    ]),
    (cell, column) => (column === 0 ? style.quiet(cell) : cell),
  );

export const eventsTail = streamingCommand({
  name: 'events tail',
  summary: 'what happened last in a universe, and with `--follow` what happens',
  flags: {
    follow: { kind: 'switch', summary: 'go on with what happens, until it is interrupted' },
    type: { kind: 'text', value: 'TYPE', summary: 'only of this type, such as canon.committed' },
    max: { kind: 'text', value: 'N', summary: `how many to begin with, up to ${tailMax}; ${tailDefault} without it` },
    ...universeFlag,
  },
  examples: ['monitor events tail', 'monitor events tail --follow --type canon.committed --json'],
  async *run(context, { flags }) {
    const max = countOf('max', flags.max, { least: 1, most: tailMax, otherwise: tailDefault });
    const { type: wanted } = flags;
    const isWanted = ({ event: { type } }: LoggedEvent): boolean =>
      wanted === null || type === wanted || type.startsWith(`${wanted}.`);
    await using desk = await openEventsOf(context, flags);
    const { events, universe } = desk;
    const last = await events.latest(universe, wanted === null ? max : tailMax);
    yield last.filter(isWanted).slice(-max);
    let after: Position | null = last.at(-1)?.position ?? null;
    while (flags.follow) {
      const { signal } = context;
      const next = await events.range(universe, { after, max: eventsPerLook, waitMsMax: lookMsMax, signal });
      after = next.at(-1)?.position ?? after;
      const some = next.filter(isWanted);
      if (some.length > 0) yield some;
    }
    return 0;
  },
  lines: eventLines,
});
