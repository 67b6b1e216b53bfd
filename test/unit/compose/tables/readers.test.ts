import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTables, loadTables } from '../../../../src/compose/tables/library.ts';
import { entryChances } from '../../../../src/domain/tables/chances.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** The tables of a file as their texts with chances, or its problems as `line: message`. */
const read = async (name: string, text: string) => {
  await using folder = await temporaryFolder();
  const file = folder.file(name);
  await writeFile(file, text);
  const { tables, problems } = await checkTables([file]);
  expect(problems.every((problem) => problem.file === file)).toBe(true);
  return {
    tables: Object.fromEntries(
      tables.map((table) => {
        const chances = entryChances(table);
        return [table.id, table.entries.map((entry, index) => [entry.text, Math.round((chances[index] ?? 0) * 1_000)])];
      }),
    ),
    problems: problems.map(({ line, message }) => `${line}: ${message}`),
  };
};

/** The same table, in every kind of file. */
const alike: Readonly<Record<string, string>> = {
  'herd.yaml': [
    'tables:',
    '  - id: herd',
    '    name: Herd',
    '    dice: 2d6',
    '    entries:',
    '      - { at: 2-6, text: sheep }',
    '      - { at: 7, text: "{{d4}} goats, \\"lost\\"" }',
    '      - { at: 8-12, text: a | bell, once: true }',
  ].join('\n'),
  'herd.csv': '2d6,text,once\n2-6,sheep,\n7,"{{d4}} goats, ""lost""",no\n8-12,a | bell,yes\n',
  'Herd.tsv': '\uFEFF2d6\tWhat\tonce\r\n2-6\tsheep\tno\r\n7\t{{d4}} goats, "lost"\tno\r\n8-12\ta | bell\tx\r\n',
  'notes.md': [
    '# Notes',
    'Words, and `code`.',
    '```',
    '| d6 | not |',
    '|----|-----|',
    '| 1  | this |',
    '```',
    '## Herd ##',
    '| 2d6 | Animal | Once |',
    '|:----|:------:|-----:|',
    '| 2–6 | sheep | |',
    '| 7 | {{d4}} goats, "lost" | no |',
    '| 8-12 | a \\| bell | yes |',
    '',
    'More words.',
  ].join('\n'),
};

describe.each(Object.entries(alike))('%s', (name, text) => {
  it('is read as the same table as the others', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file(name), text);
    const { tables } = await loadTables([folder.file(name)]);
    expect(tables).toMatchObject([
      {
        id: 'herd',
        dice: { text: '2d6' },
        entries: [
          { spans: [{ from: 2, to: 6 }], text: 'sheep', once: false },
          { spans: [{ from: 7, to: 7 }], text: '{{d4}} goats, "lost"', once: false },
          { spans: [{ from: 8, to: 12 }], text: 'a | bell', once: true },
        ],
      },
    ]);
  });
});

describe('good files', () => {
  it.each([
    [
      'w.csv',
      'weight;text\n3;a\n1;b\n',
      {
        w: [
          ['a', 750],
          ['b', 250],
        ],
      },
    ],
    [
      'r.csv',
      'range,text\n1-3,a\n4,b\n',
      {
        r: [
          ['a', 750],
          ['b', 250],
        ],
      },
    ],
    [
      'pct.csv',
      'range,text\n01-50,a\n51-00,b\n',
      {
        pct: [
          ['a', 500],
          ['b', 500],
        ],
      },
    ],
    [
      't.csv',
      '\ntext\n\na\n"b\nb"\n',
      {
        t: [
          ['a', 500],
          ['b b', 500],
        ],
      },
    ],
    ['9 Lives.csv', 'text\na\n', { lives: [['a', 1_000]] }],
    [
      'l.md',
      '# Two Things\n\n- a\n- b goes\n  on here\n',
      {
        two_things: [
          ['a', 500],
          ['b goes on here', 500],
        ],
      },
    ],
    [
      'n.md',
      '1. a\n2) b\n',
      {
        n: [
          ['a', 500],
          ['b', 500],
        ],
      },
    ],
    ['m.md', '# A\n* x\n# B\n+ y [[a]]\n', { a: [['x', 1_000]], b: [['y [[a]]', 1_000]] }],
  ])('%s: each of its tables', async (name, text, tables) => {
    expect(await read(name, text)).toEqual({ tables, problems: [] });
  });

  it('draw from tables that ship, and stand in for them', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('doors.csv'), 'text\n"a hatch, smelling of [[smells_and_sounds]]"\n');
    const { library, tables } = await loadTables([folder.file('doors.csv')]);
    expect(tables.map(({ id }) => id)).toEqual(['doors']);
    expect(library.get('doors')?.entries).toHaveLength(1);
    expect(library.size).toBe((await loadTables()).library.size);
  });
});

const yaml = (...entries: string[]): string =>
  [
    'tables:',
    '  - id: mine',
    '    name: Mine',
    '    dice: d6',
    '    entries:',
    ...entries.map((each) => `      - ${each}`),
  ].join('\n');

describe('bad files', () => {
  it.each([
    ['gap.yaml', yaml('{ at: 1-2, text: a }', '{ at: 4-6, text: b }'), ['2: `mine`: a gap: nothing stands at 3']],
    [
      'overlap.yaml',
      yaml('{ at: 1-4, text: a }', '{ at: 4-6, text: b }'),
      ['7: `mine`: an overlap: at 4 stands `a` already'],
    ],
    [
      'sub.yaml',
      yaml('{ at: 1-6, text: "a [[wether_spring]]" }'),
      ['6: `mine`: there is no table `wether_spring`; did you mean `weather_spring`?'],
    ],
    ['ring.yaml', yaml('{ at: 1-6, text: "[[mine]]" }'), ['6: `mine`: it goes round in circles: mine > mine']],
    ['dice.yaml', yaml('{ at: 1-6, text: "{{2dd}}" }'), [/^6: `mine`: `2dd` is no roll: /]],
    ['field.yaml', yaml('{ at: 1-6, txt: a }'), [/^6: .*`text`/, /^6: .*`txt`/]],
    ['empty.yaml', '', [/^1: `tables`: missing/]],
    [
      'twice.yaml',
      `${yaml('{ at: 1-6, text: a }')}\n${yaml('{ at: 1-6, text: a }').split('\n').slice(1).join('\n')}`,
      ['7: there is a table `mine` already, at twice.yaml:2'],
    ],
    ['gap.csv', 'd6,text\n1-2,a\n4-6,b\n', ['1: `gap`: a gap: nothing stands at 3']],
    ['overlap.csv', 'd6,text\n\n1-4,a\n"4-6","b\nc"\n', ['4: `overlap`: an overlap: at 4 stands `a` already']],
    ['cells.csv', 'd6,text\n1-2,a\n3-6,b,c\n', [/^3: 3 cells stand under 2 columns/]],
    ['quote.csv', 'text\na\n"b\nc\n', ['3: a quote is opened here and not closed']],
    ['behind.csv', 'text\n"a" b\n', [/^2: something stands behind a closed quote/]],
    ['after.csv', 'weight,text\n1,"a\nb\nc"\nmany,d\n', ['5: `many`: a weight is a whole number']],
    ['heavy.csv', 'weight,text\nmany,a\n', ['2: `many`: a weight is a whole number']],
    ['zero.csv', 'weight,text\n0,a\n', [/^2: `weight`: at least 1/]],
    ['once.csv', 'once,text\nmaybe,a\n', ['2: `maybe`: `once` is `yes` or `no`']],
    [
      'columns.csv',
      'wieght,text\n1,a\n',
      [/^1: `text` would be a second column of texts; .*did you mean `weight` by `wieght`\?/],
    ],
    ['both.csv', 'weight,range,text\n1,1,a\n', ['1: it has rolls and weights; a table has one of them']],
    ['none.csv', 'd6,once\n1,x\n', ['1: no column holds the texts']],
    ['void.csv', '\n\n', [/^1: it is empty/]],
    ['head.csv', 'text\n', ['1: no entry follows the header']],
    ['ctrl.csv', 'text\nok\na\u0007\n', [/^3: `text`|^3: /]],
    ['text.csv', 'd2,text\n1,a\n2,\n', [/^3: /]],
    ['gap.md', '# Mine\n\n| d6 | x |\n|---|---|\n| 1-5 | a |\n', ['3: `mine`: a gap: nothing stands at 6']],
    ['cells.md', '| d6 | x |\n|---|---|\n| 1-6 | a | b |\n', [/^3: 3 cells/]],
    ['same.md', '- a\n\n| d1 | x |\n|---|---|\n| 1 | b |\n', ['3: there is a table `same` already, at same.md:1']],
    ['item.md', '# L\n- fine\n- bad {{2x}}\n', [/^3: `l`: `2x` is no roll/]],
    ['prose.md', '# L\nNothing here.\n', ['1: there is no table and no list in it']],
    ['bare.md', '| d6 | x |\n|---|---|\n', ['1: no entry follows the header']],
    ['mine.docx', 'x', [/^1: `\.docx` is no kind of file that holds tables/]],
  ])('%s: each problem with its line', async (name, text, wanted) => {
    const { problems } = await read(name, text);
    expect(problems).toEqual(
      wanted.map((each) => (typeof each === 'string' ? each : (expect.stringMatching(each) as string))),
    );
  });

  it('that are not there, or too large, are named', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('large.csv'), `text\n${'a\n'.repeat(600_000)}`);
    const { problems } = await checkTables([folder.file('none.md'), folder.file('large.csv')]);
    expect(problems.map(({ message }) => message)).toEqual(['larger than 1048576 bytes', 'there is no such file']);
  });

  it('hold a thousand entries at most', async () => {
    expect((await read('many.csv', `text\n${'a\n'.repeat(1_001)}`)).problems).toEqual([
      '1002: a table has 1000 entries at most',
    ]);
    expect((await read('many.md', '- a\n'.repeat(1_001))).problems).toEqual(['1001: a table has 1000 entries at most']);
    expect((await read('many.csv', `text\n${'a\n'.repeat(1_000)}`)).problems).toEqual([]);
  });

  it('are read to their end whatever stands in them, and every problem has a line of theirs', async () => {
    const words = [
      '|',
      '-',
      '- ',
      '# ',
      '\n',
      '"',
      ',',
      ';',
      '\t',
      '[[',
      ']]',
      '{{',
      '}}',
      'd6',
      '1-3',
      'text',
      'weight',
      ':',
      ' ',
      '```',
      '\\',
      'tables:',
      '\u202E',
      'é',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('f.csv', 'f.md', 'f.yaml', 'f.tsv'),
        fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 40 }),
        async (name, parts) => {
          const text = parts.join('');
          const { problems, tables } = await read(name, text);
          expect(problems.length + Object.keys(tables).length).toBeGreaterThan(0);
          for (const problem of problems) expect(Number.parseInt(problem)).toBeLessThanOrEqual(text.split('\n').length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of one endless line are refused at once', async () => {
    for (const line of [`# ${' '.repeat(900_000)}x`, `#${' #'.repeat(400_000)}x`, `- ${'{{'.repeat(400_000)}`])
      expect((await read('long.md', line)).problems).toEqual(['1: a line has 4000 characters at most']);
    expect((await read('long.csv', `text\n${'{{'.repeat(400_000)}`)).problems).toEqual([expect.stringMatching(/^2: /)]);
  });

  it('stop every draw, with all that is wrong', async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file('bad.csv'), 'd6,text\n1-2,a\n4-5,b\n');
    await expect(loadTables([folder.file('bad.csv')])).rejects.toThrow(
      /the tables can't be used: 1 problem\n {2}- .*bad\.csv:1: `bad`: a gap: nothing stands at 3, 6/,
    );
  });
});
