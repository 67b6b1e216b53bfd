import { expect, it } from 'vitest';
import { everything, textEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { type OpenTextIndex, ranked } from './tools.ts';

const filler = (count: number) => Array.from({ length: count }, (_, i) => `filler${i}`).join(' ');

export const ranking = (open: OpenTextIndex): void => {
  const world = seededWorld(24);

  it('puts the rarer word before the common one', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const common = Array.from({ length: 30 }, (_, i) => textEntry(universe, { id: `c${i}`, text: 'dragon sleeps' }));
    const plain = Array.from({ length: 60 }, (_, i) => textEntry(universe, { id: `p${i}`, text: 'nothing happens' }));
    await opened.store.put([...common, ...plain, textEntry(universe, { id: 'rare', text: 'miller sleeps' })]);
    const [first] = await ranked(opened.store, universe, 'dragon miller');
    expect(first).toBe('rare');
  });

  it('puts more of the words, and more often, before less', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const noise = Array.from({ length: 40 }, (_, i) => textEntry(universe, { id: `n${i}`, text: filler(6) }));
    await opened.store.put([
      ...noise,
      textEntry(universe, { id: 'once', text: `dragon ${filler(5)}` }),
      textEntry(universe, { id: 'thrice', text: `dragon dragon dragon ${filler(3)}` }),
      textEntry(universe, { id: 'both', text: `dragon tower ${filler(4)}` }),
    ]);
    expect(await ranked(opened.store, universe, 'dragon')).toEqual(['thrice', 'both', 'once']);
    expect((await ranked(opened.store, universe, 'dragon tower'))[0]).toBe('both');
  });

  it('puts a word of the title before the same word of the text', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const noise = Array.from({ length: 40 }, (_, i) => textEntry(universe, { id: `n${i}`, text: filler(5) }));
    await opened.store.put(
      [
        ...noise,
        textEntry(universe, { id: 'a text', title: filler(1), text: `mira ${filler(3)}` }),
        textEntry(universe, { id: 'title', title: 'mira', text: filler(4) }),
      ].map((entry) => ({ ...entry, id: entry.id.replace(' ', '-') })),
    );
    expect(await ranked(opened.store, universe, 'mira')).toEqual(['title', 'a-text']);
  });

  it('puts the short text before the long one with the same words', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const noise = Array.from({ length: 40 }, (_, i) => textEntry(universe, { id: `n${i}`, text: filler(20) }));
    await opened.store.put([
      ...noise,
      textEntry(universe, { id: 'a-long', text: `dragon ${filler(200)}` }),
      textEntry(universe, { id: 'short', text: `dragon ${filler(5)}` }),
    ]);
    expect(await ranked(opened.store, universe, 'dragon')).toEqual(['short', 'a-long']);
  });

  it('tells falling scores, and cuts only the end off when fewer are asked for', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const texts = Array.from({ length: 50 }, (_, i) => `${'dragon '.repeat(1 + (i % 7))} ${filler(i % 11)} tower`);
    await opened.store.put(texts.map((text, i) => textEntry(universe, { id: `t${i}`, text })));
    await opened.store.put([textEntry(universe, { id: 'other', text: filler(400) })]);
    const search = (max: number) =>
      opened.store.search({ text: 'dragon tower', match: 'any', max }, everything(universe));
    const all = await search(100);
    expect(all).toHaveLength(50);
    for (const [i, hit] of all.entries()) {
      const next = all[i + 1];
      if (next === undefined) continue;
      expect(hit.score).toBeGreaterThanOrEqual(next.score);
      if (hit.score === next.score) expect(hit.id < next.id).toBe(true);
    }
    for (const max of [1, 7, 49]) expect(await search(max)).toEqual(all.slice(0, max));
  });
};
