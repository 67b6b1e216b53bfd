import type { Worker, Workers, Call } from '../../agents/contract.ts';
import type { ContextPackage } from '../../schemas/context-package.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { GmTurn, Memory, Resolution, UserTurn } from '../../schemas/narrative.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import type { JournalStore, NarrativeStore } from '../../src/ports/narrative-store.ts';
import type { World } from '../../src/ports/world.ts';
import { seededChance } from './chance.ts';
import { storyChanges } from './scripted-story.ts';

// Workers that do as the player's words say, to the letter, so that what comes of a story is known beforehand. They read and write the real stores as the
// real ones will: each under ids that it is given or that follow from them, and looks first whether what it is to make is there.

/** `attack orc`, `kill orc`, `search`, `wait`, `leave`, what `scripted-story.ts` has, for the hero, or `orc: search` for somebody else; anything else comes to nothing. */
interface Act {
  /** Null: the hero. */
  who: string | null;
  verb: string;
  whom: string | null;
}

const actOf = (text: string): Act => {
  const [first = '', second] = text.split(': ');
  const words = (second ?? first).replace(/^I /, '').replace(/[.!]$/, '').split(' ');
  const [verb = '', ...rest] = words;
  return { who: second === undefined ? null : first, verb, whom: rest.at(-1) ?? null };
};

export interface ScriptTools {
  narrative: NarrativeStore;
  /** For what need not be waited for. */
  journal: JournalStore;
  world: World;
  universe: UniverseId;
  /** Who and what can be named. */
  cast: ReadonlyMap<string, EntityId>;
  hero: string;
  /** Where the scenes take place. */
  place: string;
}

const later = (clock: StoryTime | null, seconds: number): StoryTime | null =>
  clock === null ? null : { second: clock.second + seconds, ordinal: 0 };

/** For both of its jobs: what it may fail by. */
type Asked = Pick<Call<'resolve' | 'propose'>, 'fail'>;

const resolver = ({ narrative, journal, world, universe, cast, hero, place }: ScriptTools): Worker<'Resolver'> => {
  type IdOf = (name: string | null) => EntityId;
  const idFor =
    ({ fail }: Asked): IdOf =>
    (name) => {
      const id = name === null ? undefined : cast.get(name);
      if (id === undefined) throw fail('unknown_name', { message: `nobody is \`${name}\`` });
      return id;
    };
  const said = async (turn: UserTurn['id'], { fail }: Asked): Promise<UserTurn> => {
    const [found] = await narrative.get('turns.user', universe, [turn]);
    if (found === undefined) throw fail('unknown_turn', { message: 'nothing was said' });
    return found.document;
  };

  const claimsOf = (
    { who, verb, whom }: Act,
    { resolution, salt }: { resolution: Resolution; salt: string },
    idOf: IdOf,
  ): ProposalContent[] => {
    const agent = idOf(who ?? hero);
    const from = resolution.storyTime;
    const common = (part: string) => ({
      ...{ id: derivedId('fact', resolution.id, salt, part), statement: resolution.statement },
      ...{ visibility: null, derivesFrom: [], valid: { from, to: null } },
    });
    const event = (predicate: string, patient: EntityId | null): ProposalContent => ({
      type: 'event',
      claim: {
        ...{ ...common(predicate), subject: patient ?? agent, predicate, object: null },
        event: {
          participants: [
            { role: 'agent', node: agent },
            ...(patient === null ? [] : [{ role: 'patient' as const, node: patient }]),
            { role: 'place', node: idOf(place) },
          ],
          ...{ severity: 'moderate', causedBy: [] },
        },
      },
    });
    const fact = (subject: EntityId, predicate: string, object: 'map' | number): ProposalContent => ({
      type: 'fact',
      claim: {
        ...{ ...common(predicate), subject, predicate },
        object: object === 'map' ? { kind: 'node', id: idOf('map') } : { kind: 'number', number: object, unit: 'hp' },
      },
    });
    switch (verb) {
      case 'attack':
        return [fact(idOf(whom), 'damage_taken', 8)];
      case 'kill':
        return [event('death', idOf(whom))];
      case 'search':
        return [event('search', null), fact(agent, 'found', 'map')];
      default:
        return [];
    }
  };

  return {
    async resolve({ story, scene, turn, number, resolution, seed, clock, way }, call) {
      const { verb } = actOf((await said(turn, call)).text);
      const [there] = await narrative.get('resolutions', universe, [resolution]);
      const ends = later(clock, verb === 'wait' ? 3_600 : 6);
      const leaves = verb === 'leave';
      if (there !== undefined) return { resolution, clock: there.document.ends ?? ends, leaves };
      const die = 1 + Math.floor(seededChance(Number.parseInt(seed.slice(0, 8), 16))() * 20);
      const document: Resolution = {
        ...{
          universe,
          story,
          scene,
          id: resolution,
          number: number + 1,
          by: 'player',
          kind: 'roll',
          actor: idFor(call)(hero),
        },
        ...{ what: verb, roll: { formula: '1d20', seed, dice: [die], total: die }, level: 'success' },
        ...{
          statement: way === 'usual' ? `${verb}: ${die}` : `${verb}: ${die}, plainly`,
          storyTime: clock,
          ends,
          leaves,
        },
        at: new Date(world.now()).toISOString(),
      };
      await narrative.insert('resolutions', [{ document, events: [] }]);
      return { resolution, clock: ends, leaves };
    },
    async propose({ story, scene, turn, resolution: id, salt }, call) {
      const user = await said(turn, call);
      const idOf = idFor(call);
      const [found] = await narrative.get('resolutions', universe, [id]);
      if (found === undefined) throw call.fail('unresolved', { message: 'nothing was rolled' });
      const { document: resolution } = found;
      const quote: Evidence = {
        ...{ id: derivedId('evidence', id), universe, home: universe, kind: 'resolution', ref: id },
        quote: resolution.statement,
      };
      const act = actOf(user.text);
      const script = { narrative, universe, story, idOf, hero };
      const changes = [
        ...claimsOf(act, { resolution, salt }, idOf).map((content) => ({ intent: 'assert' as const, content })),
        ...(await storyChanges(script, act.verb, act.whom)),
      ];
      const ids = changes.map((_, at) => derivedId('proposal', id, salt, String(at)));
      const there = new Set((await narrative.get('proposals', universe, ids)).map(({ document }) => document.id));
      const made = changes.map((change, at): Proposal => {
        const draft = {
          ...{ id: ids[at] as ProposalId, universe, story, scene, turn, ...change },
          ...{ evidence: [quote], authority: 'player' as const, confidence: 1, storyTime: resolution.storyTime },
          ...{ proposedBy: { kind: 'agent' as const, name: 'Resolver', seat: null }, dependsOn: [] },
          proposedAt: new Date(world.now()).toISOString(),
        };
        return { ...draft, digest: digestOf(draft) };
      });
      const fresh = made.filter((proposal) => !there.has(proposal.id));
      await journal.insert(
        'proposals',
        fresh.map((document) => ({
          document,
          events: [call.herald('proposal.staged.v1', { proposal: document.id, type: document.content.type, turn })],
        })),
      );
      return { proposals: ids };
    },
    /** It keeps no numbers. */
    fold: async () => ({ proposals: [] }),
    consult: async ({ resolution }) => ({ resolution }),
  };
};

const narrator = ({ narrative, world, universe }: ScriptTools): Worker<'Narrator'> => {
  const tell = async (turn: Omit<GmTurn, 'universe' | 'at' | 'model'>, { herald, say }: Call): Promise<void> => {
    const there = await narrative.get('turns.gm', universe, [turn.id]);
    if (there.length > 0) return;
    say(turn.text);
    const document: GmTurn = { ...turn, universe, at: new Date(world.now()).toISOString(), model: 'scripted' };
    const events = [herald('turn.appended.v1', { turn: turn.id, by: 'narrator' })];
    await narrative.insert('turns.gm', [{ document, events }]);
  };
  const summary = async (
    id: Parameters<Worker<'Narrator'>['recapitulate']>[0]['summary'],
    of: 'scene' | 'story',
    place: { story: GmTurn['story']; scene: GmTurn['scene'] },
  ) => {
    if ((await narrative.get('summaries', universe, [id])).length > 0) return;
    const at = new Date(world.now()).toISOString();
    const { items } = await narrative.list(
      'turns.gm',
      {
        universe,
        ...(place.story === null ? {} : { story: place.story }),
        ...(place.scene === null ? {} : { scene: place.scene }),
      },
      { max: 1_000, after: null },
    );
    const text = items.map(({ document }) => document.text).join(' ');
    await narrative.insert('summaries', [{ document: { ...place, universe, id, of, text, at }, events: [] }]);
  };
  return {
    async narrate({ story, scene, turn, answer, number, resolution, clock, way, decided }, call) {
      const [rolled] = resolution === null ? [] : await narrative.get('resolutions', universe, [resolution]);
      const rulings = decided.map(({ verdict, code }) => `${verdict}${code === null ? '' : ` (${code})`}`);
      const text = [
        rolled?.document.statement ?? 'Nothing happens',
        ...rulings,
        ...(way === 'usual' ? [] : ['plainly']),
      ];
      await tell(
        {
          ...{ story, scene, id: answer, number, answers: turn, resolution },
          text: `${text.join('; ')}.`,
          storyTime: clock,
        },
        call,
      );
      return { answer, proposals: [] };
    },
    async close_scene({ story, scene, answer, number, ending, clock }, call) {
      const text = `The scene ends: ${ending}.`;
      await tell({ story, scene, id: answer, number, answers: null, resolution: null, text, storyTime: clock }, call);
      return { answer };
    },
    async summarise({ story, scene, summary: id }) {
      await summary(id, 'scene', { story, scene });
      return { summary: id };
    },
    async recapitulate({ story, summary: id }) {
      await summary(id, 'story', { story, scene: null });
      return { summary: id };
    },
  };
};

const assembler = ({ narrative, world }: ScriptTools): Worker<'ContextAssembly'> => ({
  async assemble_context({ universe, story, scene, clock, tokensMax }): Promise<ContextPackage> {
    const { items } = await narrative.list(
      'turns.gm',
      { universe, story, scene, order: 'newest' },
      { max: 8, after: null },
    );
    return {
      canonical: { entities: [], facts: [], relations: [] },
      narrative: {
        priorTurns: items.map(({ document: { id, text } }) => ({ id, by: 'GM', text })),
        ...{ sceneSummary: null, gmNotes: [] },
      },
      recalled: { similarScenes: [], characterMemories: [], ruleExcerpts: [] },
      metadata: {
        ...{
          universe,
          story,
          scene,
          asOf: clock,
          knownAt: 0 as never,
          assembledAt: new Date(world.now()).toISOString(),
        },
        budget: { tokensMax, tokens: 0, cut: [] },
      },
    };
  },
});

const rememberer = ({ narrative, universe, cast, hero }: ScriptTools): Worker<'MemoryManager'> => ({
  async remember({ story, scene, clock }) {
    const id = derivedId('memory', scene, hero);
    const document: Memory = {
      ...{
        universe,
        story,
        scene,
        id,
        entity: cast.get(hero) as EntityId,
        text: 'I was there.',
        fact: null,
        about: [],
      },
      ...{
        valence: 0,
        importance: 0.5,
        strength: 1,
        created: clock,
        lastAccessed: null,
        accessCount: 0,
        flagged: false,
      },
    };
    const there = await narrative.get('memories', universe, [id]);
    if (there.length === 0) await narrative.insert('memories', [{ document, events: [] }]);
    return { memories: [id] };
  },
});

export const scriptedWorkers = (tools: ScriptTools): Omit<Workers, 'CanonKeeper'> => ({
  ContextAssembly: assembler(tools),
  Resolver: resolver(tools),
  Narrator: narrator(tools),
  MemoryManager: rememberer(tools),
});
