import { expect, it } from 'vitest';
import { wordCharsMax } from '../../../src/domain/words.ts';
import { textEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { found, type OpenTextIndex, putTexts } from './tools.ts';

export const searching = (open: OpenTextIndex): void => {
  const world = seededWorld(21);

  it('finds what holds one of the words, all of them, or the words in a row', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    await putTexts(store, universe, [
      'The black dragon sleeps under Ashfall.',
      'A dragon, and then a black horse.',
      'Black sails on the river.',
      'The miller is afraid.',
    ]);
    const text = 'black dragon';
    expect(await found(store, universe, { text, match: 'any' })).toEqual([0, 1, 2]);
    expect(await found(store, universe, { text, match: 'all' })).toEqual([0, 1]);
    expect(await found(store, universe, { text, match: 'phrase' })).toEqual([0]);
    expect(await found(store, universe, { text: 'dragon black', match: 'phrase' })).toEqual([]);
    expect(await found(store, universe, { text: 'ashfall' })).toEqual([0]);
    expect(await found(store, universe, { text: 'unicorn' })).toEqual([]);
  });

  it('looks in the title and in the text, and lets no phrase run from one into the other', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    await store.put([textEntry(universe, { id: '1', title: 'Mira of the black', text: 'dragon guild' })]);
    expect(await found(store, universe, { text: 'mira' })).toEqual([1]);
    expect(await found(store, universe, { text: 'guild' })).toEqual([1]);
    expect(await found(store, universe, { text: 'mira guild', match: 'all' })).toEqual([1]);
    expect(await found(store, universe, { text: 'of the black', match: 'phrase' })).toEqual([1]);
    expect(await found(store, universe, { text: 'black dragon', match: 'phrase' })).toEqual([]);
  });

  it('lets a phrase hold a word twice, and every word in its place', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    await putTexts(store, universe, ['doom, doom, said the drum', 'doom said the drum']);
    expect(await found(store, universe, { text: 'doom doom said', match: 'phrase' })).toEqual([0]);
    expect(await found(store, universe, { text: 'said the drum', match: 'phrase' })).toEqual([0, 1]);
  });

  it.each([
    ['dragons', 'dragon'],
    ['burned', 'burning'],
    ['stories', 'story'],
    ['hoping', 'hope'],
    ['relational', 'relate'],
    ['happiness', 'happy'],
    ['robberies', 'robbery'],
  ])('finds %s by %s, and the other way round', async (one, other) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, [one, other, 'something else']);
    expect(await found(opened.store, universe, { text: one })).toEqual([0, 1]);
    expect(await found(opened.store, universe, { text: other })).toEqual([0, 1]);
    expect(await found(opened.store, universe, { text: `${one} ${other}`, match: 'all' })).toEqual([0, 1]);
  });

  it.each([
    ['Véra', 'vera'],
    ['ÉOWYN', 'éowyn'],
    ['Cafe\u0301', 'café'],
    ['Łódź', 'lodz'],
    ['Bjørn', 'BJORN'],
    ['Straße', 'strasse'],
    ['Æthelred', 'aethelred'],
    ['Ｄｒａｃｏ', 'draco'],
    ['oﬃcer', 'officer'],
    ['Σίσυφος', 'ΣΙΣΥΦΟΣ'],
    ['Ёлка', 'ёлка'],
    ['ドラゴン', 'ﾄﾞﾗｺﾞﾝ'],
    ['नमस्ते', 'नमस्ते'],
    ['Mira’s', 'mira'],
    ['well-known', 'known'],
    ['R2D2', 'r2d2'],
    ['year 1204', '1204'],
  ])('finds %s by %s', async (text, query) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, [text, 'unlike']);
    expect(await found(opened.store, universe, { text: query })).toEqual([0]);
  });

  it.each([
    ['Ёлка', 'Елка'],
    ['が', 'か'],
    ['dragonfly', 'dragon'],
    ['1204', '204'],
    ['miller', 'mill'],
  ])('does not take %s for %s', async (text, query) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, [text]);
    expect(await found(opened.store, universe, { text: query })).toEqual([]);
  });

  it('goes by the first characters of a very long word', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const long = '7'.repeat(wordCharsMax);
    await putTexts(opened.store, universe, [`${long}1`, `${long.slice(1)}1`, '7'.repeat(90_000)]);
    expect(await found(opened.store, universe, { text: `${long}2` })).toEqual([0, 2]);
  });

  it('keeps what has no words, and finds it by none', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await putTexts(opened.store, universe, ['', '\0\u0001 … — !', '🐉🐉']);
    expect(await opened.store.count(universe, 'facts')).toBe(3);
    expect(await found(opened.store, universe, { text: '🐉 …' })).toEqual([]);
  });
};
