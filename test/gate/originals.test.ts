import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Proposal } from '../../schemas/gate.ts';
import { openFakeObjectStore } from '../../src/adapters/fake/object-store.ts';
import { auditWorld } from '../../src/compose/audit.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { allPages } from '../conformance/canon-store/tools.ts';
import { openKeeperTable, text, to, verdictOf } from '../support/keeper-table.ts';
import { framing, resolution } from '../support/narrative.ts';

// Canon keeps the digest of all that lay where its evidence points: whoever changes that afterwards is found, quoted or not.

/** A table at which something became canon on each kind of evidence, none of it quoted but what has to be. */
const openBackedTable = async () => {
  const table = await openKeeperTable();
  const { world, universe, narrative, turn, put, entity, claim, decide } = table;
  const stub = (kind: Evidence['kind'], ref: string, more: object = {}): Evidence =>
    ({ id: world.newId('evidence'), universe, home: universe, kind, ref, quote: null, ...more }) as Evidence;

  const rolled = resolution(world, { universe }, { statement: 'The blow lands.' });
  await narrative.insert('resolutions', [{ document: rolled, events: [] }]);
  const framed = framing(world, { universe }, { title: 'At the gate' });
  await narrative.insert('scenes', [{ document: framed, events: [] }]);
  const document = world.newId('document');
  const passage = {
    ...{ universe, story: null, scene: null, id: world.newId('snippet'), document, number: 0, page: 4, section: null },
    ...{ text: 'The gate is old. It is of oak.', visibility: { level: 'public' as const } },
  };
  await narrative.insert('snippets', [{ document: passage, events: [] }]);
  const said = await turn('There is a woman called Mara, and she limps.');

  const [mara, gate] = [entity('Mara', 'character'), entity('The Gate', 'location')];
  const { reader } = table.canon;
  const stubs = {
    turn: stub('turn', said),
    resolution: stub('resolution', rolled.id),
    framing: stub('scene', framed.id),
    snippet: stub('snippet', passage.id, { document, page: 4, quote: 'It is of oak.' }),
  };
  const decided = await decide([
    put(mara.content, { evidence: [stubs.turn] }),
    put(gate.content, { evidence: [stubs.snippet], authority: 'source' }),
    put(claim(mara.id, 'suffers', text('a wound'), 100), { evidence: [stubs.resolution], authority: 'engine' }),
    put(claim(mara.id, 'located_in', to(gate.id), 100), { evidence: [stubs.framing], authority: 'engine' }),
    put(claim(mara.id, 'suffers', text('a limp'), 100), { evidence: [stubs.turn] }),
    put(claim(mara.id, 'suffers', text('splinters'), 100), { evidence: [stubs.snippet], authority: 'source' }),
  ]);
  expect(decided.map(verdictOf)).toEqual(decided.map(() => 'accepted new'));

  const objects = openFakeObjectStore();
  return {
    ...table,
    ...{ rolled, framed, said, stubs, mara: mara.id },
    audit: async () =>
      (await auditWorld({ canon: reader, narrative, objects }, { signal: new AbortController().signal })).faults,
    /** By somebody who has the file. */
    tamper: (sql: string): void => {
      using database = new DatabaseSync(table.folder.file('narrative.db'));
      expect(database.prepare(sql).run().changes).toBe(1);
    },
    supportOf: async () => {
      const facts = await allPages((page) => reader.listFacts(universe, {}, page));
      return reader.evidence(
        universe,
        (
          await allPages((page) =>
            reader.supports(
              universe,
              facts.map(({ id }) => id),
              page,
            ),
          )
        ).map(({ evidence }) => evidence),
      );
    },
  };
};

const change = (collection: string, from: string, into: string): string =>
  `UPDATE documents SET body = replace(body, '${from}', '${into}') WHERE collection = '${collection}' AND body LIKE '%${from}%'`;

describe('what canon rests on', () => {
  it('is known by its digest, from the commit on', async () => {
    await using table = await openBackedTable();
    const { rolled, framed, supportOf, audit } = table;
    const byRef = new Map((await supportOf()).map((each) => [each.ref as string, each.original]));
    expect(byRef.get(rolled.id)).toBe(digestOf(rolled));
    expect(byRef.get(framed.id)).toBe(digestOf(framed));
    expect([...byRef.values()]).not.toContain(undefined);
    expect(await audit()).toEqual([]);
  });

  it.each([
    ['a resolution: what came of it', change('resolutions', 'The blow lands.', 'The blow goes wide.')],
    ['a resolution: its dice', change('resolutions', '"total":18', '"total":1')],
    ['a resolution: whose doing it was', change('resolutions', '"by":"engine"', '"by":"player"')],
    ['a framing: its title', change('scenes', 'At the gate', 'In the hall')],
    ['a framing: who made it', change('scenes', '"framedBy":"engine"', '"framedBy":"gm"')],
    ['a turn that is not quoted', change('turns.user', 'she limps', 'she runs')],
    ['a passage beside what is quoted', change('snippets', 'The gate is old.', 'The gate is new.')],
  ])('is found to be changed: %s', async (_what, sql) => {
    await using table = await openBackedTable();
    table.tamper(sql);
    expect(await table.audit()).toEqual([
      expect.stringMatching(/^`\w+` is not what it was when it became evidence, `evd_/),
    ]);
  });

  it('is found to be gone', async () => {
    await using table = await openBackedTable();
    table.tamper(`DELETE FROM documents WHERE collection = 'scenes'`);
    expect(await table.audit()).toEqual([
      expect.stringContaining(`points to \`${table.framed.id}\`, which is not in the narrative`),
    ]);
  });

  it('may be cited again under the same id, and no proposal says itself what lies there', async () => {
    await using table = await openBackedTable();
    const { put, claim, decide, stubs, mara } = table;
    const again = put(claim(mara, 'suffers', text('cold'), 200), { evidence: [stubs.resolution], authority: 'engine' });
    const boasting: Proposal = put(claim(mara, 'suffers', text('heat'), 200), { authority: 'engine' });
    const { digest: _, ...bare } = boasting;
    const forged = { ...bare, evidence: [{ ...stubs.resolution, original: digestOf({}) }] };
    const decided = await decide([again, { ...forged, digest: digestOf(forged) }]);
    expect(decided.map(verdictOf)).toEqual(['accepted new', 'rejected malformed']);
  });
});
