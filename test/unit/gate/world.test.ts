import { expect, it } from 'vitest';
import type { Evidence } from '../../../schemas/evidence.ts';
import type { Revision } from '../../../schemas/time.ts';
import { overlayOf } from '../../../src/gate/world.ts';
import { gateHistory } from '../../support/gate-history.ts';
import { seededWorld } from '../../support/seeded-world.ts';

it('finds each of several pieces of evidence that are called the same', () => {
  const world = seededWorld(1);
  const universe = world.newId('universe');
  const [id, home] = [world.newId('evidence'), universe];
  const stub = (): Evidence => ({ id, universe, home, kind: 'turn', ref: world.newId('turn'), quote: null });
  const known = [stub(), stub(), stub()].map((each) => ({
    stub: each,
    origin: 'gm_declaration' as const,
    level: null,
  }));
  const history = gateHistory();
  const overlay = overlayOf({
    ...{
      universe,
      revision: 1 as Revision,
      clock: null,
      nodes: [],
      facts: [],
      evidence: known,
      stubs: [],
      settled: new Map(),
    },
    ...{ backing: history.backing(), beyond: new Set(), undoing: history.undoing() },
  });
  expect(known.map(({ stub: each }) => overlay.evidence(each))).toEqual(known);
});
