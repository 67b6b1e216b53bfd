import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';

// A small story, told and corrected with the real command, without anybody at a terminal.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await session(['world create ashfall']);
});
afterAll(() => home[Symbol.asyncDispose]());

interface Session {
  code: number | null;
  views: Record<string, unknown>[];
  errors: { code: string; message: string; advice: string }[];
}

/** Runs lines as one session that prints JSON, and parses what each printed. */
const session = async (lines: readonly string[]): Promise<Session> => {
  const { code, out, error } = await home.run(['--json'], { input: `${lines.join('\n')}\n` });
  const parsed = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    code,
    views: parsed(out),
    errors: parsed(error).map(({ error: told }) => told as Session['errors'][number]),
  };
};

interface Told {
  proposals: { proposal: string; verdict: string; says: string; reasons: { code: string }[] }[];
  isDone: boolean;
  preview: Record<string, { count: number; items: { id: string; statement: string }[] }> & {
    mentions: { threads: { title: string }[] };
  };
}

const verdicts = (view: unknown): string[] =>
  (view as Told).proposals.map(({ verdict, reasons }) => [verdict, ...reasons.map(({ code }) => code)].join(' '));

const statements = (view: unknown, part: string): string[] =>
  (view as Told).preview[part]?.items.map(({ statement }) => statement) ?? [];

describe('a story at the console', () => {
  it('begins with people and places, refuses what contradicts it, and tells why', async () => {
    const { code, views } = await session([
      'propose --entity Mara --type character',
      'propose --entity Orc --type character',
      'propose --entity "The Tavern" --type location',
      'propose --entity "The Castle" --type location',
      'propose Mara located_in "The Tavern" --from "3 March 812" --says "Mara walks into the tavern."',
      'propose --event death --patient Mara --agent Orc --from "5 March 812" --says "The orc kills her."',
      'propose Mara vital alive --from "9 March 812" --says "Mara walks in."',
    ]);
    expect(code).toBe(1);
    expect(views.flatMap(verdicts)).toEqual([
      ...Array.from({ length: 6 }, () => 'accepted new'),
      'rejected needs_event',
    ]);
    expect(views[5]).toMatchObject({ proposals: [{ consequences: { brought: [{ statement: 'Mara vital dead' }] } }] });
    const [refused] = (views.at(-1) as unknown as Told).proposals;
    const asked = await session([
      `manage why ${refused?.proposal.slice(-8)}`,
      'manage why Mara vital',
      'manage why "#6"',
    ]);
    expect(asked.code).toBe(0);
    expect(asked.views).toMatchObject([
      {
        kind: 'proposal',
        proposal: { evidence: [{ words: 'Mara walks in.', seat: 'gm' }] },
        rulings: [{ verdict: 'rejected', threshold: 0.7 }],
      },
      { kind: 'fact', fact: { status: 'canon', object: 'dead' }, restsOn: [{ predicate: 'death' }] },
      { kind: 'commit', commit: { revision: 6 }, rulings: [{ verdict: 'accepted' }] },
    ]);
  });

  it('shows what the GM displaces and does nothing without a yes, then does it, takes it back, and takes that back', async () => {
    const move = 'propose Mara located_in "The Castle" --from "3 March 812" --says "No, the castle."';
    const { views } = await session([move, `${move} --yes`, 'manage log --max 1']);
    expect(views[0]).toMatchObject({ isDone: false, proposals: [], displaced: { retconned: { count: 1 } } });
    expect(verdicts(views[1])).toEqual(['accepted retcon']);
    const [{ revision }] = views[2]?.['items'] as [{ revision: number }];
    const because = '--because "It was the tavern."';
    const undone = await session([
      `manage revert ${revision} ${because}`,
      `manage revert ${revision} ${because} --preview`,
      `manage revert ${revision} ${because} --yes`,
      'manage why Mara located_in',
      `manage revert ${revision + 1} --because "No, the castle." --yes`,
      'manage why Mara located_in',
    ]);
    expect(undone.views[0]).toMatchObject({ isDone: false, isPreview: false });
    expect(statements(undone.views[1], 'restored')).toEqual(['Mara located in The Tavern']);
    expect(undone.views[2]).toMatchObject({ isDone: true });
    expect(undone.views[3]).toMatchObject({ fact: { object: 'The Tavern', status: 'canon' } });
    expect(verdicts(undone.views[4])[0]).toMatch(/^accepted reverts/);
    expect(undone.views[5]).toMatchObject({ fact: { object: 'The Castle' } });
  });

  it('finds that two were one, that one was two, and calls them as they are called', async () => {
    const { code, views } = await session([
      'propose --entity "The Grey Lady" --type character',
      'propose "Grey Lady" speaks Elvish',
      'manage merge Mara "The Grey Lady" --because "The mask is off." --preview',
      'manage merge Mara "The Grey Lady" --because "The mask is off." --yes',
      'manage why Mara speaks',
      'manage split Mara "The Grey Maid" Mara speaks --create --because "There were two." --yes',
      'manage why "Grey Maid" speaks',
      'manage rename "Grey Maid" "Elin" --because "Her name." --yes',
      'manage why Elin',
    ]);
    expect(code).toBe(0);
    expect(statements(views[2], 'altered')).toEqual(['The Grey Lady speaks Elvish']);
    expect(views[4]).toMatchObject({ fact: { subject: { name: 'Mara' } } });
    expect(verdicts(views[5])).toEqual(['accepted new', 'accepted split']);
    expect(views[6]).toMatchObject({ fact: { subject: { name: 'The Grey Maid' } } });
    expect(views[8]).toMatchObject({ kind: 'node', node: { name: 'Elin' }, fate: [{ what: 'is called Elin' }] });
  });

  it('keeps what is locked from everybody until it is unlocked', async () => {
    const { views } = await session([
      'manage lock Mara vital --because "Settled." --yes',
      'manage retcon Mara vital --because "No." --yes',
      'manage unlock Mara vital --because "Not settled." --yes',
      'manage retcon Mara death --because "She lives." --yes',
      'propose Mara vital alive --from "9 March 812"',
    ]);
    expect(views.flatMap(verdicts)).toEqual([
      'accepted locked',
      'rejected locked',
      'accepted unlocked',
      'accepted retcon',
      'accepted new',
    ]);
  });

  it('asks what is to become of what rested on it, and does as it is told, by cascade or one by one', async () => {
    const lines = [
      '{"key":"seen","subject":"Orc","predicate":"located_in","object":"The Tavern","from":"3 March 812"}',
      '{"key":"one","subject":"Orc","predicate":"trait","object":"thirsty","derives_from":["seen"]}',
      '{"subject":"Orc","predicate":"trait","object":"known","derives_from":["one"]}',
      '{"subject":"Orc","predicate":"trait","object":"loud","derives_from":["seen"]}',
      '{"thread":"Where was the orc?","clues":["seen"]}',
    ];
    await writeFile(path.join(home.folder, 'orc.jsonl'), `${lines.join('\n')}\n`);
    const retcon = 'manage retcon Orc located_in --because "It was elsewhere."';
    const { views } = await session([
      'propose --file orc.jsonl',
      `${retcon} --preview`,
      `${retcon} --preview --cascade propagate`,
      `${retcon} --preview --cascade none`,
      `${retcon} --yes`,
      'manage pending --by CanonKeeper',
    ]);
    expect(verdicts(views[0])).toHaveLength(5);
    expect(statements(views[1], 'flagged').sort()).toEqual(['Orc trait loud', 'Orc trait thirsty']);
    expect(statements(views[1], 'resting')).toEqual(['Orc trait known']);
    expect((views[1] as unknown as Told).preview.mentions.threads).toMatchObject([{ title: 'Where was the orc?' }]);
    expect((views[2] as unknown as Told).preview['retconned']?.count).toBe(4);
    expect((views[3] as unknown as Told).preview['flagged']?.count).toBe(0);
    const waiting = views[5]?.['items'] as { id: string; says: string }[];
    expect(waiting.map(({ says }) => says).sort()).toEqual([
      'take back “Orc trait loud”',
      'take back “Orc trait thirsty”',
    ]);
    const loud = waiting.find(({ says }) => says.includes('loud'))?.id ?? '';
    const decided = await session([
      `manage decide reject ${loud.slice(-10)} --because "It is loud all the same."`,
      'manage decide accept --by CanonKeeper',
      'manage decide accept --by CanonKeeper --yes',
      'manage why Orc trait loud',
      'manage why Orc trait thirsty',
      'manage log --decisions --code rejected_by_gm',
    ]);
    expect(decided.views[1]).toMatchObject({ isDone: false, waiting: 1, decided: [] });
    expect(decided.views[2]).toMatchObject({ isDone: true, decided: [{ verdict: 'accepted' }] });
    expect(decided.views[3]).toMatchObject({ fact: { status: 'canon' } });
    expect(decided.views[4]).toMatchObject({ fact: { status: 'retconned' } });
    expect(decided.views[5]).toMatchObject({ kind: 'decisions', items: [{ verdict: 'rejected' }] });
  });

  it('lets a player’s word wait, and the GM decide it', async () => {
    const { views } = await session([
      'propose Mara afflicted_by poisoned --seat player --speaker Bob --says "I drink it."',
      'propose Mara afflicted_by tired --stage',
      'manage pending --entity Mara',
      'manage pending --by Bob --code needs_review',
      'manage decide accept --entity Mara --because "So be it." --yes',
      'manage pending --entity Mara',
    ]);
    expect(views[2]).toMatchObject({
      items: [{ says: 'Mara afflicted by tired' }, { says: 'Mara afflicted by poisoned' }],
    });
    expect(views[3]).toMatchObject({ items: [{ by: { name: 'Bob', seat: 'player' } }] });
    expect(views[4]).toMatchObject({ decided: [{ verdict: 'accepted' }, { verdict: 'accepted' }] });
    const { decided } = views[4] as { decided: { decision: { commit: string } }[] };
    expect(new Set(decided.map(({ decision }) => decision.commit)).size).toBe(1);
    expect(views[5]).toMatchObject({ items: [], next: null });
  });
});

describe('what is asked in a way that cannot be done', () => {
  const asked: readonly (readonly [line: string, code: string])[] = [
    ['propose', 'usage'],
    ['propose Mara', 'usage'],
    ['propose Mara vital dead --entity Mara', 'usage'],
    ['propose Mara vital dead --confidence NaN', 'usage'],
    ['propose Mara vital dead --intent maybe', 'usage'],
    ['propose Mara vital dead --seat dm', 'usage'],
    ['propose Mara vital dead --visibility all', 'usage'],
    [`propose Mara vital dead --says "${'x'.repeat(5_000)}"`, 'usage'],
    [`propose ${'M'.repeat(50_000)} vital dead`, 'usage'],
    ['propose Mara vital dead --universe Nowhere', 'unknown_universe'],
    ['propose --file nowhere.jsonl', 'bad_file'],
    ['propose uni_00000000000000000000000000 vital dead', 'unknown_name'],
    ['manage decide', 'usage'],
    ['manage decide accept', 'usage'],
    ['manage decide perhaps abcd', 'usage'],
    ['manage decide accept abcdabcd', 'unknown_proposal'],
    ['manage decide accept fct_0000', 'unknown_proposal'],
    ['manage retcon', 'usage'],
    ['manage retcon Mara vital', 'usage'],
    ['manage retcon Mara vital --because x --cascade all', 'usage'],
    ['manage retcon prp_00000000000000000000000000 --because x --yes', 'unknown_fact'],
    [`manage retcon ${'a'.repeat(20_000)} --because x --yes`, 'unknown_fact'],
    ['manage revert 999 --because x --yes', 'unknown_commit'],
    ['manage merge Mara Nobody --because x --yes', 'unknown_name'],
    ['manage rename Mara "" --because x --yes', 'usage'],
    ['manage why Nobody', 'unknown_name'],
    ['manage why dec_00000000000000000000000000', 'unknown_record'],
    ['manage log --max 0', 'usage'],
    ['manage log --verdict accepted', 'usage'],
    ['manage pending --scene here', 'usage'],
    ['manage pending --after nonsense', 'bad_cursor'],
    ['manage retcn Mara vital', 'usage'],
    ['manage lock Mara vital --becuase x', 'usage'],
  ];

  it('is refused with its code, and nothing is written', async () => {
    const state = async () => {
      const { views } = await session(['manage log --max 1', 'manage log --decisions --max 1', 'manage pending']);
      return JSON.stringify(views);
    };
    const before = await state();
    const { code, errors, views } = await session(asked.map(([line]) => line));
    expect(code).not.toBe(0);
    expect(views).toEqual([]);
    expect(errors.map((error, at) => [asked[at]?.[0].slice(0, 60), error.code])).toEqual(
      asked.map(([line, expected]) => [line.slice(0, 60), expected]),
    );
    expect(await state()).toBe(before);
  });
});

describe('somebody who changes a row afterwards', () => {
  const tampering: readonly (readonly [file: string, sql: string, found: RegExp])[] = [
    ['canon', `UPDATE facts SET body = replace(body, 'Elvish', 'Orcish') WHERE body LIKE '%Elvish%'`, /sealed with/],
    [
      'canon',
      `UPDATE decisions SET body = replace(body, 'needs_event', 'new') WHERE body LIKE '%needs_event%'`,
      /decision `dec_/,
    ],
    [
      'canon',
      `UPDATE commits SET body = replace(body, 'The mask is off.', 'Whim.') WHERE body LIKE '%The mask is off.%'`,
      /commit `cmt_/,
    ],
    ['canon', 'UPDATE supports SET sufficient = 1', /sealed with/],
    [
      'narrative',
      `UPDATE documents SET body = replace(body, 'needs_event', 'new') WHERE collection = 'decisions'`,
      /copy of decision `dec_/,
    ],
    [
      'narrative',
      `DELETE FROM documents WHERE collection = 'decisions' AND sequence = (SELECT max(sequence) FROM documents WHERE collection = 'decisions')`,
      /lacks its copy/,
    ],
    [
      'narrative',
      `UPDATE documents SET body = replace(body, 'The orc kills her.', 'She falls.') WHERE collection = 'turns.user'`,
      /is not what it was when it became evidence/,
    ],
    [
      'narrative',
      `UPDATE documents SET body = replace(body, 'Mara walks in.', 'Mara lies.') WHERE collection = 'proposals'`,
      /proposal `prp_/,
    ],
  ];

  it.each(tampering)('is found in %s: %s', async (file, sql, found) => {
    const copied = await home.run(['world', 'export', `copy.jsonl`, '--replace', '--world', 'ashfall']);
    expect(copied.error).toBe('');
    const name = `t${Math.abs([...sql].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7) % 1_000_000)}`;
    await home.run(['world', 'import', 'copy.jsonl', '--as', name]);
    expect((await home.run(['doctor', '--audit', '--world', name])).code).toBe(0);
    {
      using database = new DatabaseSync(path.join(home.data, 'worlds', name, `${file}.db`));
      expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
    }
    const { code, out } = await home.run(['doctor', '--audit', '--world', name]);
    expect(code).toBe(1);
    expect(out).toMatch(found);
  });
});
