import { canonKeeper, type CanonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import { type Decision, noEffects, type Proposal, type Reason } from '../../schemas/gate.ts';
import type { CommitId, DocumentId, FactId } from '../../schemas/ids.ts';
import type { Resolution } from '../../schemas/narrative.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import type { WrittenDecision } from '../../schemas/written-proposal.ts';
import { batchReader, type ReadBatch, type Slot } from '../../src/compose/written/batch-reader.ts';
import type { Batch } from '../../src/compose/written/batches.ts';
import { documentOf, type Exhibit, refOf } from '../../src/compose/written/evidence.ts';
import { nameDerived } from '../../src/compose/written/judge.ts';
import { decisionTold } from '../../src/compose/written/told.ts';
import type { OpenUniverse, OpenWorld } from '../../src/compose/written/world.ts';
import { digestOf, digestOfText } from '../../src/domain/canonical-json.ts';
import type { World } from '../../src/ports/world.ts';
import { keeper } from './campaign.ts';
import { type KeptStores, toolsOn } from './keeper-table.ts';

// A written world in the stores that people play on, and its proposals put before the keeper there.

const at = '2000-01-01T00:00:00.000Z';

interface Settling {
  stores: KeptStores;
  world: OpenWorld;
  universe: OpenUniverse;
}

// ── what was said ────────────────────────────────────────────────────────────────────────────────────────────────

const resolution = (
  exhibit: Exhibit,
  of: 'player' | 'engine' | 'oracle' | 'clock' | 'thread',
  common: object,
): Resolution => {
  const kind = of === 'player' || of === 'engine' ? 'roll' : of;
  const roll = { formula: '1d20', seed: 'a', dice: [12], total: 12 };
  return {
    ...(common as Pick<Resolution, 'id' | 'universe' | 'story' | 'scene' | 'storyTime' | 'at'>),
    ...{ number: 0, by: of === 'player' ? 'player' : 'engine', kind, actor: null, what: exhibit.name },
    ...{ roll: kind === 'roll' ? roll : null, level: kind === 'roll' ? 'success' : null, statement: exhibit.text },
  };
};

const tell = async ({ stores: { narrative }, world: { names } }: Settling, exhibit: Exhibit): Promise<void> => {
  const { written, text, name } = exhibit;
  const id = refOf(names, exhibit) as never;
  const common = { id, universe: names.universe(exhibit.universe), story: null, scene: null, storyTime: null, at };
  const put = (document: never): readonly [{ document: never; events: [] }] => [{ document, events: [] }];
  switch (written.collection) {
    case 'turns.user':
    case 'declarations': {
      const seat = written.collection === 'declarations' ? 'gm' : written.seat;
      const turn = { ...common, number: 0, speaker: 'Ann', as: null, seat, mode: 'action', text, replaces: null };
      await narrative.insert('turns.user', put(turn as never));
      return;
    }
    case 'turns.gm':
      await narrative.insert(
        'turns.gm',
        put({ ...common, number: 0, answers: null, resolution: null, text, model: 'none' } as never),
      );
      return;
    case 'resolutions':
      await narrative.insert('resolutions', put(resolution(exhibit, written.of, common) as never));
      return;
    case 'scenes': {
      const { scene: _scene, ...place } = common;
      const framedBy = written.framing === false ? 'gm' : 'engine';
      await narrative.insert(
        'scenes',
        put({ ...place, title: text, location: null, participants: [], framedBy } as never),
      );
      return;
    }
    case 'snippets': {
      const { storyTime: _time, at: _at, ...place } = common;
      const document = documentOf(names, exhibit);
      const snippet = { ...place, document, number: 0, page: written.page ?? null, section: null, text };
      await narrative.insert('snippets', put({ ...snippet, visibility: { level: 'public' } } as never));
      return;
    }
    case 'sources':
      return; // it lies in canon
  }
  throw new Error(`nothing is known of \`${name}\``);
};

// ── what canon holds ─────────────────────────────────────────────────────────────────────────────────────────────

/** Documents weigh what canon says of them as sources. */
const shelfOf = ({ world: { names, exhibits }, universe }: Settling, nodes: readonly CanonNode[]): CanonNode[] => {
  const known = new Set(nodes.flatMap((node) => (node.kind === 'source' ? [node.document] : [])));
  const missing = new Map<DocumentId, CanonNode>();
  for (const exhibit of exhibits.values()) {
    const document = documentOf(names, exhibit);
    if (exhibit.universe !== universe.name || exhibit.level === null || known.has(document)) continue;
    if (exhibit.written.collection !== 'snippets') continue;
    missing.set(document, {
      ...{ kind: 'source', id: names.id('source', universe.name, `of ${exhibit.name}`), universe: universe.id },
      ...{
        introduced: nodes[0]?.introduced ?? {
          revision: 1 as Revision,
          commit: names.id('commit', universe.name, 'given'),
        },
      },
      ...{ type: 'lore', title: exhibit.name, level: exhibit.level, document },
    });
  }
  return [...missing.values()];
};

const stubFor = ({ world: { names }, universe }: Settling, fact: Fact, nodes: readonly CanonNode[]): Evidence => {
  const own = { id: names.id('evidence', universe.name, `for ${fact.id}`), universe: universe.id, home: universe.id };
  const backing = universe.backing.get(fact.id);
  if (backing === undefined)
    return { ...own, kind: 'turn', ref: names.id('turn', universe.name, `of ${fact.id}`), quote: null };
  const source = nodes.find((node) => node.kind === 'source' && node.level === backing.level);
  const document = source?.kind === 'source' ? source.document : null;
  const ref = names.id('snippet', universe.name, `of ${fact.id}`);
  const lost = names.id('document', universe.name, 'lost');
  return {
    ...own,
    kind: 'snippet',
    ref,
    quote: backing.quote ?? fact.statement,
    document: document ?? lost,
    page: null,
  };
};

/** What the coming of a fact did to others. */
const doneBy = ({ universe }: Settling, fact: Fact): Decision['effects'] => {
  const current = new Map(universe.facts.map((each) => [each.id, each]));
  const displaced = (universe.former.get(fact.id) ?? []).flatMap(({ id }) => current.get(id) ?? []);
  return {
    ...noEffects,
    introduced: [fact.id],
    ended: displaced.flatMap(({ id, status, valid }) =>
      status === 'retconned' || valid.to === null ? [] : [{ fact: id, at: valid.to }],
    ),
    retconned: displaced.flatMap(({ id, status }) => (status === 'retconned' ? [id] : [])),
  };
};

interface Given {
  base: number;
  id: CommitId;
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
  sources: readonly CanonNode[];
}

/** What stands behind a fact that was given: once, or twice if somebody else has said it, too. */
const backedBy = (
  settling: Settling,
  fact: Fact,
  { base, id, sources }: Given,
): { stub: Evidence; support: Support }[] => {
  const { world, universe } = settling;
  const { names } = world;
  const stub = stubFor(settling, fact, sources);
  const support: Support = {
    ...{ universe: universe.id, target: fact.id, evidence: stub.id, authority: fact.authority, sufficient: true },
    ...{ status: 'standing', proposal: names.id('proposal', universe.name, `of ${fact.id}`), commit: id },
    revision: (base + 1) as Revision,
  };
  if (!universe.standsAlone.has(fact.id)) return [{ stub, support }];
  const again = { ...stub, id: names.id('evidence', universe.name, `again for ${fact.id}`) };
  const other = names.id('proposal', universe.name, `again of ${fact.id}`);
  return [
    { stub, support },
    { stub: again, support: { ...support, evidence: again.id, proposal: other } },
  ];
};

/** One commit in which these come to be, with what stands behind each of them. */
const commitGiven = async (settling: Settling, given: Given): Promise<void> => {
  const { stores, world, universe } = settling;
  const { names } = world;
  const { base, id, nodes, facts } = given;
  const fresh = facts.filter(({ introduced }) => introduced.revision === base + 1);
  const backed = fresh.flatMap((fact) => backedBy(settling, fact, given));
  const decisionOn = (name: string, effects: Decision['effects']) => ({
    ...{ id: names.id('decision', universe.name, name), universe: universe.id },
    ...{ proposal: names.id('proposal', universe.name, name), proposalDigest: digestOfText(name) },
    ...{ verdict: 'accepted' as const, reasons: [], authority: 'gm' as const, confidence: 1, threshold: 0.7, effects },
    ...{ policy: 'given', commit: id, by: keeper, at },
  });
  const decisions = fresh.map((fact) => decisionOn(`of ${fact.id}`, doneBy(settling, fact)));
  const outcome = await stores.canon.writer.commit({
    universe: universe.id,
    base: base as Revision,
    commit: { id, universe: universe.id, proposals: [], policy: 'given', by: keeper, reason: null, at },
    decisions: decisions.length > 0 ? decisions : [decisionOn('of nothing', noEffects)],
    containers: [],
    nodes,
    facts,
    evidence: backed.map(({ stub }) => stub),
    supports: backed.map(({ support }) => support),
    outbox: [],
  });
  if (outcome.kind !== 'committed') throw new Error(`the given is ${outcome.kind}`);
};

/** What displaced others came after them: then there are two commits. */
const settle = async (settling: Settling): Promise<void> => {
  const { world, universe } = settling;
  const { names } = world;
  for (const exhibit of world.exhibits.values()) if (exhibit.universe === universe.name) await tell(settling, exhibit);
  const nodes = [...universe.nodes, ...shelfOf(settling, universe.nodes)];
  const sources = nodes.filter(({ kind }) => kind === 'source');
  const first = { revision: 1 as Revision, commit: names.id('commit', universe.name, 'given') };
  const second = { revision: 2 as Revision, commit: names.id('commit', universe.name, 'given later') };
  const former = new Map<FactId, Fact>([...universe.former.values()].flat().map((fact) => [fact.id, fact]));
  const isLater = ({ id }: Fact): boolean => universe.former.has(id);
  const earlier = universe.facts.filter((fact) => !isLater(fact)).map((fact) => former.get(fact.id) ?? fact);
  await commitGiven(settling, { base: 0, id: first.commit, nodes, facts: earlier, sources });
  if (former.size === 0) return;
  const later = universe.facts.flatMap((fact): Fact[] => {
    if (isLater(fact)) return [{ ...fact, introduced: second }];
    if (!former.has(fact.id)) return [];
    return [{ ...fact, withdrawn: fact.withdrawn === null ? null : { ...fact.withdrawn, ...second } }];
  });
  await commitGiven(settling, { base: 1, id: second.commit, nodes: [], facts: later, sources });
};

// ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────

interface Seat {
  stores: KeptStores;
  world: OpenWorld;
  keepers: Map<string, CanonKeeper>;
  clocks: Map<string, StoryTime | null>;
  /** Names of batches for the commits that the keeper made of them. */
  commits: Map<CommitId, CommitId>;
}

/** A revert speaks of a commit by the name of its batch. */
const asCommitted = ({ commits }: Seat, proposal: Proposal): Proposal => {
  if (proposal.content.type !== 'revert') return proposal;
  const changed = {
    ...proposal,
    content: { ...proposal.content, commit: commits.get(proposal.content.commit) ?? proposal.content.commit },
  };
  return { ...changed, digest: digestOf(changed) };
};

/** What the keeper is handed: a proposal, or something that is none. */
const handed = (seat: Seat, slot: Slot): unknown =>
  'ready' in slot
    ? asCommitted(seat, slot.ready.proposal)
    : { id: seat.world.names.id('proposal', '', slot.name), universe: slot.universe.id, content: 'unreadable' };

const recordOf = async (
  { stores }: Seat,
  universe: OpenUniverse,
  id: Decision['proposal'],
): Promise<Decision | undefined> => {
  const { items } = await stores.canon.reader.decisions(universe.id, { proposals: [id] }, { max: 100, after: null });
  return items.at(-1);
};

const toldBy = async (
  seat: Seat,
  slot: Slot,
  decided: { verdict: Decision['verdict']; reasons: readonly Reason[] },
): Promise<WrittenDecision> => {
  const { world } = seat;
  const { universe, name } = slot;
  const id = world.names.id('proposal', '', name);
  const record = await recordOf(seat, universe, id);
  const effects = record?.verdict === decided.verdict ? record.effects : noEffects;
  const facts = await seat.stores.canon.reader.facts(universe.id, effects.introduced.slice(0, 100));
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  nameDerived(
    world.names,
    universe.name,
    effects.introduced.map((fact) => byId.get(fact)),
  );
  const proposal = 'ready' in slot ? slot.ready.proposal : ({ id, content: { type: 'fact' } } as Proposal);
  const standing = { authority: record?.authority ?? 'system', confidence: record?.confidence ?? 0 };
  return decisionTold(
    { names: world.names, calendar: universe.calendar, policy: universe.policy.revision },
    {
      proposal,
      verdict: decided.verdict,
      reasons: decided.reasons,
      standing,
      threshold: record?.threshold ?? 0,
      effects,
    },
  );
};

const decide = async (
  seat: Seat,
  batch: ReadBatch,
  universe: OpenUniverse,
): Promise<ReadonlyMap<Slot, WrittenDecision>> => {
  const { stores, world, keepers, clocks, commits } = seat;
  const clock =
    batch.clockOf(universe) ?? (clocks.has(universe.name) ? clocks.get(universe.name) : universe.clock) ?? null;
  clocks.set(universe.name, clock);
  const slots = batch.slots.filter((slot) => slot.universe === universe);
  const asked = keepers.get(universe.name);
  if (asked === undefined) throw new Error('nobody keeps that universe');
  const { decided } = await asked.decide({
    universe: universe.id,
    proposals: slots.map((slot) => handed(seat, slot)),
    clock,
    reason: null,
  });
  const decisions = new Map<Slot, WrittenDecision>();
  for (const [index, slot] of slots.entries()) {
    const one = decided[index];
    if (one === undefined) throw new Error('fewer decisions than proposals');
    decisions.set(slot, await toldBy(seat, slot, one));
  }
  const head = await stores.canon.reader.head(universe.id);
  const { items } = await stores.canon.reader.commits(universe.id, { max: 100, after: null });
  const last = items.find(({ revision }) => revision === head.revision);
  if (last !== undefined) commits.set(world.names.id('commit', universe.name, batch.commit), last.id);
  return decisions;
};

/** The keeper at a table where the written world is so. */
export const keptTable = async (
  stores: KeptStores,
  world: OpenWorld,
  port: World,
): Promise<(batch: Batch) => Promise<readonly WrittenDecision[]>> => {
  const seat: Seat = { stores, world, keepers: new Map(), clocks: new Map(), commits: new Map() };
  for (const universe of world.universes.values()) {
    await settle({ stores, world, universe });
    const { policy } = universe.policy.prepared;
    seat.keepers.set(universe.name, canonKeeper(toolsOn(stores, { world: port, policy })));
  }
  const read = batchReader(world);
  return async (written) => {
    const batch = read(written);
    const decisions = new Map<Slot, WrittenDecision>();
    for (const universe of new Set(batch.slots.map((slot) => slot.universe)))
      for (const [slot, decision] of await decide(seat, batch, universe)) decisions.set(slot, decision);
    return batch.slots.flatMap((slot) => decisions.get(slot) ?? []);
  };
};
