import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';
import { converse as converseIn, type Turns } from '../support/terminal.ts';

// The real command in a real pseudo-terminal (`script` makes one), and somebody who types once they are asked.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

const ctrlC = '\u0003';
const ctrlD = '\u0004';

const converse = (args: readonly string[], turns: Turns) => converseIn(home, args, turns);

const prompt = 'monitor> ';

it('opens a menu, does what is chosen or typed, and leaves when asked', async () => {
  const { code, screen } = await converse(
    [],
    [
      [prompt, '1\r'],
      [prompt, 'world create ashfall\r'],
      [prompt, 'wrld list\r'],
      [prompt, 'doctor\r'],
      [prompt, 'quit\r'],
    ],
  );
  expect(code).toBe(0);
  expect(screen).toContain('what works, and what does not');
  expect(screen).toContain('no world yet');
  expect(screen).toContain('created the world');
  expect(screen).toContain('Did you mean `world list`?');
  expect(screen).toContain('\u001B[32mok  \u001B[39m');
});

it.each([
  ['Ctrl-C', ctrlC],
  ['Ctrl-D', ctrlD],
])('is left with %s', async (_key, typed) => {
  expect(await converse([], [[prompt, typed]])).toMatchObject({ code: 0 });
});

it('asks before it removes a world, and takes only its name for a yes', async () => {
  const refused = await converse(['world', 'remove', 'ashfall'], [['Type its name: ', 'yes\r']]);
  expect(refused).toMatchObject({ code: 1, screen: expect.stringContaining('was not removed') as string });
  const left = await converse(['world', 'remove', 'ashfall'], [['Type its name: ', ctrlC]]);
  expect(left).toMatchObject({ code: 1, screen: expect.stringContaining('was not removed') as string });
  const done = await converse(
    [],
    [
      [prompt, 'world remove ashfall\r'],
      ['Type its name: ', 'Ashfall\r'],
      [prompt, ctrlD],
    ],
  );
  expect(done).toMatchObject({ code: 0, screen: expect.stringContaining('to the archive as') as string });
});

describe('before canon gives way', () => {
  const vale = ['--world', 'vale'] as const;
  const where = async (): Promise<string> =>
    (await home.run([...vale, 'manage', 'why', 'Mara located_in'])).out.split('\n')[0] ?? '';
  const move = [...vale, 'propose', 'Mara', 'located_in', 'The Castle', '--from', '3 March 812'];
  const toCastle = 'Mara located in The Castle';
  const toTavern = 'Mara located in The Tavern';

  beforeAll(async () => {
    const lines = [
      'world create vale',
      'world use vale',
      ...['Mara --type character', '"The Tavern" --type location', '"The Castle" --type location'].map(
        (entity) => `propose --entity ${entity}`,
      ),
      'propose Mara located_in "The Tavern" --from "3 March 812"',
      ...['wounded', 'poisoned'].map((what) => `propose Mara afflicted_by ${what} --seat player`),
    ];
    expect(await home.run([], { input: `${lines.join('\n')}\n` })).toMatchObject({ code: 0 });
  });

  it.each([
    ['no', 'n\r'],
    ['nothing', '\r'],
    ['something else', 'yeah, maybe\r'],
    ['Ctrl-C', ctrlC],
    ['Ctrl-D', ctrlD],
  ])('is shown what would go, and with %s nothing goes', async (_answer, typed) => {
    const { code, screen } = await converse(move, [['Do it? (y/N) ', typed]]);
    expect(code).toBe(1);
    expect(screen).toContain('would be declared never to have been so');
    expect(screen).toContain('nothing was done');
    expect(await where()).toContain(toTavern);
  });

  it('does what was shown with a yes, and what a correction would do likewise', async () => {
    const done = await converse(move, [['Do it? (y/N) ', 'y\r']]);
    expect(done).toMatchObject({ code: 0, screen: expect.stringContaining('accepted') as string });
    expect(await where()).toContain(toCastle);
    const retcon = [...vale, 'manage', 'retcon', 'Mara located_in', '--because', 'Wrong evening.'];
    const left = await converse(retcon, [['Do it? (y/N) ', 'no\r']]);
    expect(left).toMatchObject({ code: 1, screen: expect.stringContaining('nothing was done') as string });
    expect(await where()).toContain(toCastle);
    const taken = await converse(retcon, [['Do it? (y/N) ', 'YES\r']]);
    expect(taken).toMatchObject({ code: 0, screen: expect.stringContaining('accepted') as string });
    expect(await where()).toContain(toTavern); // which comes back
  });

  it('asks before many are decided, also in the middle of a session, and decides them together', async () => {
    const { code, screen } = await converse(
      [...vale],
      [
        [prompt, 'manage decide accept --by player\r'],
        ['accept 2 proposals? (y/N) ', 'n\r'],
        [prompt, 'manage pending\r'],
        [prompt, 'manage decide accept --by player --because "She is."\r'],
        ['accept 2 proposals? (y/N) ', 'y\r'],
        [prompt, 'manage pending\r'],
        [prompt, 'quit\r'],
      ],
    );
    expect(code).toBe(0);
    expect(screen).toContain('nothing was done: add `--yes` to decide all 2');
    expect(screen).toContain('nothing waits');
    expect(screen.indexOf('afflicted by wounded')).toBeGreaterThan(screen.indexOf('nothing was done'));
  });
});
