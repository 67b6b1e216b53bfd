import type { DeskPlace } from '../compose/desks.ts';
import type { Desk, Person, PlayDesk, PreviewDesk, ReadingDesk, WatchDesk } from '../compose/use-cases.ts';
import { Line, Name, Statement } from '../../schemas/bounds.ts';
import { quoted } from '../domain/quoted.ts';
import { nearest } from '../domain/nearest.ts';
import { type CommandContext, type Flags, type FlagValues, usageFailure } from './command.ts';

// What commands that look after a universe have in common: which universe, who asks, why.

export const universeFlag = {
  universe: { kind: 'text', value: 'NAME', summary: 'the universe, where the world has several' },
} as const satisfies Flags;

export const speakerFlag = {
  speaker: { kind: 'text', value: 'NAME', summary: 'who says so; GM or Player without it' },
} as const satisfies Flags;

export const becauseFlag = {
  because: { kind: 'text', value: 'TEXT', summary: 'why; it is kept with the decision' },
} as const satisfies Flags;

type UniverseValues = FlagValues<typeof universeFlag>;

/** Loaded when it is asked for: starting is to be quick. */
const desks = () => import('../compose/desks.ts');

const placeOf = async (context: CommandContext, { universe }: UniverseValues): Promise<DeskPlace> => {
  const { config } = await context.configuration();
  const { program, world } = context;
  return { config, program, world, universe };
};

export const withReadingDesk = async <T>(
  context: CommandContext,
  flags: UniverseValues,
  work: (desk: ReadingDesk) => Promise<T>,
): Promise<T> => {
  const { openReadingDesk } = await desks();
  await using desk = await openReadingDesk(await placeOf(context, flags));
  return await work(desk);
};

export const openEventsOf = async (context: CommandContext, flags: UniverseValues) => {
  const { openEvents } = await desks();
  return openEvents(await placeOf(context, flags));
};

export const withPreviewDesk = async <T>(
  context: CommandContext,
  flags: UniverseValues,
  work: (desk: PreviewDesk) => Promise<T>,
): Promise<T> => {
  const { openPreviewDesk } = await desks();
  await using desk = await openPreviewDesk(await placeOf(context, flags));
  return await work(desk);
};

export const withDesk = async <T>(
  context: CommandContext,
  flags: UniverseValues,
  work: (desk: Desk) => Promise<T>,
): Promise<T> => {
  const { openDesk } = await desks();
  await using desk = await openDesk(await placeOf(context, flags));
  return await work(desk);
};

export const withPlayDesk = async <T>(
  context: CommandContext,
  flags: UniverseValues & { 'dry-run'?: boolean },
  work: (desk: PlayDesk) => Promise<T>,
): Promise<T> => {
  const { openPlayDesk } = await desks();
  const { processes } = context;
  const leavesAsIs = flags['dry-run'] ?? false;
  await using desk = await openPlayDesk({ ...(await placeOf(context, flags)), processes, leavesAsIs });
  return await work(desk);
};

export const withWatchDesk = async <T>(
  context: CommandContext,
  flags: UniverseValues,
  work: (desk: WatchDesk) => Promise<T>,
): Promise<T> => {
  const { openWatchDesk } = await desks();
  const { processes } = context;
  await using desk = await openWatchDesk({ ...(await placeOf(context, flags)), processes });
  return await work(desk);
};

/** Opens also where nobody could decide anything any more, because of what the universe says that it decides by. */
export const withMendingDesk = async <T>(
  context: CommandContext,
  flags: UniverseValues,
  work: (desk: Desk) => Promise<T>,
): Promise<T> => {
  const { openDesk } = await desks();
  await using desk = await openDesk({ ...(await placeOf(context, flags)), mends: true });
  return await work(desk);
};

// ── what was written ─────────────────────────────────────────────────────────────────────────────────────────────

export const oneOf = <const T extends string>(flag: string, written: string, options: readonly T[]): T => {
  const found = options.find((option) => option === written);
  if (found !== undefined) return found;
  const meant = nearest(written, options);
  throw usageFailure(
    `\`--${flag}\` can't be ${quoted(written)}`,
    meant === undefined
      ? `It is one of ${options.map((option) => `\`${option}\``).join(', ')}.`
      : `Did you mean \`${meant}\`?`,
  );
};

export const seats = ['gm', 'player'] as const;

export const personOf = ({ seat, speaker }: { seat?: string | null; speaker: string | null }): Person => {
  const where = oneOf('seat', seat ?? 'gm', seats);
  return { name: nameOf('`--speaker`', speaker ?? (where === 'gm' ? 'GM' : 'Player')), seat: where };
};

/** Why something is corrected. Canon keeps it, so there has to be one. */
export const reasonOf = ({ because }: { because: string | null }, command: string): string => {
  if (because === null)
    throw usageFailure(`\`${command}\` needs \`--because TEXT\``, 'Canon keeps the reason. Nothing was changed.');
  return textOf('because', because);
};

export const nameOf = (what: string, written: string): string => {
  const name = Name.safeParse(written);
  if (name.success) return name.data;
  throw usageFailure(`${what} can't be ${quoted(written)}`, `${name.error.issues[0]?.message ?? 'It is not a name'}.`);
};

export const lineOf = (flag: string, written: string): string => {
  const line = Line.safeParse(written);
  if (line.success) return line.data;
  throw usageFailure(
    `\`--${flag}\` can't be ${quoted(written)}`,
    `${line.error.issues[0]?.message ?? 'It is not allowed'}.`,
  );
};

export const textOf = (flag: string, written: string): string => {
  const text = Statement.safeParse(written);
  if (text.success) return text.data;
  throw usageFailure(
    `\`--${flag}\` can't be ${quoted(written)}`,
    `${text.error.issues[0]?.message ?? 'It is not allowed'}.`,
  );
};

export const countOf = (
  flag: string,
  written: string | null,
  { least, most, otherwise }: { least: number; most: number; otherwise: number },
): number => {
  if (written === null) return otherwise;
  const count = /^[0-9]{1,9}$/.test(written) ? Number(written) : NaN;
  if (count >= least && count <= most) return count;
  throw usageFailure(`\`--${flag}\` can't be ${quoted(written)}`, `It is a whole number from ${least} to ${most}.`);
};
