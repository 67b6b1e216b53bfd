import { type Proposal, proposalEvidenceMax } from '../../schemas/gate.ts';
import type { EntityId, ProposalId, ResolutionId, SceneId, TurnId, UniverseId } from '../../schemas/ids.ts';
import type { Resolution, SceneFraming, UserTurn } from '../../schemas/narrative.ts';
import type { Folded } from '../../schemas/working-state.ts';
import type { JobInput } from '../../schemas/workers.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import { isFailure } from '../../src/domain/failure.ts';
import { workingState } from '../../src/domain/working/state.ts';
import { documentsPerCallMax } from '../../src/ports/narrative-store.ts';
import type { Call, Worker } from '../contract.ts';
import { changesThatCount } from '../working-changes.ts';
import { type Claimed, proposalOf, type Putting } from './claiming.ts';
import { chaosIn, consulted } from './consulting.ts';
import { folded } from './folding.ts';
import { whatFollows } from './proposing.ts';
import { resolved } from './resolving.ts';
import { rulesFrom } from '../rules-in-force.ts';
import { framingIn, seatsAt } from './seats.ts';
import type { ResolverTools } from './tools.ts';

// The Resolver as the loops ask it: by rules and dice, what comes of a turn.
// W1. What changed is written before the resolution that names it: a resolution that is there is whole, and is never made again. A change that none
//     names is of somebody who was too slow, and is nothing.
// W2. Everything has an id that follows from what was asked, so that being asked twice makes nothing twice.

type Place = Pick<JobInput<'resolve'>, 'universe' | 'story' | 'scene'>;

export const resolverWorker = (tools: ResolverTools): Worker<'Resolver'> => {
  const { canon, narrative, journal, world, oracle } = tools;
  const rulesHere = rulesFrom(tools);

  const turnOf = async (universe: UniverseId, turn: TurnId, { fail }: Pick<Call<'resolve' | 'propose'>, 'fail'>) => {
    const [found] = await narrative.get('turns.user', universe, [turn]);
    if (found !== undefined) return found.document;
    throw fail('unknown_turn', { message: `nothing is kept of what was said as \`${turn}\`` });
  };

  const framingOf = async (universe: UniverseId, scene: SceneId, { fail }: Pick<Call<'resolve' | 'fold'>, 'fail'>) => {
    const framing = await framingIn(tools, universe, scene);
    if (framing !== null) return framing;
    throw fail('unknown_scene', { message: `there is no scene \`${scene}\` here` });
  };

  const resolutionAt = async (universe: UniverseId, id: ResolutionId): Promise<Resolution | null> => {
    const [found] = await narrative.get('resolutions', universe, [id]);
    return found?.document ?? null;
  };

  const answerOf = ({ id, ends, leaves, storyTime }: Resolution) => ({
    ...{ resolution: id, clock: ends ?? storyTime, leaves: leaves ?? false },
  });

  const assertSomebody = async ({ as, universe }: UserTurn, { fail }: Pick<Call<'resolve'>, 'fail'>): Promise<void> => {
    if (as === null || (await canon.nodes(universe, [as])).length > 0) return;
    throw fail('unknown_name', { message: `nobody here is \`${as}\`` });
  };

  const made = async (input: JobInput<'resolve'>, turn: UserTurn, framing: SceneFraming) => {
    const working = workingState(await changesThatCount(tools, input, input.resolution));
    const rules = await rulesHere(input, working.usedUp);
    const seats = await seatsAt(tools, { rules, framing, working, as: turn.as });
    return resolved({ input, turn, rules, seats, fight: working.fight });
  };

  /** A way of acting that nobody knows was asked for in structure. */
  const asUnknownCheck = (error: unknown, { fail }: Pick<Call<'resolve'>, 'fail'>): unknown =>
    isFailure(error) && error.code === 'unknown_action'
      ? fail('unknown_check', {
          message: error.message,
          ...(error.advice === undefined ? {} : { advice: error.advice }),
        })
      : error;

  const namesOf = async (universe: UniverseId, ids: readonly EntityId[]): Promise<(id: EntityId) => string> => {
    const nodes = ids.length === 0 ? [] : await canon.nodes(universe, [...new Set(ids)]);
    const names = new Map(nodes.map((node) => [node.id, node.kind === 'entity' ? node.name : node.id]));
    return (id) => names.get(id) ?? id;
  };

  const written = async (
    claims: readonly { claimed: Claimed; putting: Putting }[],
    { herald }: Pick<Call, 'herald'>,
  ): Promise<ProposalId[]> => {
    const ids = claims.map(({ claimed }) => claimed.id);
    const [first] = claims;
    if (first === undefined) return ids;
    const there = new Set(
      (await narrative.get('proposals', first.putting.universe, ids)).map(({ document }) => document.id),
    );
    const fresh: Proposal[] = [];
    for (const { claimed, putting } of claims) if (!there.has(claimed.id)) fresh.push(proposalOf(putting, claimed));
    const told = fresh.map((document) => ({
      document,
      events: [
        herald('proposal.staged.v1', { proposal: document.id, type: document.content.type, turn: document.turn }),
      ],
    }));
    for (let start = 0; start < told.length; start += documentsPerCallMax)
      await journal.insert('proposals', told.slice(start, start + documentsPerCallMax));
    return ids;
  };

  const at = (): string => new Date(world.now()).toISOString();

  const workingIn = async (place: Place) => workingState(await changesThatCount(tools, place));

  return {
    async resolve(input, call) {
      const { universe, scene, resolution: id } = input;
      const there = await resolutionAt(universe, id);
      if (there !== null) return answerOf(there);
      const turn = await turnOf(universe, input.turn, call);
      await assertSomebody(turn, call);
      const framing = await framingOf(universe, scene, call);
      const { resolution, changed } = await made(input, turn, framing).catch((error: unknown) => {
        throw asUnknownCheck(error, call);
      });
      if (changed !== null) await narrative.insert('deltas', [{ document: changed, events: [] }]);
      const [outcome] = await narrative.insert('resolutions', [{ document: resolution, events: [] }]);
      // Somebody was faster, and came to something else: that is what counts.
      const kept = outcome === 'conflict' ? await resolutionAt(universe, id) : resolution;
      return answerOf(kept ?? resolution);
    },

    async propose({ universe, story, scene, turn, resolution: id, salt }, call) {
      await turnOf(universe, turn, call);
      const resolution = await resolutionAt(universe, id);
      if (resolution === null) throw call.fail('unresolved', { message: 'nothing was resolved for it' });
      const { change = null } = resolution;
      const [found] = change === null ? [] : await narrative.get('deltas', universe, [change]);
      const changed = found?.document.kind === 'changed' ? found.document : null;
      const { system } = await rulesHere({ universe, story, scene }, new Set());
      const framing = await framingIn(tools, universe, scene);
      const nameOf = await namesOf(universe, [
        ...(resolution.actor === null ? [] : [resolution.actor]),
        ...(changed?.deltas ?? []).map(({ who }) => who as EntityId),
      ]);
      const { storyTime } = resolution;
      const putting = { universe, story, scene, turn, storyTime, proposedAt: at(), evidence: [resolution] };
      const claims = whatFollows({ system, resolution, changed, framing, nameOf, salt });
      return {
        proposals: await written(
          claims.map((claimed) => ({ claimed, putting })),
          call,
        ),
      };
    },

    async consult(input, call) {
      const { universe, resolution: id } = input;
      if ((await resolutionAt(universe, id)) !== null) return { resolution: id };
      const chaos = await chaosIn(narrative, input);
      const found = consulted(await oracle(), input, { ...chaos, at: at() });
      if (found === null) throw call.fail('unknown_odds', { message: 'the oracle knows no such odds' });
      const { resolution, drift } = found;
      if (drift !== null) {
        const [outcome] = await narrative.insert('deltas', [{ document: drift, events: [] }]);
        if (outcome === 'conflict') throw call.fail('store_busy', { message: 'chaos drifted at the same moment' });
      }
      await narrative.insert('resolutions', [{ document: resolution, events: [] }]);
      return { resolution: id };
    },

    async fold({ universe, story, scene, clock }, call) {
      await framingOf(universe, scene, call);
      const working = await workingIn({ universe, story, scene });
      const fresh = working.changes.filter(({ resolution }) => !working.folded.has(resolution));
      const last = fresh.at(-1);
      if (last === undefined) return { proposals: [] };
      const { system } = await rulesHere({ universe, story, scene }, new Set());
      const folds = folded({ system, working, salt: String(working.folded.size) });
      const asked = [...new Set(folds.flatMap(({ evidence }) => evidence))];
      const resolutions = new Map<ResolutionId, Resolution>();
      for (let start = 0; start < asked.length; start += documentsPerCallMax)
        for (const { document } of await narrative.get(
          'resolutions',
          universe,
          asked.slice(start, start + documentsPerCallMax),
        ))
          resolutions.set(document.id, document);
      const claims = folds.map(({ claimed, evidence, storyTime }) => {
        const cited = evidence.flatMap((id) => resolutions.get(id) ?? []).slice(-proposalEvidenceMax);
        return {
          claimed,
          putting: {
            universe,
            story,
            scene,
            turn: null,
            storyTime: storyTime ?? clock,
            proposedAt: at(),
            evidence: cited,
          },
        };
      });
      const proposals = await written(claims, call);
      const document: Folded = {
        ...{ universe, story, scene, id: derivedId('change', last.resolution, 'folded'), kind: 'folded' },
        ...{
          resolutions: fresh.map(({ resolution }) => resolution),
          proposals,
          storyTime: last.storyTime,
          at: last.at,
        },
      };
      await narrative.insert('deltas', [{ document, events: [] }]);
      return { proposals };
    },
  };
};
