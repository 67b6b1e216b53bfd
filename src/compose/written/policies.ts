import type { Policy, PolicyFile } from '../../../schemas/policy.ts';
import type { EventKindRule, PredicateRule } from '../../../schemas/vocabulary.ts';
import type { WrittenUniverse } from '../../../schemas/written-world.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { isFailure } from '../../domain/failure.ts';
import { type PreparedPolicy, preparePolicy } from '../../gate/evaluate.ts';
import { policyProblems } from '../../gate/policy-check.ts';
import type { Layers } from '../policy-merge.ts';
import { checkWhole, type PolicySources, readLayers, revisionOf } from '../policy.ts';
import type { YamlFile } from '../yaml-file.ts';
import { pathText, type Problem, type Read } from './read.ts';

// What a written world is judged by: a profile that ships, files, and what the world says itself, in this order.
// P1. Worlds that say the same share a policy: it is put together and checked once.
// P2. A word that ships may be told again to the letter. Told otherwise it is refused, unless the world does without the words that ship.

export interface ReadyPolicy {
  prepared: PreparedPolicy;
  revision: string;
}

/** What a world and one of its universes say of the policy, the nearer one last. */
export type Wanted = readonly Pick<
  WrittenUniverse,
  'profile' | 'threshold' | 'contradicting_sources' | 'rules' | 'vocabulary' | 'policy'
>[];

export interface PolicyShelf {
  get(wanted: Wanted): Promise<Read<ReadyPolicy>>;
}

const policiesKeptMax = 256;
const layersKeptMax = 16;

/** The latest that were asked for. */
const shelf = <T>(max: number) => {
  const kept = new Map<string, T>();
  return (key: string, make: () => T): T => {
    const found = kept.get(key) ?? make();
    kept.delete(key);
    kept.set(key, found);
    const [oldest] = kept.keys();
    if (kept.size > max && oldest !== undefined) kept.delete(oldest);
    return found;
  };
};

type Word = PredicateRule | EventKindRule;
interface Unnamed {
  name?: string | undefined;
  about?: string | undefined;
}

const asWords = (name: string): string => name.replaceAll('_', ' ');

/** A word of the world's own, with the name that it has as a key, and a description that is at least its name. */
const wordsOf = <W extends Unnamed>(
  written: readonly W[] | Readonly<Record<string, W>> | undefined,
): (W & { name: string; about: string })[] => {
  const isList = (given: typeof written): given is readonly W[] => Array.isArray(given);
  const named = isList(written)
    ? written.map((word) => ({ ...word, name: word.name ?? '' }))
    : Object.entries(written ?? {}).map(([name, word]) => ({ ...word, name: word.name ?? name }));
  return named.map((word) => ({ ...word, about: word.about ?? (asWords(word.name) || 'a word') }));
};

const withMore = <K extends 'rules' | 'predicates' | 'events'>(
  key: K,
  policy: PolicyFile,
  more: NonNullable<PolicyFile[K]>,
): PolicyFile => (more.length === 0 ? {} : { [key]: [...(policy[key] ?? []), ...more] });

const ownFile = ({ vocabulary = {}, rules = [], policy = {} }: Wanted[number]): PolicyFile => ({
  ...policy,
  ...withMore('rules', policy, rules),
  ...withMore('predicates', policy, wordsOf(vocabulary.predicates)),
  ...withMore('events', policy, wordsOf(vocabulary.events)),
});

/** What a word means, however it is described. */
const meaning = ({ about: _about, ...word }: Word): string => canonicalJson(word);

const withoutRepeats = (file: PolicyFile, layers: Layers): PolicyFile => {
  const known = new Map<string, string>();
  for (const { value } of layers.flat())
    for (const word of [...(value?.predicates ?? []), ...(value?.events ?? [])]) known.set(word.name, meaning(word));
  const isNew = (word: Word): boolean => known.get(word.name) !== meaning(word);
  return {
    ...file,
    ...(file.predicates === undefined ? {} : { predicates: file.predicates.filter(isNew) }),
    ...(file.events === undefined ? {} : { events: file.events.filter(isNew) }),
  };
};

const theWorld = 'the world';
const asFile = (value: PolicyFile): YamlFile<PolicyFile> => ({ file: theWorld, value, problems: [], lineOf: () => 1 });

/** `vocabulary.predicates.sings_with.inverse` */
const placeIn = (file: PolicyFile, path: readonly PropertyKey[]): string => {
  const [list, index, ...rest] = path;
  if (list !== 'predicates' && list !== 'events') return pathText(path);
  const name = typeof index === 'number' ? file[list]?.[index]?.name : undefined;
  return pathText(['vocabulary', list, name ?? '', ...rest]);
};

/** A policy as far as it does not depend on the two settings that worlds vary most. */
const putTogether = (shipped: Layers, wanted: Wanted): Read<Policy> => {
  const own = wanted.map((each) => withoutRepeats(ownFile(each), shipped));
  const { loaded, problems } = checkWhole([...shipped, ...own.map((file) => [asFile(file)])]);
  if (loaded !== null) return { value: loaded.policy };
  return {
    problems: problems.map(({ file, line, path, message }) =>
      file === theWorld
        ? { path: placeIn(own.findLast((each) => Object.keys(each).length > 0) ?? {}, path), message }
        : { path: `${file}:${line}`, message },
    ),
  };
};

const withSettings = (base: ReadyPolicy, wanted: Wanted): Read<ReadyPolicy> => {
  const { policy } = base.prepared;
  const threshold = wanted.findLast((each) => each.threshold !== undefined)?.threshold ?? policy.threshold;
  const contradictingSources =
    wanted.findLast((each) => each.contradicting_sources !== undefined)?.contradicting_sources ??
    policy.contradictingSources;
  if (threshold === policy.threshold && contradictingSources === policy.contradictingSources) return { value: base };
  const set: Policy = { ...policy, threshold, contradictingSources };
  // The words were looked at with the base.
  const problems = policyProblems({ ...set, vocabulary: { predicates: [], events: [] } }).map(({ path, message }) => ({
    path: pathText(path),
    message,
  }));
  if (problems.length > 0) return { problems };
  return { value: { prepared: { ...base.prepared, policy: set }, revision: revisionOf(set) } };
};

const unreadable = (error: unknown): { problems: readonly Problem[] } => {
  if (!isFailure(error)) throw error;
  return { problems: [{ path: 'profile', message: `${error.message}. ${error.advice ?? ''}`.trim() }] };
};

const ready = (read: Read<Policy>): Read<ReadyPolicy> =>
  'problems' in read ? read : { value: { prepared: preparePolicy(read.value), revision: revisionOf(read.value) } };

const hasOwnWords = (wanted: Wanted): boolean => wanted.some(({ vocabulary }) => vocabulary?.on === 'nothing');

const contentOf = ({ rules, vocabulary, policy }: Wanted[number]) => ({ rules, vocabulary, policy });

/** Keeps the policies of many worlds. `profile` goes before what a world says, `files` do not. */
export const policyShelf = ({ profile: forced, files = [] }: PolicySources): PolicyShelf => {
  const layers = shelf<Promise<Layers>>(layersKeptMax);
  const bases = shelf<Promise<Read<ReadyPolicy>>>(policiesKeptMax);
  const policies = shelf<Promise<Read<ReadyPolicy>>>(policiesKeptMax);

  const baseFor = (wanted: Wanted, profile: string | undefined): Promise<Read<ReadyPolicy>> => {
    const own = hasOwnWords(wanted);
    const key = canonicalJson([profile ?? null, own, wanted.map(contentOf)]);
    return bases(key, async () => {
      const sources = { ...(profile === undefined ? {} : { profile }), files, hasOwnWords: own };
      try {
        const shipped = await layers(canonicalJson([profile ?? null, own]), () => readLayers(sources));
        const unread = shipped.flat().flatMap((file) => file.problems);
        if (unread.length > 0)
          return { problems: unread.map(({ file, line, message }) => ({ path: `${file}:${line}`, message })) };
        return ready(putTogether(shipped, wanted));
      } catch (error) {
        return unreadable(error);
      }
    });
  };

  return {
    get(wanted) {
      const profile = forced ?? wanted.findLast((each) => each.profile !== undefined)?.profile;
      const settings = wanted.map(({ threshold, contradicting_sources: contest }) => [
        threshold ?? null,
        contest ?? null,
      ]);
      return policies(canonicalJson([profile ?? null, wanted.map(contentOf), settings]), async () => {
        const base = await baseFor(wanted, profile);
        return 'problems' in base ? base : withSettings(base.value, wanted);
      });
    },
  };
};
