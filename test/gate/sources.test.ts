import { expect, it } from 'vitest';
import type { ProposalContent } from '../../schemas/gate.ts';
import { said, table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { openKeeperTable, text, to, verdictOf } from '../support/keeper-table.ts';

it("lets no document displace the GM's word because a lesser one repeated it in the same batch", () => {
  const at = table();
  const mara = at.entity('Mara');
  const [tavern, castle] = [at.entity('The Lantern', 'location'), at.entity('Castle Barrow', 'location')];
  at.tell(at.claim(mara, 'located_in', tavern, { at: 10 }));
  const { judgements } = at.judge([
    at.claim(mara, 'located_in', tavern, { at: 10, by: 'source', level: 'proposed' }),
    at.claim(mara, 'located_in', castle, { at: 10, by: 'source', level: 'authoritative' }),
  ]);
  expect(judgements.map(said)).toEqual(['accepted already_known', 'rejected contradicts_canon']);
});

it('lets a document that repeats a fact because of something else lend it no weight, in a later batch either', async () => {
  const policy = { ...smallPolicy, authorityOf: { ...smallPolicy.authorityOf, source: 'source' as const } };
  await using played = await openKeeperTable({ policy });
  const { entity, says, put, claim, decide, world, universe } = played;
  const level = { gazetteer: 'canon', chronicle: 'authoritative' } as const;
  const ids = { gazetteer: world.newId('source'), chronicle: world.newId('source') };
  const [mara, tavern, castle] = [entity('Mara', 'character'), entity('Inn', 'location'), entity('Keep', 'location')];
  const sources = (['gazetteer', 'chronicle'] as const).map((title): ProposalContent => ({
    type: 'source',
    source: { id: ids[title], type: 'lore', title, level: level[title], document: null },
  }));
  const there = [...sources, ...[mara, tavern, castle].map(({ content }) => content)];
  await decide(await Promise.all(there.map((content) => says('There is.', content))));
  const reads = (title: keyof typeof ids, content: ProposalContent) => {
    const stub = {
      id: world.newId('evidence'),
      universe,
      home: universe,
      kind: 'source',
      ref: ids[title],
      quote: null,
    } as const;
    return put(content, { evidence: [stub], authority: 'source' });
  };
  const hint = claim(mara.id, 'suffers', text('thirst'), 10);
  await decide([await says('She thirsts.', hint), reads('gazetteer', claim(mara.id, 'located_in', to(tavern.id), 10))]);
  const told = [
    reads('chronicle', claim(mara.id, 'located_in', to(tavern.id), 10, { derivesFrom: [hint.claim.id] })),
    reads('chronicle', claim(mara.id, 'located_in', to(castle.id), 10)),
  ];
  expect((await decide(told.slice(0, 1))).map(verdictOf)).toEqual(['accepted already_known']);
  expect((await decide(told.slice(1))).map(verdictOf)).toEqual(['accepted retcon']);
});
