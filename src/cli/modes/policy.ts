import type { Policy } from '../../../schemas/policy.ts';
import type { EventKindRule, PredicateRule } from '../../../schemas/vocabulary.ts';
import { absoluteFolder } from '../../compose/platform.ts';
import { nearest } from '../../domain/nearest.ts';
import { diffPolicies } from '../../domain/policy-diff.ts';
import type { LoadedPolicy } from '../../compose/policy.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { universeFlag, withReadingDesk } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { compact, isPlain } from '../screen/compact.ts';
import { columns, printable, type Style } from '../screen/style.ts';

/** Loaded when it is asked for: policies are read by few commands, and starting is to be quick. */
const policies = () => import('../../compose/policy.ts');

const profileFlag = {
  profile: { kind: 'text', value: 'NAME', summary: 'the profile to start from: strict, standard, sandbox' },
} as const;

const fileOf = ({ home, cwd }: CommandContext['machine'], file: string): string =>
  absoluteFolder(file, { home, from: cwd });

const didYouMean = (word: string, candidates: readonly string[], otherwise: string): string => {
  const meant = nearest(word, candidates);
  return meant === undefined ? otherwise : `Did you mean \`${meant}\`?`;
};

export const policyCheck = command({
  name: 'policy check',
  summary: 'whether policies fit together, with file and line of what does not',
  args: [{ name: 'FILE', summary: 'files of your own, on top of the profile', isOptional: true, isMany: true }],
  flags: profileFlag,
  examples: [
    'monitor policy check',
    'monitor policy check my-world.yaml my-rules.yaml',
    'monitor policy check my-world.yaml --profile strict --json',
  ],
  async run({ machine }, { args, flags }) {
    const { checkPolicy, shippedProfiles, standardProfile } = await policies();
    const files = args.flatMap((file) => (file === undefined ? [] : [fileOf(machine, file)]));
    const isOnlyShipped = files.length === 0 && flags.profile === null;
    const profiles = isOnlyShipped ? await shippedProfiles() : [flags.profile ?? standardProfile];
    const checked = await Promise.all(
      profiles.map(async (profile) => {
        const { loaded, problems } = await checkPolicy({ profile, files });
        return {
          profile,
          revision: loaded?.revision ?? null,
          predicates: loaded?.policy.vocabulary.predicates.length ?? null,
          events: loaded?.policy.vocabulary.events.length ?? null,
          rules: loaded?.policy.rules.length ?? null,
          problems,
        };
      }),
    );
    return { isUsable: checked.every(({ problems }) => problems.length === 0), policies: checked };
  },
  lines({ policies: checked }, style) {
    const problems = checked.flatMap((each) => each.problems);
    // What the profiles share is told once.
    const told = [...new Set(problems.map(({ file, line, message }) => printable(`${file}:${line}: ${message}`)))];
    if (told.length > 0) return [...told, '', style.bad(told.length === 1 ? '1 problem' : `${told.length} problems`)];
    return columns(
      checked.map(({ revision, predicates, events, rules }) => [
        'ok',
        String(revision),
        `${predicates} predicates`,
        `${events} events`,
        `${rules} rules`,
      ]),
      (cell, column) => (column === 0 ? style.good(cell) : cell),
    );
  },
  exitCode: ({ isUsable }) => (isUsable ? exitDone : exitFailed),
});

// ── show ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const wordKinds = ['predicate', 'event'] as const;
type WordKind = (typeof wordKinds)[number];

const kindOf = (word: string): WordKind => {
  const kind = wordKinds.find((each) => each === word);
  if (kind !== undefined) return kind;
  throw usageFailure(
    `\`${word}\` is not what a policy has names for`,
    didYouMean(word, wordKinds, 'It is `predicate` or `event`.'),
  );
};

const wordsOf = ({ vocabulary }: Policy, kind: WordKind): readonly (PredicateRule | EventKindRule)[] =>
  kind === 'predicate' ? vocabulary.predicates : vocabulary.events;

const theWord = (policy: Policy, kind: WordKind, name: string): PredicateRule | EventKindRule => {
  const words = wordsOf(policy, kind);
  const found = words.find((word) => word.name === name);
  if (found) return found;
  const names = words.map((word) => word.name);
  throw usageFailure(
    `there is no ${kind} \`${name}\``,
    didYouMean(name, names, '`monitor policy show` lists what there is.'),
  );
};

/** All of a policy, or only the words that were asked for. */
type Shown =
  | { revision: string; policy: Policy }
  | { revision: string; kind: WordKind; words: readonly (PredicateRule | EventKindRule)[] };

const wordLines = (word: PredicateRule | EventKindRule, style: Style): string[] => {
  const { name, about, ...rest } = word;
  const rows = Object.entries(rest).flatMap(([key, value]: [string, unknown]): string[][] => {
    if (isPlain(value)) return [];
    if (key === 'roles') return Object.entries(value as object).map(([role, rule]) => [role, compact(rule)]);
    if (key === 'effects' || key === 'transitions')
      return (value as readonly unknown[]).map((each, index) => [index === 0 ? key : '', compact(each)]);
    return [[key, compact(value)]];
  });
  return [`${style.strong(name)}: ${printable(about)}`, ...columns(rows).map((line) => `  ${line}`)];
};

const settingRows = ({ rules: _rules, vocabulary: _vocabulary, about: _about, ...settings }: Policy): string[][] =>
  Object.entries(settings).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([row, share]) => [`${key}.${row}`, compact(share)])
      : [[key, compact(value)]],
  );

const policyLines = (revision: string, policy: Policy, style: Style): string[] => {
  const section = (title: string, rows: readonly string[][]): string[] =>
    rows.length === 0 ? [] : ['', style.strong(title), ...columns(rows).map((line) => `  ${line}`)];
  const { rules, vocabulary } = policy;
  return [
    `${style.strong(revision)}: ${printable(policy.about)}`,
    ...section('Settings', settingRows(policy)),
    ...section(
      'Rules of the house',
      rules.map(({ id, effect, because }) => [id, effect, because]),
    ),
    ...section(
      'Predicates',
      vocabulary.predicates.map(({ name, about }) => [name, about]),
    ),
    ...section(
      'Events',
      vocabulary.events.map(({ name, about }) => [name, about]),
    ),
  ];
};

const inUseFlags = {
  'in-use': { kind: 'switch', summary: 'what the universe decides by, with what it says itself' },
  ...universeFlag,
} as const;

/** What the universe that is looked after decides by. */
const policyInUse = (context: CommandContext, flags: { universe: string | null }): Promise<LoadedPolicy> =>
  withReadingDesk(context, flags, async ({ about }) => (await policies()).policyOf(about));

export const policyShow = command({
  name: 'policy show',
  summary: 'what a policy says, or what one of its words means',
  args: [
    { name: 'KIND', summary: '`predicate` or `event`', isOptional: true },
    { name: 'WORD', summary: 'its name; all of the kind without one', isOptional: true },
  ],
  flags: { ...profileFlag, ...inUseFlags },
  examples: [
    'monitor policy show',
    'monitor policy show --in-use',
    'monitor policy show --profile strict --json',
    'monitor policy show predicate located_in',
    'monitor policy show event death',
  ],
  async run(context, { args: [kindWord, name], flags }): Promise<Shown> {
    const { loadPolicy, standardProfile } = await policies();
    if (flags['in-use'] && flags.profile !== null)
      throw usageFailure('`--in-use` and `--profile` ask for two policies', 'Leave one of them out.');
    const { policy, revision } = await (flags['in-use']
      ? policyInUse(context, flags)
      : loadPolicy({ profile: flags.profile ?? standardProfile }));
    if (kindWord === undefined) return { revision, policy };
    const kind = kindOf(kindWord);
    const words = name === undefined ? wordsOf(policy, kind) : [theWord(policy, kind, name)];
    return { revision, kind, words };
  },
  lines: (shown, style) =>
    'policy' in shown
      ? policyLines(shown.revision, shown.policy, style)
      : shown.words.flatMap((word) => wordLines(word, style)),
});

// ── diff ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What looks like a file is one, on top of the standard profile; anything else is a profile. */
const looksLikeFile = (word: string): boolean => /[./\\]/.test(word);

export const policyDiff = command({
  name: 'policy diff',
  summary: 'what two policies say differently',
  args: [
    { name: 'BEFORE', summary: 'a profile, a file of your own, or `in-use`: what the universe decides by' },
    { name: 'AFTER', summary: 'the same' },
  ],
  flags: universeFlag,
  examples: [
    'monitor policy diff standard strict',
    'monitor policy diff standard my-world.yaml --json',
    'monitor policy diff standard in-use',
  ],
  async run(context, { args, flags }) {
    const { loadPolicy } = await policies();
    const { machine } = context;
    const named = (word = ''): Promise<LoadedPolicy> => {
      if (word === 'in-use') return policyInUse(context, flags);
      return loadPolicy(looksLikeFile(word) ? { files: [fileOf(machine, word)] } : { profile: word });
    };
    const [before, after] = await Promise.all([named(args[0]), named(args[1])]);
    return {
      before: before.revision,
      after: after.revision,
      changes: diffPolicies(before.policy, after.policy),
    };
  },
  lines: ({ before, after, changes }, style) => [
    style.strong(`${before} -> ${after}`),
    ...columns(
      changes.map((change) => [
        change.path,
        change.before === null ? '-' : compact(change.before),
        change.after === null ? '-' : compact(change.after),
      ]),
      (cell, column) => (column === 1 ? style.quiet(cell) : cell),
    ),
    ...(changes.length === 0 ? ['nothing'] : []),
  ],
});
