import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';
import { lanternToad, spells, things } from '../support/srd.ts';
import { converse } from '../support/terminal.ts';

// Characters through the real command: made, kept in files, changed.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

const at = (name: string): string => path.join(home.folder, name);
const textOf = (name: string): Promise<string> => readFile(at(name), 'utf8');
const run = (...args: string[]) => home.run(args, { cwd: home.folder });

describe('monitor character new', () => {
  it('asks step by step in a terminal, and again where an answer will not do', async () => {
    const { code, screen } = await converse(
      home,
      ['character', 'new', 'd20_fantasy', '--out', at('asked.yaml')],
      [
        ['What are they called?', 'Asked\r'],
        ['Template?', 'prowlr\r'],
        ['Did you mean prowler?', '2\r'],
        ['Which way?', '1\r'],
        ['from the best on?', 'dex con wis\r'],
        ['6 are named', 'Dexterity, Constitution, wis,int, cha, str\r'],
        ['Which way?', 'keep\r'],
        ['Which way?', 'keep\r'],
        ['Which way?', 'keep\r'],
        ['Things, such as', '\r'],
      ],
    );
    expect(screen).toContain('written to asked.yaml');
    expect(code).toBe(0);
    expect(await textOf('asked.yaml')).toContain('attributes: { dex: 15, con: 14, wis: 13, int: 12, cha: 10, str: 8 }');
    expect(await home.json(['character', 'check', at('asked.yaml')])).toMatchObject({ isUsable: true });
  });

  it('reads all of it from a file, without a terminal, and writes nobody twice', async () => {
    await writeFile(
      at('choices.json'),
      JSON.stringify({ name: 'From File', template: 'mender', steps: { saves: { order: ['con_save', 'wis_save'] } } }),
    );
    const first = await run('character', 'new', 'd20_fantasy', '--from', 'choices.json');
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('written to from_file.yaml')]);
    const again = await run('character', 'new', 'd20_fantasy', '--from', 'choices.json');
    expect([again.code, again.error]).toEqual([1, expect.stringContaining('there is a `from_file.yaml` already')]);
  });

  it('makes the same with the seed that it tells', async () => {
    const words = ['character', 'new', 'percentile', '--name', 'Ada', '--step', 'training=points:spot=40', '--dry-run'];
    const first = (await home.json(words)) as { seed: string };
    expect(await home.json([...words, '--seed', first.seed])).toEqual(first);
  });

  it.each([
    [[], 2, 'what are they called?'],
    [['--name', 'X', '--step', 'abilities'], 2, '--step abilities=array'],
    [['--name', 'X', '--template', 'warrior', '--buy', 'rope=0'], 2, 'It is one at least.'],
    [['--from', 'nowhere.yaml'], 1, 'there is no such file'],
  ])('answers %j with advice', async (words, code, advice) => {
    const ran = await run('character', 'new', 'd20_fantasy', ...words);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.error).toContain(advice);
  });
});

describe('a character of rules of one’s own', () => {
  it('names the file that they are in, and is checked by it', async () => {
    await writeFile(
      at('house.yaml'),
      'system: d20_fantasy\nrules:\n  - id: horns\n    scope: universe\n    because: We have horns.\n    changes:\n' +
        '      - { do: add, at: gear, value: { key: horn, name: Horn, about: Loud., kind: tool } }\n',
    );
    await run('character', 'new', './house.yaml', '--name', 'Horner', '--template', 'warrior');
    expect(await textOf('horner.yaml')).toContain('rules: ./house.yaml');
    const { out, code } = await run('character', 'give', 'horner.yaml', 'horn');
    expect([code, out]).toEqual([0, 'Horner\n  Horn +1: 1 carried\nwritten to horner.yaml\n']);
    expect((await run('character', 'check', 'horner.yaml')).code).toBe(0);
  });
});

describe('what is done with a character’s file', () => {
  it('leaves what somebody wrote besides, and writes nothing that was refused', async () => {
    await run('character', 'copy', 'ebba_thornwall', 'ebba.yaml');
    const mine = `# our Ebba\n${(await textOf('ebba.yaml')).replace('coins: 740', 'coins: 740 # counted')}`;
    await writeFile(at('ebba.yaml'), mine);
    const refused = await run('character', 'take', 'ebba.yaml', 'rope', 'long_bow', 'horse=2');
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('has no `long_bow`');
    expect(refused.out).toContain('has no `horse`');
    expect(await textOf('ebba.yaml')).toBe(mine);
    await run('character', 'give', 'ebba.yaml', 'rope');
    expect(await textOf('ebba.yaml')).toBe(mine.replace('- { thing: rope }', '- { thing: rope, count: 2 }'));
  });

  it('changes nobody who ships', async () => {
    const { code, error } = await run('character', 'give', 'ebba_thornwall', 'rope');
    expect([code, error]).toEqual([2, expect.stringContaining('`--out FILE`')]);
    expect((await run('character', 'give', 'ebba_thornwall', 'rope', '--out', 'roped.yaml')).code).toBe(0);
  });

  it('tells what could be had, has it, and can do it all at once', async () => {
    await run('character', 'copy', 'marta_keel', 'marta.yaml');
    expect((await run('character', 'advance', 'marta.yaml')).out).toBe(
      'there is nothing that Marta Keel could have now\n',
    );
    const done = await home.json([
      'character',
      'advance',
      at('marta.yaml'),
      '--earn',
      '14',
      '--improve',
      'practise=lead',
      '--improve',
      'turn=Never there',
    ]);
    expect(done).toMatchObject({
      reasons: [],
      changes: [
        { by: 14 },
        { by: -5 },
        { taken: { paid: 5 } },
        { skill: 'lead' },
        { by: -7 },
        { taken: { paid: 7 } },
        { kind: 'feature' },
      ],
    });
    expect((await run('character', 'show', './marta.yaml')).out).toContain('Never there.');
  });
});

describe('monitor foe', () => {
  it('lists and shows them, with how they fight', async () => {
    const { out } = await run('foe', 'show', 'toll_taker');
    expect(out).toContain('strikes first, from hiding; whoever is weakest first');
    expect((await run('foe', 'show', 'tol_taker')).error).toContain('Did you mean `toll_taker`?');
    expect((await run('foe', 'list', 'd20_fantasy', '--kind', 'robot')).error).toContain('`undead`');
  });
});

describe('monitor character import', () => {
  it('makes files that can be played with, and tells what it left out', async () => {
    await writeFile(at('mine.json'), JSON.stringify([lanternToad, ...things, ...spells, { name: 'Ghost' }]));
    const { out, code } = await run('character', 'import', 'mine.json', '--as', 'mine');
    expect(code).toBe(0);
    expect(out).toContain(
      'read 11: 1 foe, 5 things, 5 special actions\nleft out: Ghost: it is no monster, thing or spell\n',
    );
    expect((await run('rules', 'check', 'mine-rules.yaml', 'mine-foes.yaml')).code).toBe(0);
    expect((await run('foe', 'show', 'lantern_toad', '--foes', 'mine-foes.yaml')).out).toContain(
      '2d6+3 piercing and 1d6 fire',
    );
    const acted = await run(
      'rules',
      'act',
      './mine-rules.yaml',
      'flash',
      '--by',
      './mine-foes.yaml#lantern_toad',
      '--to',
      'warrior',
      '--faces',
      '2,1,1,1,1',
    );
    expect(acted.out).toContain('Warrior is blinded');
  });

  it('refuses what another system has no words for', async () => {
    const { code, error } = await run('character', 'import', 'mine.json', '--system', 'narrative');
    expect([code, error]).toEqual([1, expect.stringContaining('Import into `d20_fantasy`.')]);
  });
});
