import fc from 'fast-check';
import { expect, it } from 'vitest';
import { queryCharsMax, queryTermsMax } from '../../../src/domain/words.ts';
import { textCharsMax, titleCharsMax } from '../../../src/ports/text-index.ts';
import { everything, textEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { found, type OpenTextIndex, putTexts, ranked } from './tools.ts';

const matches = ['any', 'all', 'phrase'] as const;
const vocabulary = ['dragon', 'miller', 'tower', 'near', 'or', 'not', 'and', 'title', 'text', 'null'] as const;
/** What means something to one store or another, or to a terminal. */
const junk = () =>
  fc.constantFrom(
    ...Array.from('"\'()*^:-+{}[]\\/~?!&|<>=$;%_`#@., …🐉\0\u0001\u001b\n\t\r\u202e\ufeff'),
    ...['\ud800', ' "" ', ' ") ', ' (* ', ' ^" ', ' :* ', ' - ', ' + ', ' {}: ', ' -- ', ' \u001b[ '],
  );

export const queries = (open: OpenTextIndex): void => {
  const world = seededWorld(22);

  it('takes a query for words and nothing else, whatever stands between them', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const words = fc.array(fc.constantFrom(...vocabulary), { maxLength: 5 });
    const law = fc.asyncProperty(
      fc.array(words, { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.constantFrom(...vocabulary), junk()), { maxLength: 5 }),
      junk(),
      fc.constantFrom(...matches),
      async (texts, parts, start, match) => {
        await opened.store.clear(universe);
        await putTexts(
          opened.store,
          universe,
          texts.map((text) => text.join(' ')),
        );
        const noisy = start + parts.map(([word, after]) => `${word} ${after}`).join(' ');
        const plain = parts.map(([word]) => word).join(' ');
        const asked = await found(opened.store, universe, { text: noisy.toUpperCase(), match });
        expect(asked).toEqual(await found(opened.store, universe, { text: plain, match }));
      },
    );
    await fc.assert(law, { numRuns: 150 });
  });

  it('answers any text at all', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, ['dragon', 'miller']);
    const law = fc.asyncProperty(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 })),
      fc.constantFrom(...matches),
      async (text, match) => {
        for (const number of await found(opened.store, universe, { text, match })) expect([0, 1]).toContain(number);
      },
    );
    await fc.assert(law, { numRuns: 300 });
  });

  it.each(['', ' ', '\n', '"', '""', '()', '*', '-', '…', '\0', '🐉'])('finds nothing by %j', async (text) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, ['dragon', '']);
    for (const match of matches) expect(await found(opened.store, universe, { text, match })).toEqual([]);
  });

  it('leaves out words that say nothing, unless there are no others or every word counts', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    await putTexts(store, universe, ['what is the name of the dragon', 'the end of it', 'dragon']);
    expect(await found(store, universe, { text: 'the dragon' })).toEqual([0, 2]);
    expect(await found(store, universe, { text: 'of the' })).toEqual([0, 1]);
    expect(await found(store, universe, { text: 'the dragon', match: 'all' })).toEqual([0]);
    expect(await found(store, universe, { text: 'of the dragon', match: 'phrase' })).toEqual([0]);
    expect(await found(store, universe, { text: 'of a dragon', match: 'phrase' })).toEqual([]);
  });

  it('goes by the first words of a long query', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const words = Array.from({ length: queryTermsMax + 2 }, (_, i) => `w${i}`);
    await putTexts(store, universe, [`w${queryTermsMax - 1}`, `w${queryTermsMax}`, words.slice(0, -2).join(' ')]);
    const text = words.join(' ');
    expect(await found(store, universe, { text })).toEqual([0, 2]);
    expect(await found(store, universe, { text, match: 'all' })).toEqual([2]);
    expect(await found(store, universe, { text, match: 'phrase' })).toEqual([2]);
    expect(await found(store, universe, { text: `${'w0 '.repeat(2_000)} w1`, match: 'any' })).toEqual([2]);
    expect(await found(store, universe, { text: `${' '.repeat(queryCharsMax)} w0` })).toEqual([]);
  });

  it.each(['dragon ', '"dragon" OR ', '(((', 'x', '\0', '\u0301', '🐉'])('answers a megabyte of %j', async (part) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, ['dragon']);
    const text = `dragon ${part.repeat(Math.ceil(1_000_000 / part.length))}`;
    expect(await found(opened.store, universe, { text })).toEqual([0]);
  });

  it('finds nothing of another universe, whatever the query says', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    await putTexts(opened.store, mine, ['unlike']);
    await putTexts(opened.store, theirs, ['dragon']);
    const crafted = [
      'dragon',
      `${theirs} dragon`,
      `universe:${theirs} dragon`,
      '1:dragon 2:dragon',
      '"2:dragon"',
      '" OR "2:dragon',
      '2\u0000dragon',
      `") OR (universe:"${theirs}`,
      '* dragon*',
    ];
    for (const text of crafted)
      for (const match of matches) expect(await found(opened.store, mine, { text, match })).toEqual([]);
  });

  it('lets no entry pass for one of another universe, whatever it holds', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    await putTexts(opened.store, mine, ['unlike']);
    await putTexts(opened.store, theirs, ['1:dragon 2:dragon 3:dragon', `${mine} ${mine}:dragon`, '1\u0000dragon']);
    expect(await ranked(opened.store, mine, 'dragon')).toEqual([]);
    expect(await found(opened.store, theirs, { text: 'dragon' })).toEqual([0, 1, 2]);
  });
};

export const bounds = (open: OpenTextIndex): void => {
  const world = seededWorld(23);

  it('takes titles and texts up to their bounds, and refuses longer ones', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const good = textEntry(universe, {
      id: '1',
      title: 'é '.repeat(titleCharsMax / 2),
      text: `dragon ${'word '.repeat(textCharsMax / 5)}`.slice(0, textCharsMax - 7) + ' miller',
    });
    await store.put([good]);
    expect(await found(store, universe, { text: 'miller' })).toEqual([1]);
    for (const bad of [{ title: 'x'.repeat(titleCharsMax + 1) }, { text: 'x'.repeat(textCharsMax + 1) }]) {
      const call = store.put([textEntry(universe, { id: '2', text: 'tower' }), { ...good, id: '3', ...bad }]);
      await expect(call).rejects.toMatchObject({ code: 'too_large', kind: 'terminal' });
    }
    expect(await store.count(universe, 'facts')).toBe(1);
    expect(await found(store, universe, { text: 'tower' })).toEqual([]);
  });

  it('takes many long texts at once', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const text = 'a long story about a tower '.repeat(3_500).slice(0, textCharsMax);
    await opened.store.put(Array.from({ length: 20 }, (_, i) => textEntry(universe, { id: String(i), text })));
    expect(await opened.store.search({ text: 'tower', match: 'any', max: 100 }, everything(universe))).toHaveLength(20);
  });
};
