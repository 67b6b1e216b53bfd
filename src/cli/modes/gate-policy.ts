import { absoluteFolder } from '../../compose/platform.ts';
import type { Library } from '../../compose/written/world.ts';
import type { CommandContext, FlagValues } from '../command.ts';

// What the commands that ask the gate have in common.

export const policyFlags = {
  policy: { kind: 'texts', value: 'FILE', summary: 'a policy of your own, on top of the profile; may be repeated' },
  profile: { kind: 'text', value: 'NAME', summary: 'the policy to start from: strict, standard, sandbox' },
} as const;

export const pathOf = ({ home, cwd }: CommandContext['machine'], file: string): string =>
  absoluteFolder(file, { home, from: cwd });

/** Loaded when it is asked for: starting is to be quick. */
export const libraryFor = async (
  { machine }: CommandContext,
  { profile, policy }: FlagValues<typeof policyFlags>,
): Promise<Library> => {
  const [{ libraryOf }, { policyShelf }] = await Promise.all([
    import('../../compose/written/world.ts'),
    import('../../compose/written/policies.ts'),
  ]);
  const files = policy.map((file) => pathOf(machine, file));
  return libraryOf(policyShelf({ ...(profile === null ? {} : { profile }), files }));
};
