import { NodeId, type UniverseId } from '../../schemas/ids.ts';
import type { Universe } from '../../schemas/canon.ts';
import { Failure } from '../domain/failure.ts';
import { normaliseName } from '../domain/names.ts';
import { nearest } from '../domain/nearest.ts';
import { quoted } from '../domain/quoted.ts';
import type { CanonReader } from '../ports/canon-reader.ts';

// Which universe of a world is meant: the one that is named, or the only one that there is.

const universesMax = 1_000;

const failure = (code: string, message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code, message, advice: `${advice} Nothing was changed.` });

const nodeOf = async (canon: CanonReader, universe: UniverseId): Promise<Universe[]> => {
  const [node] = await canon.nodes(universe, [NodeId.parse(universe)]);
  return node?.kind === 'universe' ? [node] : [];
};

/** The universes of a world, as they are told of in their own canon. */
export const universesOf = async (canon: CanonReader): Promise<readonly Universe[]> => {
  const { items } = await canon.universes({ max: universesMax, after: null });
  const found: Universe[] = [];
  for (const { universe } of items) found.push(...(await nodeOf(canon, universe)));
  return found;
};

const named = (all: readonly Universe[], written: string): Universe => {
  const wanted = normaliseName(written);
  const [found, ...others] = all.filter(({ id, name }) => id === written || normaliseName(name) === wanted);
  if (found !== undefined && others.length === 0) return found;
  if (found !== undefined)
    throw failure(
      'ambiguous_universe',
      `${others.length + 1} universes are called ${quoted(written)}`,
      'Name one by its id.',
    );
  const meant = nearest(
    written,
    all.map(({ name }) => name),
  );
  throw failure(
    'unknown_universe',
    `there is no universe ${quoted(written)} in this world`,
    meant === undefined ? 'Leave `--universe` out where there is only one.' : `Did you mean ${quoted(meant)}?`,
  );
};

export const chooseUniverse = async (canon: CanonReader, written: string | null): Promise<Universe> => {
  const all = await universesOf(canon);
  if (written !== null) return named(all, written);
  const [only, ...others] = all;
  if (only === undefined)
    throw failure(
      'no_universe',
      'there is no universe in this world',
      'A world that is made anew has one: `monitor world create NAME`.',
    );
  if (others.length === 0) return only;
  const names = all.map(({ name }) => quoted(name)).join(', ');
  throw failure(
    'no_universe_chosen',
    `this world has ${all.length} universes: ${names}`,
    'Name one with `--universe NAME`.',
  );
};
