import type { Assignment } from '../compose/settings.ts';
import { type Flags, type FlagValues, usageFailure } from './command.ts';

/** What every command takes. */
export const globalFlags = {
  world: { kind: 'text', value: 'NAME', summary: 'the world to act on' },
  data: { kind: 'text', value: 'DIR', summary: 'the folder that holds the worlds' },
  profile: { kind: 'text', value: 'NAME', summary: 'where the stores are: embedded' },
  config: { kind: 'text', value: 'FILE', summary: 'another configuration file' },
  set: { kind: 'texts', value: 'KEY=VALUE', summary: 'any setting; may be repeated' },
  json: { kind: 'switch', summary: 'print JSON, one line' },
  colour: { kind: 'text', value: 'WHEN', summary: 'auto, always or never' },
  plain: { kind: 'switch', summary: 'plain letters, no ornaments' },
  debug: { kind: 'switch', summary: 'show where an error came from' },
  version: { kind: 'switch', summary: 'print the version' },
} as const satisfies Flags;
export type GlobalValues = FlagValues<typeof globalFlags>;

/** The settings that flags give. */
export const assignmentsOf = (globals: GlobalValues): Assignment[] => {
  const given: readonly [name: string, key: string, text: string | null][] = [
    ['--world', 'world', globals.world],
    ['--data', 'data', globals.data],
    ['--profile', 'profile', globals.profile],
    ['--colour', 'screen.colour', globals.colour],
    ['--plain', 'screen.plain', globals.plain ? 'true' : null],
  ];
  const named = given.flatMap(([name, key, text]): Assignment[] =>
    text === null ? [] : [{ key, value: { text }, origin: { kind: 'flag', name } }],
  );
  const free = globals.set.map((pair): Assignment => {
    const [, key, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || text === undefined)
      throw usageFailure(`\`--set\` needs \`KEY=VALUE\`, not \`${pair}\``, 'Such as `--set model.timeoutMs=20000`.');
    return { key, value: { text }, origin: { kind: 'flag', name: `--set ${key}` } };
  });
  return [...named, ...free];
};
