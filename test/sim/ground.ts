import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { KeeperTools } from '../../agents/canon-keeper/tools.ts';
import type { EntityType, Visibility } from '../../schemas/canon.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, UniverseId } from '../../schemas/ids.ts';
import type { KeptSheet } from '../../schemas/sheets.ts';
import { canonMemory, type CanonMemory } from '../../src/adapters/fake/canon-memory.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { openFakeEventLog } from '../../src/adapters/fake/event-log.ts';
import { eventMemory, type EventMemory } from '../../src/adapters/fake/event-memory.ts';
import {
  type NarrativeMemory,
  narrativeMemory,
  openFakeNarrativeStore,
} from '../../src/adapters/fake/narrative-store.ts';
import { foesOf, pregens } from '../../src/compose/characters.ts';
import { shippedSystem } from '../../src/compose/rule-systems.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { relayer } from '../../src/events/relay.ts';
import { type PreparedPolicy, preparePolicy } from '../../src/gate/evaluate.ts';
import type { CanonStore } from '../../src/ports/canon-writer.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { NarrativeStore } from '../../src/ports/narrative-store.ts';
import { containers, proposerFor } from '../support/keeper-table.ts';
import { seededWorld } from '../support/seeded-world.ts';

// The world in which every run begins: a ruin with a hero, whom she may meet there, and what not everybody may know of them.

/** In everything that a player must not come to know. */
export const secretMark = 'SECRET';

const secret = (text: string): string => `${secretMark}: ${text}`;

const cast: readonly (readonly [string, EntityType, Visibility?])[] = [
  ['hero', 'character'],
  ['orc', 'character'],
  ['troll', 'character'],
  ['ruin', 'location'],
  ['hall', 'location'],
  ['map', 'object'],
  ['lurker', 'character', { level: 'gm' }],
];

/** What survives every process. */
export interface Memory {
  canon: CanonMemory;
  narrative: NarrativeMemory;
  events: EventMemory;
}

export interface Stores {
  canon: CanonStore;
  narrative: NarrativeStore;
  events: EventLog;
}

export const keeperToolsOn = (
  { canon, narrative, events }: Stores,
  { world, policy }: { world: KeeperTools['world']; policy: PreparedPolicy },
): KeeperTools => {
  const { reader, writer } = canon;
  const outbox = { unsent: (max: number) => reader.unsent(max), markSent: writer.markSent };
  const bring = relayer([outbox, narrative], events);
  const relay = ({ signal }: { signal?: AbortSignal }): Promise<void> => bring(signal);
  return { reader, writer, narrative, relay, policy, policyRevision: 'standard-sim', world };
};

export interface Ground {
  universe: UniverseId;
  names: ReadonlyMap<string, EntityId>;
  policy: PreparedPolicy;
  critical: ReadonlySet<string>;
  /** The same for every run: each begins with a copy. */
  memory: () => Memory;
}

/** For runs that are played by rules: which ones, and who is what by them. */
const sitByRules = async (
  memory: NarrativeMemory,
  universe: UniverseId,
  names: ReadonlyMap<string, EntityId>,
): Promise<void> => {
  const system = await shippedSystem('d20_fantasy');
  if (system === null) throw new Error('there is no system to play by');
  const said = { universe, story: null, scene: null, by: 'Robin', at: '2026-01-01T00:00:00.000Z' };
  const narrative = openFakeNarrativeStore({ memory });
  const id = derivedId('rule', universe);
  const rules = { ...said, id, kind: 'system' as const, system: system.id, document: null, revision: system.id };
  await narrative.insert('rules', [{ document: rules, events: [] }]);
  const [pregen] = await pregens(system);
  const foes = (await foesOf(system)).toSorted((a, b) => b.threat - a.threat);
  if (pregen === undefined) throw new Error('nobody is ready to play');
  const sheets: KeptSheet[] = ['orc', 'troll'].flatMap((name, at) => {
    const foe = foes[at]; // the worst of them: they can be hurt often
    return foe === undefined
      ? []
      : [
          {
            ...said,
            story: null,
            scene: null,
            id: names.get(name) as EntityId,
            of: { kind: 'foe', system: system.id, foe },
          },
        ];
  });
  const hero = names.get('hero') as EntityId;
  sheets.push({ ...said, story: null, scene: null, id: hero, of: { kind: 'character', character: pregen.character } });
  await narrative.insert(
    'sheets',
    sheets.map((document) => ({ document, events: [] })),
  );
};

const make = async (): Promise<Ground> => {
  const { policy: loaded } = await loadPolicy({ profile: 'standard' });
  const policy = preparePolicy(loaded);
  const world = seededWorld(0);
  const kept: Memory = { canon: canonMemory(), narrative: narrativeMemory(), events: eventMemory() };
  const stores: Stores = {
    canon: openFakeCanonStore({ memory: kept.canon }),
    narrative: openFakeNarrativeStore({ memory: kept.narrative }),
    events: openFakeEventLog({ world, memory: kept.events }),
  };
  const keeper = canonKeeper(keeperToolsOn(stores, { world, policy }));
  const universe = world.newId('universe');
  const proposer = proposerFor({ world, universe, narrative: stores.narrative });
  const decide = async (proposals: readonly Proposal[]): Promise<void> => {
    const { decided } = await keeper.decide({ universe, proposals, clock: null, reason: null, containers });
    const refused = decided.find(({ verdict }) => verdict !== 'accepted');
    if (refused !== undefined) throw new Error(`the ruin was not accepted: ${JSON.stringify(refused)}`);
  };
  await decide([await proposer.says('There is a world.', proposer.begins())]);
  const names = new Map<string, EntityId>();
  const there: Proposal[] = [];
  for (const [name, type, visibility] of cast) {
    const { id, content } = proposer.entity(name, type);
    names.set(name, id);
    there.push(await proposer.says(`There is the ${name}.`, hidden(content, { visibility, name })));
  }
  await decide(there);
  const idOf = (name: string): EntityId => names.get(name) as EntityId;
  const told = (name: string, predicate: string, text: string, visibility: Visibility) =>
    proposer.says(`The ${name}: ${text}.`, {
      ...proposer.claim(idOf(name), predicate, { kind: 'text', text }, null, { visibility, statement: text }),
    });
  await decide([
    await told('orc', 'keeps_secret', secret('the orc has sold the map'), { level: 'gm' }),
    await told('troll', 'trait', secret('the troll is afraid'), { level: 'known', to: [idOf('orc')] }),
    await told('hero', 'wants', 'a quiet life', { level: 'party' }),
    await told('ruin', 'terrain', 'moss', { level: 'public' }),
  ]);
  await sitByRules(kept.narrative, universe, names);
  const words = [...loaded.vocabulary.predicates, ...loaded.vocabulary.events];
  const critical = new Set(words.filter((word) => word.critical).map(({ name }) => name));
  return { universe, names, policy, critical, memory: () => copyOf(kept) };
};

/** Not everybody knows that they are there. */
const hidden = (
  content: ProposalContent,
  { visibility, name }: { visibility: Visibility | undefined; name: string },
) =>
  content.type !== 'entity' || visibility === undefined
    ? content
    : { ...content, entity: { ...content.entity, visibility, description: secret(`the ${name} waits`) } };

/** Records of canon are never changed; the others are. */
const copyOf = ({ canon, narrative, events }: Memory): Memory => ({
  canon: { ...canon, universes: new Map(canon.universes), containers: new Map(canon.containers) },
  narrative: structuredClone(narrative),
  events: { logs: structuredClone(events.logs), wakes: new Set() },
});

let made: Promise<Ground> | undefined;

export const ground = (): Promise<Ground> => (made ??= make());
