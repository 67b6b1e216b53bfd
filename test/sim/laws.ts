import type { Fact } from '../../schemas/canon.ts';
import type { Cycle } from '../../schemas/cycle.ts';
import type { Decision, Proposal } from '../../schemas/gate.ts';
import { SceneContext, TurnContext } from '../../schemas/loops.ts';
import { FactStatus } from '../../schemas/canon.ts';
import type { Collection } from '../../schemas/narrative.ts';
import { auditLog } from '../../src/domain/audit.ts';
import { rollFault } from '../../src/domain/dice/again.ts';
import { foldLog } from '../../src/domain/fold.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { allPages, wholeLog } from '../conformance/canon-store/tools.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import type { Ledger } from './ledger.ts';
import type { Table } from './table.ts';

// What has to be so when everything has come to rest.

interface Finished {
  table: Table;
  told: Ledger;
  counts: ReadonlyMap<string, number>;
}

interface Look extends Finished {
  decisions: readonly Decision[];
  cycles: readonly Cycle[];
  turns: readonly { cycle: Cycle; context: TurnContext }[];
  all: <C extends Collection>(collection: C) => ReturnType<typeof readAll<C>>;
}

type Law = (look: Look) => Promise<readonly string[]>;

const readAll = async <C extends Collection>({ stores, ground }: Table, collection: C) =>
  (await listAll(stores.narrative, collection, { universe: ground.universe })).map(({ document }) => document);

const twice = (list: readonly string[]): string[] => [...new Set(list.filter((each, at) => list.indexOf(each) !== at))];

const unequal = (
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  said: (id: string, isInFirst: boolean) => string,
): string[] => [
  ...[...a].filter((each) => !b.has(each)).map((each) => said(each, true)),
  ...[...b].filter((each) => !a.has(each)).map((each) => said(each, false)),
];

const factsOf = ({ table: { stores, ground } }: Finished): Promise<Fact[]> =>
  allPages((page) => stores.canon.reader.listFacts(ground.universe, { statuses: FactStatus.options }, page));

const canonIsItsFold: Law = async (look) => {
  const { stores, ground } = look.table;
  const { reader } = stores.canon;
  const log = await wholeLog(reader, ground.universe);
  const problems = auditLog(log, await reader.head(ground.universe)).map(({ message }) => message);
  const folded = foldLog(log, { knownAt: null }).facts;
  const facts = await factsOf(look);
  const odd = facts.filter((fact) => JSON.stringify(folded.get(fact.id)) !== JSON.stringify(fact));
  const introduced = look.decisions.flatMap(({ verdict, effects }) =>
    verdict === 'accepted' ? effects.introduced : [],
  );
  return [
    ...problems,
    ...odd.map(({ id }) => `\`${id}\` is not what the log says`),
    ...(facts.length === folded.size ? [] : [`${facts.length} facts, ${folded.size} in the log`]),
    ...twice(introduced).map((id) => `\`${id}\` was accepted twice`),
    ...unequal(new Set(folded.keys()), new Set(introduced), (id, isFact) =>
      isFact ? `nobody decided \`${id}\`` : `\`${id}\` was accepted and is not there`,
    ),
  ];
};

const factsHaveEvidence: Law = async (look) => {
  const { reader } = look.table.stores.canon;
  const { universe } = look.table.ground;
  const live = (await factsOf(look)).filter(({ status }) => status !== 'retconned');
  const ids = live.map(({ id }) => id);
  const supports = (await allPages((page) => reader.supports(universe, ids, page))).filter(
    ({ status }) => status === 'standing',
  );
  const stubs = await reader.evidence(universe, [...new Set(supports.map(({ evidence }) => evidence))]);
  const known = new Set<string>(
    (await Promise.all([look.all('turns.user'), look.all('turns.gm'), look.all('resolutions'), look.all('scenes')]))
      .flat()
      .map(({ id }) => id),
  );
  const there = new Set<string>(stubs.filter(({ ref }) => known.has(ref)).map(({ id }) => id));
  const held = new Set<string>(supports.filter(({ evidence }) => there.has(evidence)).map(({ target }) => target));
  return live.filter(({ id }) => !held.has(id)).map(({ id, predicate }) => `\`${id}\` (${predicate}) rests on nothing`);
};

const toldTurnsAreThere: Law = async ({ told, turns, all }) => {
  const words = new Map((await all('turns.user')).map((turn) => [turn.id, turn]));
  const answers = new Set((await all('turns.gm')).map(({ id }) => id));
  const cycleOf = new Map(turns.map((turn) => [turn.context.turn, turn]));
  return told.all().flatMap(({ turn, text, answer, standing }) => {
    const state = cycleOf.get(turn)?.cycle.state ?? 'lost';
    return [
      ...(words.get(turn)?.text === text ? [] : [`what was said as \`${turn}\` is lost`]),
      ...(answer === null || answers.has(answer) ? [] : [`the answer \`${answer}\` is lost`]),
      ...(standing === 'counts' && state !== 'done' ? [`\`${turn}\` was told as done and is \`${state}\``] : []),
      ...(standing === 'is taken back' && state !== 'withdrawn'
        ? [`\`${turn}\` was taken back and is \`${state}\``]
        : []),
    ];
  });
};

const scenesCountTheirTurns: Law = async ({ cycles, turns }) =>
  cycles
    // One that was broken off claims nothing of its turns, and may not hear of one that was being taken back by another process.
    .filter(({ loop, state }) => loop === 'scene' && state !== 'aborted')
    .flatMap(({ scene, context }) => {
      const { turns: count, played } = SceneContext.parse(context);
      const done = new Set<string>(
        turns.filter(({ cycle }) => cycle.scene === scene && cycle.state === 'done').map(({ cycle }) => cycle.id),
      );
      return [
        ...(done.size === count ? [] : [`\`${scene}\` counts ${count} turns, and ${done.size} are done`]),
        ...played.filter((id) => !done.has(id)).map((id) => `\`${scene}\` counts \`${id}\`, which is not done`),
        ...twice(played).map((id) => `\`${scene}\` counts \`${id}\` twice`),
      ];
    });

const diceFallOnce: Law = async ({ turns, table, all }) => {
  const resolutions = await all('resolutions');
  for (const resolution of resolutions) table.watch.rolled(resolution, 'at the end');
  const known = new Set<string>(
    turns.flatMap(({ context }) => (context.resolution === null ? [] : [context.resolution])),
  );
  const there = new Set<string>(resolutions.map(({ id }) => id));
  return [...known].filter((id) => !there.has(id)).map((id) => `the roll \`${id}\` is lost`);
};

const proposalsAreOfTheirTurns: Law = async ({ decisions, turns, all }) => {
  const accepted = decisions.filter(({ verdict }) => verdict === 'accepted').map(({ proposal }) => proposal as string);
  const mine = new Map(turns.map(({ cycle, context }) => [context.turn as string, { cycle, context }]));
  const isTaken = new Set(accepted);
  const strangers = (await all('proposals')).flatMap(({ id, turn }) => {
    const found = turn === null ? undefined : mine.get(turn);
    if (found === undefined || !isTaken.has(id)) return [];
    const { proposals, implied } = found.context;
    const isClaimed = found.cycle.state === 'done' && [...proposals, ...implied].includes(id);
    return isClaimed ? [] : [`\`${id}\` is canon, and its turn, \`${found.cycle.state}\`, does not claim it`];
  });
  return [...twice(accepted).map((id) => `\`${id}\` was accepted twice`), ...strangers];
};

const everythingIsTold: Law = async ({ table, decisions, all }) => {
  const { stores, ground, watch } = table;
  const { reader } = stores.canon;
  const waiting = [...(await reader.unsent(pageSizeMax)), ...(await stores.narrative.unsent(pageSizeMax))];
  const ids: string[] = [];
  const staged: string[] = [];
  let after = null;
  for (;;) {
    const some = await stores.events.range(ground.universe, { after, max: pageSizeMax });
    for (const { event } of some) {
      ids.push(event.id);
      if (event.type === 'proposal.staged.v1') staged.push((event.payload as { proposal: string }).proposal);
    }
    const last = some.at(-1);
    if (last === undefined) break;
    after = last.position;
  }
  const there = new Set(ids);
  const copies = (await all('decisions')).map(({ id }) => id as string);
  return [
    ...waiting.map(({ type }) => `\`${type}\` waits still`),
    ...twice(ids).map((id) => `\`${id}\` was told twice`),
    ...twice(staged).map((id) => `\`${id}\` was staged twice`),
    ...[...watch.announced()].filter((id) => !there.has(id)).map((id) => `\`${id}\` was never told`),
    ...unequal(
      new Set(copies),
      new Set(decisions.map(({ id }) => id)),
      (id) => `the decision \`${id}\` has no copy, or the copy no decision`,
    ),
  ];
};

const countsConverge: Law = async ({ counts, all }) => {
  const real = new Map<string, number>();
  const add = ({ scene }: { scene: string | null }): void => {
    if (scene !== null) real.set(scene, (real.get(scene) ?? 0) + 1);
  };
  for (const turn of await all('turns.user'))
    if (turn.mode !== 'command' && turn.mode !== 'out_of_character') add(turn);
  for (const turn of await all('turns.gm')) add(turn);
  return [...new Set([...real.keys(), ...counts.keys()])].flatMap((scene) =>
    real.get(scene) === counts.get(scene)
      ? []
      : [`${counts.get(scene)} turns were counted in ${scene}, ${real.get(scene)} are there`],
  );
};

/** A number of somebody's, put forward at a checkpoint: of whom, and of what. */
const numberOf = ({ content }: Proposal): string | null => {
  if (content.type !== 'state_change' || content.claim.object?.kind !== 'number') return null;
  const { subject, predicate, object } = content.claim;
  return `${subject} ${predicate} ${object.unit ?? ''}`;
};

const numbersAreOfTheirTurns: Law = async ({ decisions, turns, all }) => {
  const accepted = new Set(decisions.filter(({ verdict }) => verdict === 'accepted').map(({ proposal }) => proposal));
  const state = new Map(turns.map(({ cycle, context }) => [context.resolution as string | null, cycle.state]));
  const cited = new Map<string, number>();
  const broken: string[] = [];
  for (const proposal of await all('proposals')) {
    const number = numberOf(proposal);
    if (number === null || proposal.turn !== null || !accepted.has(proposal.id)) continue;
    for (const { ref } of proposal.evidence) {
      const key = `${number} of ${ref}`;
      cited.set(key, (cited.get(key) ?? 0) + 1);
      if (state.get(ref) === 'withdrawn') broken.push(`${key} is canon, and its turn was taken back`);
    }
  }
  for (const [key, times] of cited) if (times > 1) broken.push(`${key} is in canon ${times} times`);
  return broken;
};

const changesHaveTheirRolls: Law = async ({ all }) => {
  const there = new Set<string>((await all('deltas')).map(({ id }) => id));
  const lost = (await all('resolutions')).flatMap(({ id, change }) =>
    typeof change === 'string' && !there.has(change) ? [`\`${id}\` changed numbers, and nobody knows which`] : [],
  );
  const fallen = (await all('resolutions')).flatMap(({ id, rolls = [] }) =>
    rolls.flatMap((kept) => {
      const fault = rollFault(kept);
      return fault === null ? [] : [`\`${id}\`: ${fault}`];
    }),
  );
  return [...lost, ...fallen];
};

const laws: Readonly<Record<string, Law>> = {
  'canon is the fold of its log': canonIsItsFold,
  'every fact has evidence': factsHaveEvidence,
  'what was told as done is there': toldTurnsAreThere,
  'a scene counts the turns that are done': scenesCountTheirTurns,
  'a die is rolled once': diceFallOnce,
  'what is canon is claimed by its turn, once': proposalsAreOfTheirTurns,
  'a change of a number is in canon once': numbersAreOfTheirTurns,
  'numbers change by what was rolled': changesHaveTheirRolls,
  'everything is told, once': everythingIsTold,
  'what is derived converges': countsConverge,
};

export const lawsBroken = async (finished: Finished): Promise<void> => {
  const { table } = finished;
  const { reader } = table.stores.canon;
  const decisions = await allPages((page) => reader.decisions(table.ground.universe, {}, page));
  const cycles = await readAll(table, 'cycles');
  const turns = cycles.flatMap((cycle) =>
    cycle.loop === 'turn' ? [{ cycle, context: TurnContext.parse(cycle.context) }] : [],
  );
  const look: Look = { ...finished, decisions, cycles, turns, all: (collection) => readAll(table, collection) };
  for (const [law, holds] of Object.entries(laws)) for (const what of await holds(look)) table.watch.broke(law, what);
};
