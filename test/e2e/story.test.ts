import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';

// Stories through the real command, each a process of its own.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await home.run(['world', 'create', 'ashfall']);
  await home.run(['propose', '--entity', 'Orc', '--type', 'character']);
});
afterAll(() => home[Symbol.asyncDispose]());

const ruin = [
  ...['story', 'start', 'The ruin', '--character', 'Mara', '--where', 'The Ruin', '--with', 'Orc'],
  ...['--when', '3 March 812', '--goal', 'find the map', '--thread', 'The map: Who took it?'],
];

describe('monitor story', () => {
  it('begins a story with what it needs, and finds it when it is asked again', async () => {
    expect((await home.run(['story', 'list'])).out).toContain('`monitor story start`');
    const { code, out } = await home.run(ruin);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^accepted {2}Mara, character …\w{6}\naccepted {2}The Ruin, location …\w{6}\nbegun: The ruin …/,
    );
    expect((await home.run(ruin)).out).toMatch(/^it was begun before: The ruin …/);
  });

  it('shows it on a page that fits the screen, and to a player without its secrets', async () => {
    const { out } = await home.run(['story', 'show', 'the ruin']);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const title of ['scenes', 'threads', 'who is where']) expect(out).toContain(`\n\n${title}\n`);
    expect(out).toContain('The map (open, secret)');
    expect((await home.run(['story', 'show', '--colour', 'always'])).out).toMatch(/^\u001B\[1mThe ruin …/u);
    expect((await home.run(['story', 'show', '--seat', 'player'])).out).not.toContain('The map');
    expect(await home.json(['story', 'show'])).toMatchObject({
      ...{ title: 'The ruin', state: 'active.playing', when: '3 March 812', seat: 'gm' },
      whereabouts: [{ place: { name: 'The Ruin' }, who: [{ name: 'Mara' }, { name: 'Orc' }] }],
    });
  });

  it('leaves it for another day, lists it, and gives it up only on a yes', async () => {
    expect((await home.run(['story', 'pause'])).out).toBe('The ruin: paused\n');
    expect((await home.run(['story', 'pause'])).error).toMatch(/`pause` has no place.*\n.*`abandon`, `resume`\.\n/);
    expect((await home.run(ruin)).out).toContain('`monitor story resume`');
    expect((await home.run(['story', 'resume'])).out).toBe('The ruin: a scene is under way\n');
    await home.run(['story', 'pause']);
    expect(await home.json(['story', 'list'])).toMatchObject({ count: 1, stories: [{ state: 'suspended' }] });
    expect(await home.run(['story', 'abandon'])).toMatchObject({ code: 1 });
    expect((await home.run(['story', 'abandon', '--yes'])).out).toBe('The ruin: given up\n');
    expect((await home.run(['story', 'show'])).error).toContain('no story is under way');
    expect((await home.run(['story', 'show', 'The ruin'])).out).toContain('given up');
  });

  it('begins what is missing where somebody says so: a world, a universe, and each of them once', async () => {
    await using other = await emptyHome();
    const asked = ['story', 'start', 'Beyond', '--character', 'Ann', '--create'];
    expect((await other.run(asked.slice(0, -1))).error).toContain('there is no world yet');
    expect((await other.run(asked)).out).toContain('begun: Beyond');
    expect((await other.run(asked)).out).toContain('it was begun before: Beyond');
    expect(await other.json(['world', 'list'])).toMatchObject({ worlds: [{ name: 'beyond', isChosen: true }] });
    const reach = [...asked, '--universe', 'The Reach'];
    expect((await other.run(reach)).out).toContain('begun: Beyond');
    expect((await other.run(reach)).out).toContain('it was begun before: Beyond');
    expect((await other.run(['universe', 'create', 'the reach'])).error).toContain('already');
    expect((await other.run(['universe', 'create', 'Far', '--calendar', 'days'])).out).toContain('calendar days');
    expect(await other.json(['universe', 'list'])).toMatchObject({
      universes: [{ name: 'Beyond' }, { name: 'The Reach' }, { name: 'Far', calendar: 'days' }],
    });
    expect((await other.run(['story', 'list'])).error).toContain('3 universes');
    expect(await other.json(['story', 'list', '--universe', 'The Reach'])).toMatchObject({ count: 1 });
    expect((await other.run(['doctor', '--audit'])).code).toBe(0);
  });

  it.each([
    [['story', 'start'], 2, 'needs a title'],
    [['story', 'start', 'A'], 2, '--character'],
    [['story', 'start', 'A', '--character', 'Mara', '--kind', 'drem'], 2, '`dream`'],
    [['story', 'start', 'A', '--character', 'Mara', '--with', 'Orcc'], 1, 'Did you mean `Orc`'],
    [['story', 'start', 'A', '--character', 'Mara', '--when', 'soon'], 1, 'calendar'],
    [['story', 'show', 'The rain'], 1, 'Did you mean `The ruin`'],
    [['story', 'list', '--seat', 'cook'], 2, '--seat'],
  ])('answers %j with advice', async (words, code, advice) => {
    const ran = await home.run(words);
    expect(ran.code).toBe(code);
    expect(ran.error).toContain(advice);
  });
});
