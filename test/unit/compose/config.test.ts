import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeSchemes } from '../../../schemas/config.ts';
import { type Configuration, loadConfiguration } from '../../../src/compose/config.ts';
import { absoluteFolder, platformFolders } from '../../../src/compose/platform.ts';
import { type Assignment, originText, settingKinds } from '../../../src/compose/settings.ts';
import { Failure } from '../../../src/domain/failure.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'configuration-'));
  await mkdir(path.join(home, 'config/monitor'), { recursive: true });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const fileOf = (): string => path.join(home, 'config/monitor/config.yaml');
const flag = (name: string, key: string, text: string): Assignment => ({
  key,
  value: { text },
  origin: { kind: 'flag', name },
});

interface Given {
  env?: Record<string, string>;
  flags?: readonly Assignment[];
  yaml?: string;
  file?: string | null;
}

const load = async ({ env = {}, flags = [], yaml, file = null }: Given): Promise<Configuration> => {
  if (yaml !== undefined) await writeFile(fileOf(), yaml);
  const places = { XDG_CONFIG_HOME: path.join(home, 'config'), XDG_DATA_HOME: path.join(home, 'share') };
  return loadConfiguration({
    machine: { platform: 'linux', env: { ...places, ...env }, home, cwd: path.join(home, 'work') },
    flags,
    file,
  });
};

const refusal = async (given: Given): Promise<string> => {
  try {
    await load(given);
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad_configuration') return error.message;
    throw error;
  }
  return 'accepted';
};

const setting = ({ settings }: Configuration, key: string) => {
  const found = settings.find((each) => each.key === key);
  return found && `${String(found.shown)} (${originText(found.origin)})`;
};

describe('a configuration', () => {
  it('has a default for everything', async () => {
    const loaded = await load({});
    expect(loaded.config).toMatchObject({
      profile: 'embedded',
      world: null,
      data: path.join(home, 'share/monitor'),
      stores: { canon: 'sqlite:canon.db', objects: 'file:objects' },
      model: { narrator: null, timeoutMs: 60_000 },
    });
    expect(new Set(loaded.settings.map(({ origin }) => origin.kind))).toEqual(new Set(['default']));
    expect(loaded.settings.map(({ key }) => key)).toEqual(settingKinds.map(({ key }) => key));
  });

  it('takes flags before the environment, that before the file, that before the default, and says which', async () => {
    const yaml = 'model:\n  narrator: from-file\n  checker: from-file\n  embedder: from-file\n';
    const env = { MONITOR_MODEL_NARRATOR: 'from-env', MONITOR_MODEL_CHECKER: 'from-env' };
    const loaded = await load({ yaml, env, flags: [flag('--set model.narrator', 'model.narrator', 'from-flag')] });
    expect(setting(loaded, 'model.narrator')).toBe('from-flag (--set model.narrator)');
    expect(setting(loaded, 'model.checker')).toBe('from-env (MONITOR_MODEL_CHECKER)');
    expect(setting(loaded, 'model.embedder')).toBe(`from-file (${fileOf()}:4)`);
    expect(setting(loaded, 'model.extractor')).toBe('null (default)');
  });

  it('takes our own variables before those that programs share', async () => {
    const shared = { OPENAI_API_KEY: 'sk-shared', OPENAI_BASE_URL: 'http://shared/v1', NO_COLOR: '1' };
    const loaded = await load({ env: { ...shared, MONITOR_MODEL_BASE_URL: 'http://own/v1' } });
    expect(loaded.config.model).toMatchObject({ apiKey: 'sk-shared', baseUrl: 'http://own/v1' });
    expect(setting(loaded, 'screen.colour')).toBe('never (NO_COLOR)');
  });

  it('reads texts as what the setting is', async () => {
    const env = { MONITOR_MODEL_TIMEOUT_MS: '20000', MONITOR_SCREEN_PLAIN: 'true', MONITOR_MODEL_NARRATOR: '7' };
    const { config } = await load({ env });
    expect(config).toMatchObject({ model: { timeoutMs: 20_000, narrator: '7' }, screen: { plain: true } });
  });

  it('takes an empty variable for none', async () => {
    expect(setting(await load({ env: { MONITOR_WORLD: '', NO_COLOR: '' } }), 'world')).toBe('null (default)');
  });

  it('starts a relative data folder where it was written', async () => {
    expect((await load({ yaml: 'data: here' })).config.data).toBe(path.join(home, 'config/monitor/here'));
    expect((await load({ env: { MONITOR_DATA: 'here' } })).config.data).toBe(path.join(home, 'work/here'));
    expect((await load({ flags: [flag('--data', 'data', '~/here')] })).config.data).toBe(path.join(home, 'here'));
  });

  it('knows the world that was chosen, unless one is named', async () => {
    await mkdir(path.join(home, 'share/monitor'), { recursive: true });
    await writeFile(path.join(home, 'share/monitor/current-world'), 'Ashfall\n');
    expect(setting(await load({}), 'world')).toBe('Ashfall (monitor world use)');
    expect(setting(await load({ env: { MONITOR_WORLD: 'other' } }), 'world')).toBe('other (MONITOR_WORLD)');
    await writeFile(path.join(home, 'share/monitor/current-world'), '../../etc');
    expect(setting(await load({}), 'world')).toBe('null (default)');
  });

  it('never shows a secret, nor a password in an address', async () => {
    const env = { MONITOR_MODEL_API_KEY: 'sk-very-secret', MONITOR_MODEL_BASE_URL: 'https://me:hush@host/v1' };
    const loaded = await load({ env });
    expect(loaded.config.model.apiKey).toBe('sk-very-secret');
    expect(JSON.stringify(loaded.settings)).not.toMatch(/very-secret|hush/);
    expect(setting(loaded, 'model.baseUrl')).toBe('https://me:********@host/v1 (MONITOR_MODEL_BASE_URL)');
    expect(await refusal({ env: { MONITOR_MODEL_API_KEY: 'sk\u0007-very-secret' } })).not.toContain('very-secret');
  });

  it('reads an empty file as no settings, and only comments too', async () => {
    for (const yaml of ['', '# nothing yet\n', '---\n'])
      expect((await load({ yaml })).settings.every(({ origin }) => origin.kind === 'default')).toBe(true);
  });
});

describe('a configuration that is wrong', () => {
  it.each<[string, Given, string]>([
    ['an unknown key', { yaml: 'wrold: a' }, ':1: unknown setting `wrold`; did you mean `world`?'],
    [
      'an unknown key within',
      { yaml: 'model:\n  narator: a' },
      ':2: unknown setting `model.narator`; did you mean `model.narrator`?',
    ],
    ['a group for a value', { yaml: 'model: llama' }, ':1: `model` is a group of settings: `model.baseUrl`'],
    ['a value for a group', { yaml: 'world:\n  name: a' }, ':2: unknown setting `world.name`'],
    ['a list', { yaml: 'world: [a, b]' }, ':1: `world` takes one value, not a list'],
    ['no map at all', { yaml: '- a\n- b' }, ':1: expected keys and values'],
    ['a key twice', { yaml: 'world: a\nworld: b' }, ':2: not YAML'],
    ['no YAML', { yaml: 'world: "a' }, 'not YAML'],
    [
      'a bad choice',
      { yaml: 'profile: embeded' },
      ":1: `embeded` can't be `profile`: expected `embedded` or `servers`; did you mean `embedded`?",
    ],
    ['a number out of bounds', { yaml: 'model:\n  timeoutMs: 5' }, ":2: `5` can't be `model.timeoutMs`"],
    [
      'a word for a number',
      { env: { MONITOR_MODEL_TIMEOUT_MS: 'soon' } },
      "MONITOR_MODEL_TIMEOUT_MS: `soon` can't be `model.timeoutMs`",
    ],
    [
      'a world that can have no folder',
      { flags: [flag('--world', 'world', '../x')] },
      "--world: `../x` can't be `world`",
    ],
    [
      'an address that is none',
      { env: { OPENAI_BASE_URL: 'nowhere' } },
      "OPENAI_BASE_URL: `nowhere` can't be `model.baseUrl`",
    ],
    [
      'a mistyped variable',
      { env: { MONITOR_WROLD: 'a' } },
      'unknown variable `MONITOR_WROLD`; did you mean `MONITOR_WORLD`?',
    ],
    ['a file that is named and missing', { file: 'nowhere.yaml' }, 'there is no configuration file'],
    [
      'a way out of the world',
      { yaml: 'stores:\n  canon: sqlite:../other/canon.db' },
      ":2: `sqlite:../other/canon.db` can't be",
    ],
    ['an absolute file', { yaml: 'stores:\n  canon: sqlite:/tmp/canon.db' }, ":2: `sqlite:/tmp/canon.db` can't be"],
    [
      'a server',
      { yaml: 'stores:\n  canon: neo4j://localhost:7687' },
      ':2: this build has no adapter for `neo4j:`; supported for `stores.canon`: `sqlite:`',
    ],
    [
      'the profile of servers',
      { flags: [flag('--profile', 'profile', 'servers')] },
      '--profile: this build has no adapters for the profile `servers`; supported: `embedded`',
    ],
  ])('is refused with its place: %s', async (_name, given, told) => {
    expect(await refusal(given)).toContain(told);
  });

  it('is refused with everything that is wrong at once', async () => {
    const told = await refusal({ yaml: 'a: 1\nb: 2', env: { MONITOR_PROFILE: 'x' } });
    expect(told).toContain('3 settings are wrong');
    expect(told.split('\n')).toHaveLength(4);
  });

  it('is refused also where another source goes before it', async () => {
    const flags = [flag('--profile', 'profile', 'embedded')];
    expect(await refusal({ env: { MONITOR_PROFILE: 'x' }, flags })).toContain('MONITOR_PROFILE');
  });

  it('is refused if it is huge, deep, a folder, or points in circles', async () => {
    expect(await refusal({ yaml: `# ${'x'.repeat(300_000)}` })).toContain('bytes');
    expect(await refusal({ yaml: '['.repeat(100_000) })).toContain('not YAML');
    expect(await refusal({ yaml: `${'{a: '.repeat(40_000)}1${'}'.repeat(40_000)}` })).toContain('not YAML');
    expect(await refusal({ yaml: `${'{a: '.repeat(200)}1${'}'.repeat(200)}` })).toContain('unknown setting');
    await rm(fileOf());
    await mkdir(fileOf());
    expect(await refusal({})).toContain("can't be read");
    await rm(fileOf(), { recursive: true });
    await symlink(fileOf(), fileOf());
    expect(await refusal({})).toContain("can't be read");
  });

  it('does not mind variables of others that start alike', async () => {
    const env = { MONITOR_TEST_CANON_URL: 'x', MONITOR_SCREEN_RESOLUTION_OF_THE_LEFT_ONE: '4k' };
    expect(await refusal({ env })).toBe('accepted');
  });
});

it.each(Object.entries(storeSchemes))(
  'refuses every server for %s, and says what there is instead',
  async (role, schemes) => {
    const [local, ...servers] = schemes;
    for (const scheme of servers) {
      const told = await refusal({ flags: [flag('--set', `stores.${role}`, `${scheme}://host:1/x`)] });
      expect(told).toBe(
        `--set: this build has no adapter for \`${scheme}:\`; supported for \`stores.${role}\`: \`${local}:\``,
      );
    }
  },
);

describe('the folders of a platform', () => {
  const machine = { home: '/home/ann', cwd: '/' };

  it.each([
    ['linux', {}, '/home/ann/.local/share/monitor', '/home/ann/.config/monitor'],
    ['linux', { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '/c' }, '/d/monitor', '/c/monitor'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ann/.local/share/monitor', '/home/ann/.config/monitor'],
    ['darwin', {}, '/home/ann/Library/Application Support/monitor', '/home/ann/Library/Application Support/monitor'],
  ])('are those of its convention: %s %j', (platform, env, data, config) => {
    expect(platformFolders({ ...machine, platform, env })).toEqual({ data, config });
  });

  it('are those of its convention: Windows', () => {
    const env = { LOCALAPPDATA: 'C:\\Users\\Ann\\Local', APPDATA: 'C:\\Users\\Ann\\Roaming' };
    expect(platformFolders({ platform: 'win32', env, home: 'C:\\Users\\Ann', cwd: 'C:\\' })).toEqual({
      data: 'C:\\Users\\Ann\\Local\\monitor\\data',
      config: 'C:\\Users\\Ann\\Roaming\\monitor',
    });
  });

  it('make what a person writes absolute', () => {
    const places = { home: '/home/ann', from: '/there' };
    expect(['~', '~/x', '~bob/x', 'x', '../x', '/x'].map((written) => absoluteFolder(written, places))).toEqual([
      '/home/ann',
      '/home/ann/x',
      '/there/~bob/x',
      '/there/x',
      '/x',
      '/x',
    ]);
  });
});
