import type { ProposalContent } from '../../../schemas/gate.ts';
import { Cascade } from '../../../schemas/gate.ts';
import type { Desk, Preview, PreviewDesk, Told } from '../../compose/use-cases.ts';
import { type Argument, command, type CommandContext, type Flags, type FlagValues } from '../command.ts';
import { confirmed } from '../consent.ts';
import {
  becauseFlag,
  nameOf,
  oneOf,
  personOf,
  reasonOf,
  speakerFlag,
  universeFlag,
  withDesk,
  withPreviewDesk,
} from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import type { Style } from '../screen/style.ts';
import { previewLines, verdictLines } from '../screen/told.ts';
import { wrapped } from '../screen/wrap.ts';

// Corrections of canon, each shown before it is done and kept with its reason.

/** Loaded when it is asked for: starting is to be quick. */
const useCases = () => import('../../compose/use-cases.ts');

const correctionFlags = {
  ...becauseFlag,
  preview: { kind: 'switch', summary: 'only show what it would do' },
  yes: { kind: 'switch', summary: 'do not ask' },
  ...speakerFlag,
  ...universeFlag,
} as const;
type CorrectionValues = FlagValues<typeof correctionFlags>;

interface Corrected {
  universe: string;
  isDone: boolean;
  /** It was only to be shown. */
  isPreview: boolean;
  preview: Preview;
  proposals: readonly Told[];
}

type Asked = (desk: PreviewDesk, because: string) => Promise<readonly ProposalContent[]>;

interface Correcting {
  /** The command, for messages. */
  name: string;
  values: CorrectionValues;
  asked: Asked;
}

const show = async (context: CommandContext, { name, values, asked }: Correcting): Promise<Corrected> => {
  // What is only looked at needs no reason, and gets one that says so.
  const because = values.because === null ? 'A look ahead.' : reasonOf(values, name);
  return withPreviewDesk(context, values, async (desk) => {
    const { prepareCorrection } = await useCases();
    const contents = await asked(desk, because);
    const { preview } = await prepareCorrection(desk, personOf(values), { contents, because });
    return { universe: desk.about.name, isDone: false, isPreview: true, preview, proposals: [] };
  });
};

const perform = async (
  context: CommandContext,
  desk: Desk,
  { values, asked, because }: Correcting & { because: string },
): Promise<Corrected> => {
  const { carryOut, prepareCorrection } = await useCases();
  const contents = await asked(desk, because);
  const correction = await prepareCorrection(desk, personOf(values), { contents, because });
  const { preview } = correction;
  const isWanted = values.yes || (await confirmed(context.ask, preview, 'This is how canon would change.'));
  const proposals = isWanted ? await carryOut(desk, correction) : [];
  return { universe: desk.about.name, isDone: isWanted, isPreview: false, preview, proposals };
};

const correct = async (context: CommandContext, correcting: Correcting): Promise<Corrected> => {
  const { name, values } = correcting;
  if (values.preview) return show(context, correcting);
  const because = reasonOf(values, name);
  return withDesk(context, values, (desk) => perform(context, desk, { ...correcting, because }));
};

const lines = ({ isDone, isPreview, preview, proposals }: Corrected, style: Style): string[] => [
  ...(isDone ? proposals.flatMap((told) => verdictLines(told, style)) : previewLines(preview, style)),
  ...(isDone ? flaggedLines(preview, style) : []),
  ...(isDone || isPreview ? [] : wrapped('nothing was done: add `--yes` to have it so').map(style.warning)),
];

const flaggedLines = ({ flagged }: Preview, style: Style): string[] =>
  flagged.count === 0
    ? []
    : wrapped(`${flagged.count} rest on it and wait for you: \`monitor manage pending --by CanonKeeper\``).map(
        style.quiet,
      );

const exitCode = ({ isDone, isPreview, proposals }: Corrected): number =>
  isPreview || (isDone && proposals.every(({ verdict }) => verdict === 'accepted')) ? exitDone : exitFailed;

const correction = <const A extends readonly Argument[], const F extends Flags>({
  name,
  summary,
  args,
  flags,
  examples,
  asked,
}: {
  name: string;
  summary: string;
  args: A;
  flags: F;
  examples: readonly string[];
  asked: (words: readonly string[], values: FlagValues<F>) => Asked;
}) =>
  command({
    name,
    summary,
    args,
    flags: { ...flags, ...correctionFlags },
    examples,
    run(context, { args: words, flags: values }) {
      const written = (words as readonly (string | undefined)[]).flatMap((word) => word ?? []);
      return correct(context, {
        name,
        values,
        asked: asked(written, values),
      });
    },
    lines,
    exitCode,
  });

const factsArgument = {
  name: 'FACT',
  summary: 'ids or ends of ids, or whose fact: `Mara located_in`',
  isMany: true,
} as const;

export const manageRetcon = correction({
  name: 'manage retcon',
  summary: 'declare that facts were never so',
  args: [factsArgument],
  flags: {
    cascade: { kind: 'text', value: 'HOW', summary: 'what rests on them: none, flag (without it) or propagate' },
  },
  examples: [
    'monitor manage retcon Mara located_in --because "She was never there." --preview',
    'monitor manage retcon 7f3k2q --because "Misremembered." --cascade propagate --yes',
  ],
  asked: (facts, { cascade }) => {
    const how = oneOf('cascade', cascade ?? 'flag', Cascade.options);
    return async (desk, because) => (await useCases()).retconOf(desk, { facts, cascade: how, because });
  },
});

export const manageRevert = correction({
  name: 'manage revert',
  summary: 'undo what a commit did, by another commit',
  args: [{ name: 'COMMIT', summary: 'a revision, as `manage log` shows it, or an id' }],
  flags: {},
  examples: [
    'monitor manage revert 12 --because "Wrong file." --preview',
    'monitor manage revert 12 --because "Wrong file." --yes',
  ],
  asked:
    ([commit = '']) =>
    async (desk, because) =>
      (await useCases()).revertOf(desk, { commit, because }),
});

export const manageMerge = correction({
  name: 'manage merge',
  summary: 'two turn out to be one',
  args: [
    { name: 'KEEP', summary: 'who stays, with both names' },
    { name: 'DROP', summary: 'who turns out to be the same' },
  ],
  flags: {},
  examples: ['monitor manage merge Mara "The Grey Lady" --because "She took off the mask." --yes'],
  asked:
    ([keep = '', drop = '']) =>
    async (desk, because) =>
      (await useCases()).mergeOf(desk, { keep, drop, because }),
});

export const manageSplit = correction({
  name: 'manage split',
  summary: 'one turns out to be two',
  args: [
    { name: 'FROM', summary: 'who was taken for both' },
    { name: 'INTO', summary: 'who the facts are about in truth' },
    { ...factsArgument, summary: 'what is about the other: ids, or whose fact' },
  ],
  flags: { create: { kind: 'switch', summary: 'INTO is new' } },
  examples: ['monitor manage split Mara "Mara the Younger" 7f3k2q --create --because "Mother and daughter." --yes'],
  asked:
    ([from = '', into = '', ...facts], { create }) =>
    async (desk, because) =>
      (await useCases()).splitOf(desk, { from, into, facts, creates: create, because }),
});

export const manageRename = correction({
  name: 'manage rename',
  summary: 'call somebody or something otherwise',
  args: [
    { name: 'WHO', summary: 'a name or an id' },
    { name: 'NAME', summary: 'what they are called from now on' },
  ],
  flags: { 'drop-alias': { kind: 'switch', summary: 'forget the former name; it stays an alias without this' } },
  examples: ['monitor manage rename Mara "Mara Vey" --because "She married." --yes'],
  asked: ([node = '', written = ''], values) => {
    const name = nameOf('NAME', written);
    return async (desk, because) =>
      (await useCases()).renameOf(desk, { node, name, keepsAlias: !values['drop-alias'], because });
  },
});

const locking = (locks: boolean) =>
  correction({
    name: locks ? 'manage lock' : 'manage unlock',
    summary: locks ? 'put facts out of reach until they are unlocked' : 'let facts be changed again',
    args: [factsArgument],
    flags: {},
    examples: [`monitor manage ${locks ? 'lock' : 'unlock'} Mara vital --because "It is settled." --yes`],
    asked: (facts) => async (desk, because) => (await useCases()).lockOf(desk, { facts, locks, because }),
  });

export const manageLock = locking(true);
export const manageUnlock = locking(false);
