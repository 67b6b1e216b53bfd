import { CycleId } from '../../../schemas/ids.ts';
import type { PlayDesk, Watched } from '../../compose/use-cases.ts';
import { quoted } from '../../domain/quoted.ts';
import { command, type CommandContext, type FlagValues, usageFailure } from '../command.ts';
import { personOf, speakerFlag, universeFlag, withPlayDesk } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { shortId } from '../screen/told.ts';
import { headed, wrapped } from '../screen/wrap.ts';

// What was left in the middle by a crash, or failed: finished, or put before a person.

/** Loaded when it is asked for: starting is to be quick. */
const useCases = () => import('../../compose/use-cases.ts');

const flags = {
  'dry-run': { kind: 'switch', summary: 'only show what is in the middle' },
  choose: { kind: 'text', value: 'WHAT', summary: 'what to do with it, of what is listed for it' },
  ...speakerFlag,
  ...universeFlag,
} as const;

interface Recovered {
  universe: string;
  /** What is in the middle still. */
  found: readonly Watched[];
  /** What had been committed and not copied or told. */
  behind: PlayDesk['behind'];
  isDryRun: boolean;
}

const loops = { turn: 'a turn', scene: 'a scene', story: 'the story' } as const;

const whatNow = ({ choices, waitsFor, playedBy, failure }: Watched, isDryRun: boolean): string => {
  if (failure?.code === 'cycle_from_later') return 'a later version of the program left it: use that one';
  if (failure?.step === 'read') return 'it cannot be read any more: `monitor doctor` says what is damaged';
  if (playedBy !== null) return `${playedBy} plays it at the moment`;
  if (choices.length > 0) return `choose: ${choices.join(', ')}`;
  if (waitsFor !== null) return `it waits for ${waitsFor}, which this program does not have yet`;
  return isDryRun ? 'it would be gone on with' : 'it goes on when the story does';
};

const findingLines = (found: Watched, isDryRun: boolean, style: Style): string[] => {
  const { loop, cycle, title, state, since, failure } = found;
  const why = failure === null || failure.step === 'read' ? '' : `: ${failure.step} failed, ${failure.code}`;
  return [
    ...headed(`${title}: ${loops[loop]} is ${state.replace('.', ', ')}${why}`, style),
    ...(failure === null || failure.words === null ? [] : wrapped(failure.words, 4)),
    ...wrapped(`${shortId(cycle)} since ${since.slice(0, 16).replace('T', ' ')}`, 4).map(style.quiet),
    ...wrapped(whatNow(found, isDryRun), 4),
  ];
};

const behindLines = ({ behind: { decisions, events }, isDryRun }: Recovered): string[] => {
  const counts = [
    ...(decisions === 0 ? [] : [`${decisions === 1 ? 'a decision' : `${decisions} decisions`} to copy`]),
    ...(events === 0 ? [] : [`${events === 1 ? 'an event' : `${events} events`} to tell`]),
  ];
  return isDryRun && counts.length > 0 ? wrapped(`after a commit: ${counts.join(', ')}`) : [];
};

const recoverLines = (recovered: Recovered, style: Style): string[] => {
  const { universe, found, isDryRun } = recovered;
  const lines = [...behindLines(recovered), ...found.flatMap((each) => findingLines(each, isDryRun, style))];
  return lines.length === 0 ? [`nothing of ${universe} is left undone`] : lines;
};

const cycleOf = (written: string, known: readonly Watched[]): CycleId => {
  const parsed = CycleId.safeParse(written);
  if (parsed.success) return parsed.data;
  const part = written.replace(/^cyc_/, '');
  const like = known.filter(({ cycle }) => cycle.endsWith(part) && part !== '');
  const [one, other] = like;
  if (one !== undefined && other === undefined) return one.cycle;
  throw usageFailure(
    `${quoted(written)} is ${one === undefined ? 'nothing that is in the middle' : 'more than one that is in the middle'}`,
    '`monitor manage recover --dry-run` lists what is, with an id each.',
  );
};

const recover = async (
  context: CommandContext,
  written: string | undefined,
  values: FlagValues<typeof flags>,
): Promise<Recovered> =>
  withPlayDesk(context, values, async (desk) => {
    const { watchdog } = await useCases();
    const { universe, play: tools, holder } = desk;
    const watching = watchdog({ tools, universe, person: personOf({ ...values, seat: 'gm' }), holder });
    const isDryRun = values['dry-run'];
    if (written !== undefined && values.choose !== null)
      await watching.choose(cycleOf(written, await watching.look()), values.choose);
    else if (!isDryRun) await watching.goOn();
    const found = await watching.look();
    const only = written === undefined || values.choose !== null ? null : cycleOf(written, found);
    return {
      ...{ universe: desk.about.name, isDryRun, behind: desk.behind },
      found: found.filter(({ cycle }) => only === null || cycle === only),
    };
  });

export const manageRecover = command({
  name: 'manage recover',
  summary: 'finish what a crash cut off, and choose what becomes of what failed',
  args: [{ name: 'ID', summary: 'one that is in the middle', isOptional: true }],
  flags,
  examples: [
    'monitor manage recover',
    'monitor manage recover --dry-run --json',
    'monitor manage recover 7f3k9 --choose retry',
  ],
  run: async (context, { args: [written], flags: values }) => {
    if (values.choose !== null && written === undefined)
      throw usageFailure('`--choose` needs to know of what', '`monitor manage recover ID --choose retry`.');
    if (values.choose !== null && values['dry-run'])
      throw usageFailure('`--choose` and `--dry-run` exclude each other', 'Leave one of them out.');
    return recover(context, written, values);
  },
  lines: recoverLines,
  exitCode: ({ found, isDryRun }) =>
    !isDryRun && found.some(({ choices, playedBy }) => choices.length > 0 && playedBy === null) ? exitFailed : exitDone,
});
