import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// A scene played by the rules through the real command, each call a process of its own.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await home.run(['world', 'create', 'ashfall']);
  await home.run(['propose', '--entity', 'Rat', '--type', 'character']);
  await home.run(['story', 'start', 'The cellar', '--character', 'Mara', '--with', 'Rat', '--when', '3 March 812']);
});
afterAll(() => home[Symbol.asyncDispose]());

const run = (...words: string[]) => home.run(words);
const json = (...words: string[]) => home.json(words);

interface Deed {
  statement: string;
  state: string;
}

describe('a story that is played by rules', () => {
  it('goes by the narrative ones until somebody says otherwise', async () => {
    expect(await json('rules', 'in-force')).toMatchObject({ system: { id: 'narrative' }, isUsual: true, house: [] });
    expect((await run('rules', 'use', 'd20_fantasy')).out).toMatch(/^Twenty-Sided Fantasy\n {2}d20_fantasy-/);
    expect(await json('rules', 'in-force')).toMatchObject({ system: { id: 'd20_fantasy' }, isUsual: false });
    expect((await run('rules', 'use', 'd20_fantsy')).error).toContain('Did you mean `d20_fantasy`?');
  });

  it('gives sheets to those whom canon knows, and to nobody else', async () => {
    expect((await run('character', 'keep', 'ebba_thornwall', '--as', 'Mara')).out).toContain('Mara has a sheet');
    expect((await run('character', 'keep', 'hedge_rat', '--as', 'rat')).out).toContain('Rat has a sheet: Hedge rat');
    expect((await run('character', 'keep', 'oath_guard', '--as', 'Rat')).out).toContain('another sheet');
    expect((await run('character', 'keep', 'hedge_rat', '--as', 'Nobody')).error).toContain('monitor propose');
    expect((await run('character', 'keep', 'hedge_rot', '--as', 'Rat')).code).not.toBe(0);
  });

  it('rolls for what is done, says why, counts what it did, and takes it back', async () => {
    expect((await run('story', 'status')).out).toContain('nothing has happened');
    expect((await run('story', 'why')).out).toBe('nothing was resolved in this scene yet\n');
    let deed: Deed;
    do deed = (await json('story', 'act', 'I attack the rat')) as Deed;
    while (!deed.statement.includes('harm'));
    expect(deed.state).toBe('done');
    const why = (await run('story', 'why')).out;
    expect(why).toContain('1d20 fell');
    expect(why).toContain('by d20_fantasy-');
    const hurt = (await run('story', 'status')).out;
    expect(hurt).toMatch(/Rat: .*\n(?: .*\n)* {2}hit points \d+, was \d/);
    expect((await run('story', 'undo')).out).toMatch(/^1 turn taken back/);
    expect((await run('story', 'status')).out).not.toContain('was');
    expect((await run('story', 'redo')).out).toMatch(/^1 turn counts again/);
    expect((await run('story', 'status')).out).toBe(hurt);
  });

  it('makes canon of the numbers when it is asked to, and does not take them back then', async () => {
    expect((await run('story', 'commit')).code).toBe(0);
    expect((await run('manage', 'log')).out).toMatch(/Rat has \d+ hit points/);
    const { code, error } = await run('story', 'undo');
    expect(code).toBe(1);
    expect(error).toContain('is canon already');
  });

  it('plays by rules of the house where they were said, and names them in what came of it', async () => {
    await using folder = await temporaryFolder();
    const file = folder.file('house.yaml');
    const rules = (id: string, scope: string, at: string, value: string) =>
      `  - { id: ${id}, scope: ${scope}, because: We like it so., changes: [{ do: set, at: ${at}, value: ${value} }] }\n`;
    await writeFile(file, `system: d20_fantasy\nrules:\n${rules('bloody', 'story', 'damage.critical', 'most')}`);
    expect((await run('rules', 'house', file)).error).toContain('needs a story');
    expect((await run('rules', 'house', file, '--story', 'The cellar')).out).toContain('bloody, for the story');
    const deed = (await json('story', 'act', 'I search the cellar')) as { rule: { house: string[] } };
    expect(deed.rule.house).toHaveLength(1);
    expect((await run('rules', 'house', file, '--story', 'The cellar')).error).toContain('already');
    await writeFile(
      file,
      `system: d20_fantasy\nrules:\n${rules('lucky', 'once', 'actions.search.roll.difficulty', '1')}`,
    );
    await run('rules', 'house', file, '--story', 'The cellar');
    const once = (await json('story', 'act', 'I search the cellar')) as typeof deed;
    expect(once.rule.house).toHaveLength(2);
    expect(await json('story', 'act', 'I search the cellar')).toMatchObject({ rule: { house: deed.rule.house } });
    await run('rules', 'lift', 'bloody', '--story', 'The cellar');
    expect(await json('story', 'act', 'I search the cellar')).toMatchObject({ rule: { house: [] } });
    await writeFile(file, `system: percentile\nrules:\n${rules('odd', 'universe', 'damage.critical', 'most')}`);
    expect((await run('rules', 'house', file)).error).toContain('are for `percentile`');
  });

  it('asks the oracle, and keeps how much chaos there is', async () => {
    expect((await run('story', 'oracle', 'ask', 'Is it dark?', '--odds', 'likely')).out).toMatch(
      /^Is it dark\?\n(?:Yes|No)/,
    );
    expect((await run('story', 'oracle', 'drift', 'lost')).out).toContain('Chaos is 6, and was 5.');
    expect((await run('story', 'oracle', 'drift', 'kept')).out).toContain('Chaos is 5, and was 6.');
    expect((await run('story', 'oracle', 'ask', 'Is it?', '--odds', 'likly')).error).toContain(
      'Did you mean `likely`?',
    );
    expect((await run('story', 'oracle', 'sing')).code).toBe(2);
  });

  it('finds a die that was changed where it is kept', async () => {
    expect((await run('doctor', '--audit')).code).toBe(0);
    const database = new DatabaseSync(path.join(home.data, 'worlds', 'ashfall', 'narrative.db'));
    database.exec(
      `UPDATE documents SET body = replace(body, '"dice":[', '"dice":[1,') WHERE collection = 'resolutions' AND body LIKE '%"rolls":[{%'`,
    );
    database.close();
    const { code, out } = await run('doctor', '--audit');
    expect(code).not.toBe(0);
    expect(out).toContain('does not fall as it is kept');
  });
});
