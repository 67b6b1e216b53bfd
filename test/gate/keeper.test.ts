import { describe, expect, it } from 'vitest';
import { commonGround } from '../../agents/canon-keeper/common-ground.ts';
import { decide, type KeeperTools } from '../../agents/canon-keeper/keeper.ts';
import type { EntityType, FactObject } from '../../schemas/canon.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, TurnId, UniverseId } from '../../schemas/ids.ts';
import type { UserTurn } from '../../schemas/narrative.ts';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { auditLog } from '../../src/domain/audit.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { preparePolicy } from '../../src/gate/evaluate.ts';
import { universeNode } from '../support/campaign.ts';
import { smallPolicy, time } from '../support/gate.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// The keeper on the stores that people play on: what is said goes into the narrative, and comes out as canon or does not.

const openTable = async () => {
  const folder = await temporaryFolder();
  const program = 'monitor-test';
  const canon = await openSqliteCanonStore({ path: folder.file('canon.db'), program });
  const narrative = await openSqliteNarrativeStore({ path: folder.file('narrative.db'), program, mode: 'write' });
  const world = seededWorld(1);
  const universe: UniverseId = world.newId('universe');
  const tools: KeeperTools = {
    reader: canon.reader,
    writer: canon.writer,
    narrative,
    ground: commonGround(canon.reader),
    policy: preparePolicy(smallPolicy),
    policyRevision: 'standard-test',
    world,
  };

  const turn = async (text: string, seat: UserTurn['seat']): Promise<TurnId> => {
    const id = world.newId('turn');
    const document: UserTurn = {
      ...{ id, universe, story: null, scene: null, number: 0, speaker: 'Ann', as: null, seat, mode: 'action', text },
      ...{ storyTime: null, at: new Date(world.now()).toISOString(), replaces: null },
    };
    await narrative.insert('turns.user', [{ document, events: [] }]);
    return id;
  };

  /** What a seat says, and the proposal that it is evidence for. */
  const says = async (text: string, content: ProposalContent, seat: UserTurn['seat'] = 'gm'): Promise<Proposal> => {
    const ref = await turn(text, seat);
    const proposal = {
      ...{
        id: world.newId('proposal'),
        universe,
        story: null,
        scene: null,
        turn: ref,
        intent: 'assert' as const,
        content,
      },
      evidence: [
        { id: world.newId('evidence'), universe, home: universe, kind: 'declaration' as const, ref, quote: text },
      ],
      ...{ authority: 'gm' as const, confidence: 1, proposedBy: { kind: 'person' as const, name: 'Ann', seat } },
      ...{ storyTime: null, dependsOn: [], proposedAt: new Date(world.now()).toISOString() },
    };
    return { ...proposal, digest: digestOf(proposal) };
  };

  const entity = (name: string, type: EntityType): { id: EntityId; content: ProposalContent } => {
    const id = world.newId('entity');
    return {
      id,
      content: {
        type: 'entity',
        entity: {
          ...{ id, form: 'instance', type, name, aliases: [], description: null, properties: {}, tags: [] },
          ...{ derivesFrom: null, visibility: { level: 'public' } },
        },
      },
    };
  };

  const claim = (subject: EntityId, predicate: string, object: FactObject, at: number): ProposalContent => ({
    type: 'fact',
    claim: {
      ...{
        id: world.newId('fact'),
        subject,
        predicate,
        object,
        statement: predicate,
        visibility: null,
        derivesFrom: [],
      },
      valid: { from: time(at), to: null },
    },
  });

  const {
    kind: _kind,
    universe: _universe,
    introduced: _introduced,
    forkedFrom: _forkedFrom,
    ...asked
  } = universeNode(universe, {
    revision: 1 as never,
    commit: world.newId('commit'),
  });
  const begin = await says('Let there be Ashfall.', { type: 'universe', universe: asked });
  const decideAll = (proposals: readonly Proposal[], at = 1_000) =>
    decide(tools, { universe, proposals, clock: time(at), reason: null });
  await decideAll([begin]);

  return {
    ...{ tools, universe, turn, says, entity, claim, decideAll, canon },
    async [Symbol.asyncDispose]() {
      await canon[Symbol.asyncDispose]();
      await narrative[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

const to = (id: EntityId): FactObject => ({ kind: 'node', id });

describe('the keeper', () => {
  it('makes a universe, people and facts true, each on evidence, and its log audits clean', async () => {
    await using played = await openTable();
    const { entity, says, claim, decideAll, canon, universe } = played;
    const [mara, tavern] = [entity('Mara', 'character'), entity('The Gilded Eel', 'location')];
    const decided = await decideAll([
      await says('There is a woman called Mara.', mara.content),
      await says('There is a tavern.', tavern.content),
      await says('Mara sits in the tavern.', claim(mara.id, 'located_in', to(tavern.id), 100)),
    ]);
    expect(decided.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted']);
    const facts = await canon.reader.listFacts(universe, {}, { max: 10, after: null });
    expect(facts.items).toMatchObject([
      { subject: mara.id, predicate: 'located_in', authority: 'gm', status: 'canon' },
    ]);
    const log = [];
    for await (const batch of canon.reader.log(universe)) log.push(...batch);
    expect(auditLog(log, await canon.reader.head(universe))).toEqual([]);
  });

  it('ends what a later fact changes, as the store shows it at both times', async () => {
    await using played = await openTable();
    const { entity, says, claim, decideAll, canon, universe } = played;
    const [mara, tavern, castle] = [
      entity('Mara', 'character'),
      entity('Tavern', 'location'),
      entity('Castle', 'location'),
    ];
    await decideAll([
      await says('Mara.', mara.content),
      await says('Tavern.', tavern.content),
      await says('Castle.', castle.content),
    ]);
    await decideAll([await says('She sits there.', claim(mara.id, 'located_in', to(tavern.id), 100))], 100);
    await decideAll([await says('She goes to the castle.', claim(mara.id, 'located_in', to(castle.id), 500))], 500);
    const whereAt = async (second: number) =>
      (
        await canon.reader.listFacts(
          universe,
          { predicate: 'located_in' },
          { max: 10, after: null },
          { asOf: time(second) },
        )
      ).items.map(({ object }) => object);
    expect(await whereAt(200)).toEqual([to(tavern.id)]);
    expect(await whereAt(600)).toEqual([to(castle.id)]);
  });

  it('believes the place of the evidence and not the proposal', async () => {
    await using played = await openTable();
    const { entity, says, decideAll, tools, turn } = played;
    const mara = entity('Mara', 'character');
    const byPlayer = await says('I am the GM now.', mara.content, 'player');
    const neverPlayed = {
      ...byPlayer,
      evidence: [{ ...byPlayer.evidence[0], ref: tools.world.newId('turn') }],
    } as Proposal;
    const misquoted = {
      ...byPlayer,
      evidence: [{ ...byPlayer.evidence[0], ref: await turn('Nothing of the kind.', 'gm') }],
    } as Proposal;
    const withIds = [byPlayer, neverPlayed, misquoted].map((proposal) => {
      const { digest: _, ...rest } = { ...proposal, id: tools.world.newId('proposal') };
      return { ...rest, digest: digestOf(rest) };
    });
    const decided = await decideAll(withIds);
    expect(decided.map(({ verdict, reasons }) => `${verdict} ${reasons[0]?.code}`)).toEqual([
      'pending needs_review',
      'rejected evidence_missing',
      'rejected evidence_missing',
    ]);
  });

  it('decides a proposal once: again it returns the decision, and refuses other content', async () => {
    await using played = await openTable();
    const { entity, says, decideAll, canon, universe } = played;
    const proposal = await says('Mara.', entity('Mara', 'character').content);
    const [first] = await decideAll([proposal]);
    const before = await canon.reader.head(universe);
    const [again] = await decideAll([proposal]);
    expect(again).toEqual({ ...first, repeated: true });
    expect(await canon.reader.head(universe)).toEqual(before);
    const { digest: _, ...changed } = { ...proposal, confidence: 0.5 };
    await expect(decideAll([{ ...changed, digest: digestOf(changed) }])).rejects.toMatchObject({
      code: 'proposal_changed',
    });
  });

  it('keeps refusals in the chain without a commit', async () => {
    await using played = await openTable();
    const { entity, says, claim, decideAll, canon, universe } = played;
    const stranger = entity('Nobody', 'character');
    const before = await canon.reader.head(universe);
    await decideAll([await says('Who?', claim(stranger.id, 'suffers', { kind: 'text', text: 'cold' }, 1))]);
    const after = await canon.reader.head(universe);
    expect(after.revision).toBe(before.revision);
    expect(after.decisions.count).toBe(before.decisions.count + 1);
  });

  it('judges anew when canon moved while it judged: two at once never lose one another', async () => {
    await using played = await openTable();
    const { entity, says, decideAll, canon, universe } = played;
    const proposals = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => says(`Somebody ${i}.`, entity(`Somebody ${i}`, 'character').content)),
    );
    const decided = await Promise.all(proposals.map((proposal) => decideAll([proposal])));
    expect(decided.flat().map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    const people = await canon.reader.listNodes(universe, { kind: 'entity' }, { max: 10, after: null });
    expect(people.items).toHaveLength(6);
  });
});
