import { expect, it } from 'vitest';
import { said, table } from '../support/gate.ts';

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
