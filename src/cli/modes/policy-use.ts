import type { PolicyFile } from '../../../schemas/policy.ts';
import { absoluteFolder } from '../../compose/platform.ts';
import type { Desk, Told } from '../../compose/use-cases.ts';
import { command, usageFailure } from '../command.ts';
import { becauseFlag, personOf, reasonOf, speakerFlag, universeFlag, withMendingDesk } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { verdictLines } from '../screen/told.ts';

// What a universe decides by is part of its canon: the GM says it, the gate accepts it, the log tells since when.

/** Loaded when it is asked for: starting is to be quick. */
const policies = () => import('../../compose/policy.ts');
const useCases = () => import('../../compose/use-cases.ts');

interface Asked {
  files: readonly string[];
  profile: string | null;
  isShipped: boolean;
}

interface Chosen {
  profile: string;
  own: PolicyFile | null;
  /** Of all of it together. */
  revision: string;
}

/** Checked before anything is proposed. What is not spoken of stays. */
const chosenFor = async ({ about }: Desk, { files, profile: named, isShipped }: Asked): Promise<Chosen> => {
  const { ownPolicyFrom, policyOf } = await policies();
  const profile = named ?? about.policyProfile;
  if (files.length > 0) {
    const { own, loaded } = await ownPolicyFrom({ profile, files });
    return { profile, own, revision: loaded.revision };
  }
  const kept = isShipped ? undefined : about.ownPolicy;
  const { revision } = await policyOf({ name: about.name, policyProfile: profile, ...(kept && { ownPolicy: kept }) });
  return { profile, own: kept ?? null, revision };
};

const checkAsked = ({ files, profile, isShipped }: Asked): void => {
  if (files.length === 0 && profile === null && !isShipped)
    throw usageFailure(
      '`policy use` needs something to decide by',
      'Name files of your own, a profile with `--profile NAME`, or `--shipped` for the profile alone.',
    );
  if (files.length > 0 && isShipped)
    throw usageFailure('`--shipped` is without files of your own', 'Leave one of them out.');
};

interface Used {
  universe: string;
  revision: string;
  proposals: readonly Told[];
}

const use = async (
  desk: Desk,
  { because, speaker, ...asked }: Asked & { because: string; speaker: string | null },
): Promise<Used> => {
  const { carryOut, policyChangeOf, prepareCorrection } = await useCases();
  const { revision, ...chosen } = await chosenFor(desk, asked);
  const contents = policyChangeOf(desk, chosen);
  const correction = await prepareCorrection(desk, personOf({ speaker }), { contents, because });
  return { universe: desk.about.name, revision, proposals: await carryOut(desk, correction) };
};

const isAccepted = ({ proposals }: Used): boolean => proposals.every(({ verdict }) => verdict === 'accepted');

export const policyUse = command({
  name: 'policy use',
  summary: 'what a universe decides by: its profile, and words and rules of its own',
  args: [{ name: 'FILE', summary: 'files of your own, in place of those before', isOptional: true, isMany: true }],
  flags: {
    profile: { kind: 'text', value: 'NAME', summary: 'another profile: strict, standard, sandbox' },
    shipped: { kind: 'switch', summary: 'without words and rules of its own' },
    ...becauseFlag,
    ...speakerFlag,
    ...universeFlag,
  },
  examples: [
    'monitor policy use my-world.yaml --because "People sing here."',
    'monitor policy use --profile strict --because "The book goes to print."',
    'monitor policy use --shipped --because "Nobody sang."',
  ],
  async run(context, { args, flags }): Promise<Used> {
    const { home, cwd } = context.machine;
    const files = args.flatMap((file) => (file === undefined ? [] : [absoluteFolder(file, { home, from: cwd })]));
    const asked: Asked = { files, profile: flags.profile, isShipped: flags.shipped };
    checkAsked(asked);
    const because = reasonOf(flags, 'policy use');
    return withMendingDesk(context, flags, (desk) => use(desk, { ...asked, because, speaker: flags.speaker }));
  },
  lines: (used, style) =>
    isAccepted(used)
      ? [`${used.universe} decides by ${style.strong(used.revision)} from now on`]
      : used.proposals.flatMap((told) => verdictLines(told, style)),
  exitCode: (used) => (isAccepted(used) ? exitDone : exitFailed),
});
