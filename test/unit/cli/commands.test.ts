import { describe, expect, it } from 'vitest';
import type { Flags } from '../../../src/cli/command.ts';
import { commands } from '../../../src/cli/commands.ts';
import { globalFlags } from '../../../src/cli/global-flags.ts';
import { help } from '../../../src/cli/help.ts';
import { parseRequest } from '../../../src/cli/parse.ts';
import { columns, printable, styleOf } from '../../../src/cli/screen/style.ts';
import { wordsOf } from '../../../src/cli/words.ts';
import { Failure } from '../../../src/domain/failure.ts';

const plain = styleOf({ hasColour: false, isPlain: false });

const refusal = (words: readonly string[]): string => {
  try {
    parseRequest(words, commands);
  } catch (error) {
    if (error instanceof Failure) return `${error.message} | ${error.advice ?? ''}`;
    throw error;
  }
  return 'accepted';
};

describe('the table of commands', () => {
  it('names each command once', () => {
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });

  it('gives a flag one kind wherever it stands', () => {
    const kinds = new Map<string, Set<string>>();
    const tables: readonly Flags[] = [globalFlags, ...commands.map(({ flags }) => flags)];
    for (const flags of tables)
      for (const [name, { kind }] of Object.entries(flags))
        kinds.set(name, (kinds.get(name) ?? new Set<string>()).add(kind));
    expect([...kinds].filter(([, of]) => of.size > 1)).toEqual([]);
  });

  it.each(commands)('has examples of $name that work', ({ name, examples }) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const words = wordsOf(example).filter((word) => !/^[A-Z_]+=/.test(word));
      expect(words[0]).toBe('monitor');
      expect(parseRequest(words.slice(1), commands)).toMatchObject({ kind: 'run', command: { name } });
    }
  });

  it.each(commands.map(({ name }) => name))('helps with %s: usage, flags and examples', (name) => {
    const words = name.split(' ');
    expect(parseRequest([...words, '--help'], commands)).toEqual({ kind: 'help', words });
    const text = help(words, commands, plain).join('\n');
    expect(text).toContain(`monitor ${name}`);
    expect(text).toContain('--json');
    expect(text).toContain('Examples');
  });

  it('is whole in the overview, with the exit codes', () => {
    const text = help([], commands, plain).join('\n');
    for (const { name, summary } of commands) expect(text).toMatch(new RegExp(`${name}.*${summary}`));
    expect(text).toContain('nothing was done');
  });
});

describe('reading a command line', () => {
  it('takes flags before, within and after the command', () => {
    for (const words of [
      ['--world', 'a', 'world', 'remove', 'x', '--yes'],
      ['world', '--world=a', 'remove', '--yes', 'x'],
      ['world', 'remove', 'x', '--yes', '--world', 'a'],
    ])
      expect(parseRequest(words, commands)).toMatchObject({
        kind: 'run',
        command: { name: 'world remove' },
        args: ['x'],
        flags: { yes: true },
        globals: { world: 'a', json: false, set: [] },
      });
  });

  it('collects what may be repeated, and lets the last of the rest count', () => {
    const words = ['doctor', '--set', 'a=1', '--set=b=2', '--data', 'x', '--data', 'y'];
    expect(parseRequest(words, commands)).toMatchObject({ globals: { set: ['a=1', 'b=2'], data: 'y' } });
  });

  it('takes what follows `--` as words', () => {
    expect(parseRequest(['world', 'create', '--', '--odd'], commands)).toMatchObject({ args: ['--odd'] });
  });

  it.each([
    [['wrld', 'list'], 'unknown command `wrld` | Did you mean `world list`?'],
    [['world', 'crate', 'x'], 'unknown command `world crate` | Did you mean `world create`?'],
    [
      ['manage', 'dead-leters', 'list'],
      'unknown command `manage dead-leters` | Did you mean `manage dead-letters list`?',
    ],
    [
      ['manage', 'dead-letters', 'lst'],
      'unknown command `manage dead-letters lst` | Did you mean `manage dead-letters list`?',
    ],
    [
      ['manage', 'dead-letters', 'show'],
      '`manage dead-letters show` needs EVENT: its id, or the beginning or end of it | `monitor manage dead-letters show --help` shows how.',
    ],
    [['docter'], 'unknown command `docter` | Did you mean `doctor`?'],
    [['xyzzy'], 'unknown command `xyzzy` | `monitor --help` lists them.'],
    [['doctor', '--audt'], 'unknown flag `--audt` for `doctor` | Did you mean `--audit`?'],
    [['doctor', '--yes'], 'unknown flag `--yes` for `doctor` | `monitor doctor --help` lists the flags.'],
    [['--jsno'], 'unknown flag `--jsno` | Did you mean `--json`?'],
    [['doctor', '-x'], 'unknown flag `-x` for `doctor` | `monitor doctor --help` lists the flags.'],
    [['doctor', '--audit=yes'], '`--audit` takes no value | Write `--audit` alone.'],
    [['doctor', '--data'], '`--data` needs a value | Write `--data DIR`, or `--data=…` if it starts with a dash.'],
    [
      ['doctor', '--data', '--json'],
      '`--data` needs a value | Write `--data DIR`, or `--data=…` if it starts with a dash.',
    ],
    [['world', 'create'], '`world create` needs NAME: the name of a world | `monitor world create --help` shows how.'],
    [
      ['world', 'create', 'a', 'b'],
      '`world create` has no use for `b` | `monitor world create --help` shows what it takes; put quotes around what belongs together.',
    ],
  ])('refuses %j', (words, told) => {
    expect(refusal(words)).toBe(told);
  });

  it('shows no more than a piece of what is very long', () => {
    expect(refusal(['x'.repeat(10_000_000)]).length).toBeLessThan(300);
  });

  it('does not take a name of the language for a flag or a command', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(refusal([name])).toContain('unknown command');
      expect(refusal(['doctor', `--${name}`])).toContain('unknown flag');
    }
  });
});

describe('a line as words', () => {
  it.each([
    ['world create  ashfall ', ['world', 'create', 'ashfall']],
    [`say "two words" 'and "three" more' a"b c"d ""`, ['say', 'two words', 'and "three" more', 'ab cd', '']],
    ['', []],
    [' \t ', []],
  ])('splits %j', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  it.each(['a "b', "it's", '"'])('refuses an open quote: %j', (line) => {
    expect(() => wordsOf(line)).toThrow('not closed');
  });
});

describe('text from outside', () => {
  it('loses its power over a terminal', () => {
    expect(printable('a\u001B[2Jb\u0007\r\n\u009Bc\u202Ed\u2028e')).toBe(
      'a\\u{1b}[2Jb\\u{7}\\u{d}\\u{a}\\u{9b}c\\u{202e}d\\u{2028}e',
    );
    expect(printable('Ægir’s Hall – 火')).toBe('Ægir’s Hall – 火');
  });

  it('stays aligned in columns, and harmless', () => {
    expect(
      columns([
        ['a', 'x'],
        ['bbb', '\u001B[31m'],
      ]),
    ).toEqual(['a    x', 'bbb  \\u{1b}[31m']);
  });
});
