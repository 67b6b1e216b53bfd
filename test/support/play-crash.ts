import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FactStatus } from '../../schemas/canon.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { StoryContext, TurnContext } from '../../schemas/loops.ts';
import type { Collection } from '../../schemas/narrative.ts';
import { auditLog } from '../../src/domain/audit.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { foldLog } from '../../src/domain/fold.ts';
import { allPages, wholeLog } from '../conformance/canon-store/tools.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { linesOf, startChild } from './child.ts';
import { crashRepeatedly } from './crash.ts';
import { type KeptStores, openKeptStores } from './keeper-table.ts';
import { seededWorld } from './seeded-world.ts';

// A process that plays is killed again and again, another goes on, and in the end everything that was acknowledged has to be there, once.

export const playStory = new URL('children/play-story.ts', import.meta.url);

/** What is there when every story is over, and what is wrong with it. */
export interface Survival {
  acknowledged: number;
  turns: number;
  stories: readonly string[];
  /** Turns that were acknowledged and do not count, or have another answer than was told. */
  lost: readonly string[];
  /** Turns of which another die was told than is kept. */
  rolledAgain: readonly string[];
  /** Turns, resolutions and proposals that are there more than once, or were settled more than once. */
  doubled: readonly string[];
  /** What the journal still has to do. */
  undone: readonly string[];
  unsent: number;
  /** What the audit of the log finds, and facts that are not what the log says. */
  broken: readonly string[];
}

const linesPerLifeMax = 60;

const twiceIn = (list: readonly string[]): string[] => {
  const seen = new Set<string>();
  return list.filter((item) => seen.size === seen.add(item).size);
};

const brokenIn = async ({ canon: { reader } }: KeptStores, universe: UniverseId): Promise<string[]> => {
  const log = await wholeLog(reader, universe);
  const { facts: folded } = foldLog(log, { knownAt: null });
  const facts = await allPages((page) => reader.listFacts(universe, { statuses: FactStatus.options }, page));
  const odd = facts.filter((fact) => canonicalJson(folded.get(fact.id) ?? null) !== canonicalJson(fact));
  return [
    ...auditLog(log, await reader.head(universe)).map(({ message }) => message),
    ...odd.map(({ id }) => `\`${id}\` is not what the log says`),
    ...(facts.length === folded.size ? [] : [`${facts.length} facts, ${folded.size} in the log`]),
  ];
};

const settledTwice = async ({ canon: { reader } }: KeptStores, universe: UniverseId): Promise<string[]> => {
  const decisions = await allPages((page) => reader.decisions(universe, {}, page));
  const settled = decisions.filter(({ verdict }) => verdict !== 'pending');
  return twiceIn(settled.map(({ proposal, proposalDigest }) => `${proposal} ${proposalDigest}`));
};

/** The universe that `play-story.ts` made. */
export const universeIn = (folder: string): UniverseId =>
  (JSON.parse(readFileSync(join(folder, 'ruin.json'), 'utf8')) as { universe: UniverseId }).universe;

/** Looks at what is there, with the lines that were printed by whoever played. */
export const lookBack = async (folder: string, lines: readonly string[]): Promise<Survival> => {
  const universe = universeIn(folder);
  await using stores = await openKeptStores(folder, seededWorld(1));
  const { narrative, canon } = stores;
  const all = async <C extends Collection>(collection: C) =>
    (await listAll(narrative, collection, { universe })).map(({ document }) => document);

  const acknowledged = lines.filter((line) => line !== '.').map((line) => line.split(' '));
  const [cycles, stories, resolutions] = [await all('cycles'), await all('stories'), await all('resolutions')];
  const answers = new Set<string>((await all('turns.gm')).map(({ id }) => id));
  const dice = new Map<string, string>(resolutions.map(({ id, roll }) => [id, roll?.dice.join() ?? '']));
  const turns = cycles
    .filter(({ loop }) => loop === 'turn')
    .map(({ context, state }) => ({ ...TurnContext.parse(context), state }));
  const counting = new Map<string, TurnContext>(
    turns.filter(({ state }) => state === 'done').map((turn) => [turn.turn, turn]),
  );
  const isLost = ([turn = '', resolution, , answer = '']: readonly string[]): boolean => {
    const kept = counting.get(turn);
    return kept?.resolution !== resolution || kept?.answer !== answer || !answers.has(answer);
  };
  const said = (await all('turns.user')).filter(({ scene }) => scene !== null);
  const rolledFor = turns.flatMap(({ resolution }) => (resolution === null ? [] : [resolution]));
  const places = said.map(({ scene, number }) => `${scene} ${number}`);
  return {
    acknowledged: acknowledged.length,
    turns: counting.size,
    stories: stories.map(({ state, context }) =>
      StoryContext.parse(context).owing.length === 0 ? state : `${state}, owing`,
    ),
    lost: acknowledged.filter(isLost).map((line) => line.join(' ')),
    rolledAgain: acknowledged.flatMap(([turn = '', resolution = '', die]) =>
      dice.get(resolution) === die ? [] : [turn],
    ),
    doubled: [
      ...twiceIn(acknowledged.map(([turn = '']) => turn)),
      ...twiceIn([...turns.map(({ turn }) => turn), ...places]),
      ...twiceIn(rolledFor),
      ...[...dice.keys()].filter((id) => !rolledFor.includes(id as never)),
      ...twiceIn(turns.flatMap(({ proposals }) => proposals)),
      ...(await settledTwice(stores, universe)),
    ],
    undone: [...cycles, ...stories].filter(({ todo, isOver }) => todo !== null || !isOver).map(({ id }) => id),
    unsent: (await narrative.unsent(100)).length + (await canon.reader.unsent(100)).length,
    broken: await brokenIn(stores, universe),
  };
};

/** Plays one story in a folder that is empty, through so many deaths, to its end. */
export const surviveKills = async ({ folder, kills, seed }: { folder: string; kills: number; seed: number }) => {
  const lines = await crashRepeatedly({ script: playStory, args: () => [folder], kills, linesPerLifeMax, seed });
  await using last = startChild(playStory, [folder, 'last']);
  await linesOf(last);
  return await lookBack(folder, lines);
};
