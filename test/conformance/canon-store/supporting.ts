import { expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { CanonReader } from '../../../src/ports/canon-reader.ts';
import { at, during, retconned } from '../../support/canon-scribe.ts';
import { allPages, begun, type OpenCanonStore } from './tools.ts';

export const supporting = (open: OpenCanonStore): void => {
  it('lists supports that stand and that were withdrawn, in order of fact, then of evidence', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, knows, write } = await begun(store, 61);
    const [turn] = write.supports;
    const more = [scribe.evidence(), scribe.evidence()];
    const added = more.map(({ id }, i) =>
      scribe.support(knows.id, id, { sufficient: false, status: i === 0 ? 'standing' : 'withdrawn' }),
    );
    const ofAnn = scribe.support(ann, more[0]?.id ?? write.evidence[0]?.id ?? scribe.evidence().id);
    await scribe.commit(store, { evidence: more, supports: [...added.toReversed(), ofAnn] });
    const all = [ofAnn, turn, ...added];
    for (const max of [1, 2, 3, 4, 5])
      expect(await allPages((page) => store.reader.supports(universe, [knows.id, ann], page), { max })).toEqual(all);
    expect(await allPages((page) => store.reader.supports(universe, [ann], page))).toEqual([ofAnn]);
  });

  it('shows the last word on a support: withdrawn, and standing again', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, knows, write } = await begun(store, 62);
    const evidence = write.evidence[0]?.id ?? scribe.evidence().id;
    const seen = async () => (await store.reader.supports(universe, [knows.id], { max: 10, after: null })).items;
    for (const status of ['withdrawn', 'standing', 'withdrawn'] as const) {
      const supports = [scribe.support(knows.id, evidence, { status })];
      await scribe.commit(store, { supports });
      expect(await seen()).toEqual(supports);
    }
  });

  it('tells which facts rest on facts and on evidence, withdrawn ones too, in order of id', async () => {
    await using opened = await open();
    const { store } = opened;
    const { scribe, universe, ann, bob, knows, write } = await begun(store, 63);
    const [turn] = write.evidence;
    const derived = scribe.relationship(ann, 'likes', bob, during(1), { derivesFrom: [knows.id] });
    const event: Fact['event'] = { participants: [], severity: 'minor', causedBy: [derived.id, knows.id] };
    const caused = scribe.event('quarrel', [ann], at(2), { event });
    const loose = scribe.state(ann, 'mood', 'glad');
    await scribe.commit(store, { facts: [derived, caused, loose] });
    const on = (...ids: Parameters<CanonReader['resting']>[1]) =>
      allPages((page) => store.reader.resting(universe, ids, page), { max: 1 });
    expect(await on(knows.id)).toEqual([derived.id, caused.id].toSorted());
    expect(await on(derived.id)).toEqual([caused.id]);
    expect(await on(loose.id)).toEqual([]);
    expect(turn && (await on(turn.id))).toEqual([knows.id]);
    expect(turn && (await on(turn.id, knows.id))).toEqual([knows.id, derived.id, caused.id].toSorted());

    await scribe.commit(store, { facts: [retconned(caused, scribe.next), { ...derived, derivesFrom: [] }] });
    expect(await on(knows.id)).toEqual([caused.id]);
    await scribe.commit(store, {
      facts: [derived, { ...caused, event: { ...event, causedBy: [] } }],
      supports: turn ? [scribe.support(knows.id, turn.id, { status: 'withdrawn' }), scribe.support(ann, turn.id)] : [],
    });
    expect(await on(knows.id)).toEqual([derived.id]);
    expect(turn && (await on(turn.id))).toEqual([]);
  });
};
