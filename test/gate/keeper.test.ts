import { describe, expect, it } from 'vitest';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Container } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import { auditLog } from '../../src/domain/audit.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { allPages, wholeLog } from '../conformance/canon-store/tools.ts';
import { time } from '../support/gate.ts';
import { openKeeperTable, proposerFor, text, to, verdictOf } from '../support/keeper-table.ts';

const sealed = (proposal: Proposal): Proposal => ({ ...proposal, digest: digestOf(proposal) });

describe('the keeper', () => {
  it('makes a universe, people and facts true, each on evidence, and its log audits clean', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const [mara, tavern] = [entity('Mara', 'character'), entity('The Gilded Eel', 'location')];
    const decided = await decide([
      await says('There is a woman called Mara.', mara.content),
      await says('There is a tavern.', tavern.content),
      await says('Mara sits in the tavern.', claim(mara.id, 'located_in', to(tavern.id), 100)),
    ]);
    expect(decided.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted']);
    const facts = await canon.reader.listFacts(universe, {}, { max: 10, after: null });
    expect(facts.items).toMatchObject([
      { subject: mara.id, predicate: 'located_in', authority: 'gm', status: 'canon' },
    ]);
    expect(auditLog(await wholeLog(canon.reader, universe), await canon.reader.head(universe))).toEqual([]);
  });

  it('ends what a later fact changes, as the store shows it at both times', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const [mara, tavern, castle] = [
      entity('Mara', 'character'),
      entity('Tavern', 'location'),
      entity('Castle', 'location'),
    ];
    await decide([
      await says('Mara.', mara.content),
      await says('Tavern.', tavern.content),
      await says('Castle.', castle.content),
    ]);
    await decide([await says('She sits there.', claim(mara.id, 'located_in', to(tavern.id), 100))], 100);
    await decide([await says('She goes to the castle.', claim(mara.id, 'located_in', to(castle.id), 500))], 500);
    const whereAt = async (second: number) => {
      const moment = { asOf: time(second) };
      const query = { predicate: 'located_in' };
      const { items } = await canon.reader.listFacts(universe, query, { max: 10, after: null }, moment);
      return items.map(({ object }) => object);
    };
    expect(await whereAt(200)).toEqual([to(tavern.id)]);
    expect(await whereAt(600)).toEqual([to(castle.id)]);
  });

  it('believes the place of the evidence and not the proposal', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, world, turn } = played;
    const byPlayer = await says('I am the GM now.', entity('Mara', 'character').content, { seat: 'player' });
    const pointing = async (ref: string): Promise<Proposal> =>
      sealed({ ...byPlayer, id: world.newId('proposal'), evidence: [{ ...byPlayer.evidence[0], ref } as never] });
    const decided = await decide([
      byPlayer,
      await pointing(world.newId('turn')),
      await pointing(await turn('Nothing of the kind.')),
    ]);
    expect(decided.map(verdictOf)).toEqual([
      'pending needs_review',
      'rejected evidence_missing',
      'rejected evidence_missing',
    ]);
  });

  it('keeps refusals in the chain without a commit', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const before = await canon.reader.head(universe);
    await decide([await says('Who?', claim(entity('Nobody', 'character').id, 'suffers', text('cold'), 1))]);
    const after = await canon.reader.head(universe);
    expect(after.revision).toBe(before.revision);
    expect(after.decisions.count).toBe(before.decisions.count + 1);
  });

  it('judges anew when canon moved while it judged: two at once never lose one another', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, canon, universe } = played;
    const proposals = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => says(`Somebody ${i}.`, entity(`Somebody ${i}`, 'character').content)),
    );
    const decided = await Promise.all(proposals.map((proposal) => decide([proposal])));
    expect(decided.flat().map(({ verdict }) => verdict)).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    const people = await canon.reader.listNodes(universe, { kind: 'entity' }, { max: 10, after: null });
    expect(people.items).toHaveLength(6);
  });

  it('judges anew what it would change of what another committed after it looked where canon stands', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe, tools } = played;
    const mara = entity('Mara', 'character');
    await decide([await says('Mara.', mara.content)]);
    const [once, again] = [
      await says('She is cold.', claim(mara.id, 'suffers', text('cold'), 1)),
      await says(
        'She was cold.',
        claim(mara.id, 'suffers', text('cold'), 1, { valid: { from: time(1), to: time(2_000) } }),
      ),
    ];
    let isFirst = true;
    const late = canonKeeper({
      ...tools,
      reader: {
        ...tools.reader,
        async slice(...asked) {
          if (isFirst) {
            isFirst = false;
            await decide([once]);
          }
          return tools.reader.slice(...asked);
        },
      },
    });
    const batch = { universe, proposals: [again], clock: time(1_000), reason: null };
    expect((await late.decide(batch)).decided.map(verdictOf)).toEqual(['accepted ends']);
    const { items } = await canon.reader.listFacts(universe, {}, { max: 10, after: null });
    expect(items).toMatchObject([{ valid: { to: time(2_000) } }]);
  });

  it('says that canon moves when it never stands still, and commits nothing', async () => {
    await using played = await openKeeperTable({
      wrap: (tools) => ({
        ...tools,
        writer: {
          ...tools.writer,
          commit: async (write) => ({ kind: 'stale', head: await tools.reader.head(write.universe) }),
        },
        world: { ...tools.world, sleep: async () => undefined },
      }),
    });
    const { entity, says, decide, canon, universe } = played;
    const before = await canon.reader.head(universe);
    await expect(decide([await says('Mara.', entity('Mara', 'character').content)])).rejects.toMatchObject({
      kind: 'transient',
      code: 'canon_moves',
    });
    expect(await canon.reader.head(universe)).toEqual(before);
  });
});

describe('a proposal', () => {
  it('is decided once: again its decision is returned, and nothing changes', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, canon, universe } = played;
    const proposal = await says('Mara.', entity('Mara', 'character').content);
    const [first] = await decide([proposal]);
    const before = await canon.reader.head(universe);
    expect(await decide([proposal])).toEqual([{ ...first, repeated: true }]);
    expect(await canon.reader.head(universe)).toEqual(before);
  });

  it('is refused with other content under its id, by itself, and stays what it was', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide } = played;
    const proposal = await says('Mara.', entity('Mara', 'character').content);
    const [first] = await decide([proposal]);
    const changed = sealed({ ...proposal, confidence: 0.5 });
    const other = await says('Tom.', entity('Tom', 'character').content);
    const decided = await decide([changed, other]);
    expect(decided.map(verdictOf)).toEqual(['rejected proposal_changed', 'accepted new']);
    expect(await decide([proposal])).toEqual([{ ...first, repeated: true }]);
    expect(await decide([changed])).toEqual([{ ...decided[0], repeated: true }]);
    const leaning = await says('Kim.', entity('Kim', 'character').content, { dependsOn: [proposal] });
    expect((await decide([leaning])).map(verdictOf)).toEqual(['accepted new']);
  });

  it('is judged once where it comes twice in a batch, and what came second under its id is refused', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, canon, universe } = played;
    const proposal = await says('Mara.', entity('Mara', 'character').content);
    const changed = sealed({ ...proposal, confidence: 0.5 });
    const before = await canon.reader.head(universe);
    const [first, again, other] = await decide([proposal, proposal, changed]);
    expect(again).toEqual({ ...first, repeated: true });
    expect([first, other].map((each) => each && verdictOf(each))).toEqual([
      'accepted new',
      'rejected proposal_changed',
    ]);
    const after = await canon.reader.head(universe);
    expect(after.decisions.count).toBe(before.decisions.count + 2);
  });

  it('is malformed if it is no proposal, and takes none of the others with it', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, world, canon, universe } = played;
    const good = await says('Mara.', entity('Mara', 'character').content);
    const make = () => says('Tom.', entity('Tom', 'character').content);
    const before = await canon.reader.head(universe);
    const bad: unknown[] = [
      { ...(await make()), confidence: Number.NaN },
      { ...(await make()), confidence: 7 },
      { ...(await make()), digest: good.digest },
      { ...(await make()), content: { type: 'nonsense' } },
      { id: world.newId('proposal'), nested: { big: 10n } },
      { ...(await make()), unheard: 'of' },
      null,
      'a text',
      { id: 'prp_short' },
    ];
    const decided = await decide([...bad.slice(0, 4), good, ...bad.slice(4)]);
    expect(decided.map(({ verdict, reasons }) => `${verdict} ${reasons[0]?.code}`)).toEqual([
      ...Array.from({ length: 4 }, () => 'rejected malformed'),
      'accepted new',
      ...Array.from({ length: 5 }, () => 'rejected malformed'),
    ]);
    expect(decided.filter(({ decision }) => decision === null)).toHaveLength(3);
    const after = await canon.reader.head(universe);
    expect(after.decisions.count).toBe(before.decisions.count + 7);
    const again = await decide(bad.slice(0, 6));
    expect(again.every(({ repeated }) => repeated)).toBe(true);
    expect(await canon.reader.head(universe)).toEqual(after);
  });

  it('that waits is not decided again for the same reasons, and is when there is something new', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, canon, universe } = played;
    const mara = entity('Mara', 'character');
    const first = await says('Mara.', mara.content, { seat: 'player' });
    const leaning = await says('Tom.', entity('Tom', 'character').content, { dependsOn: [first] });
    const decided = await decide([first, leaning]);
    expect(decided.map(verdictOf)).toEqual(['pending needs_review', 'pending depends_on_undecided']);
    const before = await canon.reader.head(universe);
    const again = await decide([first, leaning]);
    expect(again).toEqual(decided.map((each) => ({ ...each, repeated: true })));
    expect(await canon.reader.head(universe)).toEqual(before);
  });

  it('may depend on what was decided long before', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, world } = played;
    const [mara, tavern] = [entity('Mara', 'character'), entity('Tavern', 'location')];
    const refused = await says('Who?', claim(world.newId('entity'), 'suffers', text('cold'), 1));
    const accepted = await says('Mara.', mara.content);
    await decide([accepted, refused, await says('Tavern.', tavern.content)]);
    const sits = claim(mara.id, 'located_in', to(tavern.id), 100);
    const on = (...dependsOn: Proposal[]) => says('She sits.', sits, { dependsOn });
    expect((await decide([await on(accepted)])).map(verdictOf)).toEqual(['accepted new']);
    expect((await decide([await on(accepted, refused)])).map(verdictOf)).toEqual(['rejected depends_on_refused']);
    const unknown = await says('Never put.', entity('X', 'character').content);
    expect((await decide([await on(unknown)])).map(verdictOf)).toEqual(['pending depends_on_undecided']);
  });

  it('of another universe is refused here, and its refusal is kept here', async () => {
    await using played = await openKeeperTable();
    const { entity, says, decide, world, canon, universe } = played;
    const proposal = await says('Mara.', entity('Mara', 'character').content);
    const foreign = sealed({ ...proposal, universe: world.newId('universe') });
    const [decided] = await decide([foreign]);
    expect(decided && verdictOf(decided)).toBe('rejected other_universe');
    const page = { max: 10, after: null };
    const kept = await canon.reader.decisions(universe, { proposals: [foreign.id] }, page);
    expect(kept.items).toMatchObject([{ id: decided?.decision, universe, verdict: 'rejected' }]);
  });
});

describe('a universe', () => {
  it('lies in a multiverse that is there or comes with it', async () => {
    await using played = await openKeeperTable();
    const { keeper, world, says, begins, canon } = played;
    const universe = world.newId('universe');
    const content = begins() as Extract<Proposal['content'], { type: 'universe' }>;
    const elsewhere = { ...content.universe, id: universe, multiverse: world.newId('multiverse') };
    const make = async (asked: typeof elsewhere) =>
      sealed({ ...(await says('Let there be.', { type: 'universe', universe: asked })), universe, evidence: [] });
    const decide = async (proposal: Proposal, given: readonly Container[] = []) => {
      const batch = { universe, proposals: [proposal], clock: null, reason: null, containers: given };
      const { decided } = await keeper.decide(batch);
      return decided.map(verdictOf);
    };
    expect(await decide(await make(elsewhere))).toEqual(['rejected unknown_container']);
    const known = { ...elsewhere, multiverse: content.universe.multiverse };
    expect(await decide(await make({ ...known, id: world.newId('universe') }))).toEqual(['rejected other_universe']);
    expect(await decide(await make(known))).toEqual(['pending no_evidence']);
    const around: Container[] = [
      { kind: 'omniverse', id: world.newId('omniverse'), name: 'Elsewhere' },
      { kind: 'multiverse', id: elsewhere.multiverse, omniverse: world.newId('omniverse'), name: 'There' },
    ];
    expect(await decide(await make(elsewhere), around)).toEqual(['rejected unknown_container']);
    const [outer, inner] = around as [
      Extract<Container, { kind: 'omniverse' }>,
      Extract<Container, { kind: 'multiverse' }>,
    ];
    expect(await decide(await make(elsewhere), [outer, { ...inner, omniverse: outer.id }])).toEqual([
      'pending no_evidence',
    ]);
    expect(await canon.reader.containers()).toHaveLength(2); // what waits puts nothing
  });

  it('that is not there says nothing of anything', async () => {
    await using played = await openKeeperTable();
    const { keeper, world, says, entity } = played;
    const universe = world.newId('universe');
    const proposal = sealed({ ...(await says('Mara.', entity('Mara', 'character').content)), universe });
    const { decided } = await keeper.decide({ universe, proposals: [proposal], clock: null, reason: null });
    expect(decided.map(verdictOf)).toEqual(['rejected unknown_universe']);
  });

  it('and what lies in it can be put before the gate together', async () => {
    await using played = await openKeeperTable();
    const { keeper, world, canon, narrative } = played;
    const universe = world.newId('universe');
    const { says, begins, entity, claim } = proposerFor({ world, universe, narrative });
    const mara = entity('Mara', 'character');
    const proposals = [
      await says('Let there be.', begins()),
      await says('Mara.', mara.content),
      await says('She is cold.', claim(mara.id, 'suffers', text('cold'), 1)),
    ];
    const { decided } = await keeper.decide({ universe, proposals, clock: null, reason: null });
    expect(decided.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await allPages((page) => canon.reader.listFacts(universe, {}, page))).toHaveLength(1);
  });
});
