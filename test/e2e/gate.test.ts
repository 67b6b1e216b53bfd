import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';
import { voices } from '../support/written.ts';

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await file('world.json', JSON.stringify(world));
});
afterAll(() => home[Symbol.asyncDispose]());

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(home.folder, name), text);
  return name;
};

const world = {
  clock: 1_000,
  entities: { mara: 'character', tavern: 'location', castle: 'location' },
  facts: ['mara located_in tavern, from 10, held until 300'],
  evidence: voices,
};
const moves = { propose: 'mara located_in castle, from 400', evidence: 'roll' };

const decisionsIn = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { case?: unknown; verdict?: string; codes?: string[]; error?: unknown });

const evaluate = async (lines: readonly string[], ...flags: readonly string[]) => {
  const proposals = await file('proposals.jsonl', `${lines.join('\n')}\n`);
  return home.run(['gate', 'evaluate', '--world', 'world.json', '--proposals', proposals, ...flags]);
};

describe('gate evaluate', () => {
  it('prints a decision a line', async () => {
    const { code, out, error } = await evaluate([JSON.stringify(moves)], '--json');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(decisionsIn(out)).toMatchObject([{ verdict: 'accepted', codes: ['change'] }]);
  });

  it('takes the policy that it is given', async () => {
    const policy = await file('mine.yaml', 'threshold: 0.85\n');
    for (const flags of [
      ['--policy', policy],
      ['--profile', 'strict'],
    ]) {
      const { out } = await evaluate([JSON.stringify(moves)], ...flags, '--json');
      expect(decisionsIn(out)).toMatchObject([{ verdict: 'pending', codes: ['needs_review'] }]);
    }
  });

  it('refuses policies that contradict each other', async () => {
    const [one, two] = [await file('one.yaml', 'threshold: 0.5\n'), await file('two.yaml', 'threshold: 0.6\n')];
    const { code, error } = await evaluate([JSON.stringify(moves)], '--policy', one, '--policy', two);
    expect(code).toBe(1);
    expect(error).toMatch(/two\.yaml:1: `threshold` stands in .*one\.yaml:1 already/);
  });

  it('decides the rest where a line can’t be read', async () => {
    const lines = ['{"propose":', JSON.stringify(moves), '{"propose":"mara trait x","confidence":NaN}', '{"type":"x"}'];
    const { code, out } = await evaluate(lines, '--json');
    expect(code).toBe(0);
    expect(decisionsIn(out).map(({ codes }) => codes)).toEqual([
      ['malformed'],
      ['change'],
      ['malformed'],
      ['malformed'],
    ]);
  });

  it('says what it needs, and what is wrong with what it got', async () => {
    expect(await home.run(['gate', 'evaluate'])).toMatchObject({
      code: 2,
      error: expect.stringContaining('needs a world'),
    });
    const missing = await home.run(['gate', 'evaluate', '--world', 'gone.json', '--proposals', 'gone.jsonl']);
    expect(missing).toMatchObject({
      code: 1,
      error: expect.stringMatching(/gone\.json` can't be read: there is no such file/),
    });
    await file('bad.json', '{"entitis":{}}');
    await file('some.jsonl', '');
    const bad = await home.run(['gate', 'evaluate', '--world', 'bad.json', '--proposals', 'some.jsonl']);
    expect(bad).toMatchObject({ code: 1, error: expect.stringContaining('did you mean `entities`?') });
  });
});

describe('gate evaluate --cases', () => {
  const cases = async (...lines: readonly string[]) => {
    const { code, out, error } = await home.run(['gate', 'evaluate', '--cases', '-', '--json'], {
      input: `${lines.join('\n')}\n`,
    });
    return { code, error, told: decisionsIn(out) };
  };

  it('reads a world and its proposals from each line, and names its case', async () => {
    const { code, told } = await cases(
      JSON.stringify({ id: 'one', world, proposals: [moves, moves] }),
      JSON.stringify({ world, proposals: [{ ...moves, evidence: 'prose' }] }),
    );
    expect(code).toBe(0);
    expect(told.map(({ case: id, codes }) => [id, codes])).toEqual([
      ['one', ['change']],
      ['one', ['already_known']],
      [2, ['needs_review']],
    ]);
  });

  it('reports a bad line by its number, and goes on', async () => {
    const { code, told } = await cases(
      'not json',
      JSON.stringify({
        id: 'odd',
        world: { rules: [{ id: 'r', effect: 'reject', when: '1 +', because: 'x' }] },
        proposals: [],
      }),
      JSON.stringify({ proposal: [] }),
      '',
      JSON.stringify({ id: 'good', world, proposals: [moves] }),
    );
    expect(code).toBe(1);
    expect(told).toMatchObject([
      { case: 1, line: 1, error: { code: 'unreadable_case', message: expect.stringContaining('not JSON') } },
      {
        case: 'odd',
        line: 2,
        error: { message: expect.stringContaining('world.rules[0].when: `r`: not an expression of CEL') },
      },
      {
        case: 3,
        line: 3,
        error: { message: expect.stringContaining('proposal: unknown field `proposal`; did you mean `proposals`?') },
      },
      { case: 'good', verdict: 'accepted' },
    ]);
  });

  it('takes a hundred thousand proposals at once', async () => {
    const proposals = Array.from({ length: 100_000 }, (_, index) => `mara trait t${index}`);
    const { code, out } = await home.run(['gate', 'evaluate', '--cases', '-'], {
      input: JSON.stringify({ world, proposals }),
    });
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/pending +p100000 +no_evidence/);
  }, 120_000);
});

describe('gate test', () => {
  const crowns = `
about: Of crowns.
given: { clock: 100, entities: { mara: character, vale: location } }
cases:
  - law: somebody rules
    propose: mara rules vale, from 10
    expect: accepted new
`;

  it('takes a folder or a file of one’s own, with a policy of one’s own', async () => {
    const cases = await file('crowns.yaml', crowns);
    expect(await home.run(['gate', 'test', cases])).toMatchObject({ code: 0, out: expect.stringContaining('1 of 1') });
    const policy = await file(
      'no-crowns.yaml',
      'rules: [{ id: a, effect: reject, when: proposal.predicate == "rules", because: No. }]\n',
    );
    const { code, out } = await home.run(['gate', 'test', cases, '--policy', policy, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      cases: 1,
      failed: 1,
      files: [
        { failures: [{ law: 'somebody rules', line: 5, differences: [{ field: 'verdict', actual: 'rejected' }, {}] }] },
      ],
    });
  });

  it('tells what can’t be read with its line, and fails', async () => {
    const cases = await file('odd.yaml', `${crowns}    expct: x\n  - propose: mara rules vale\n`);
    const { code, out } = await home.run(['gate', 'test', cases]);
    expect(code).toBe(1);
    expect(out).toMatch(/odd\.yaml:9: `law`: missing: expected a text/);
  });

  it('tells of a case whose world makes no sense, and goes on', async () => {
    const cases = await file(
      'odd.yaml',
      `${crowns}  - law: nobody rules\n    given: { entitis: {} }\n    propose: mara rules vale\n    expect: accepted\n`,
    );
    const { code, out } = await home.run(['gate', 'test', cases]);
    expect(code).toBe(1);
    expect(out).toContain('1 of 2');
    expect(out).toContain('did you mean `entities`?');
  });

  it('says that there are none where there are none', async () => {
    const { code, error } = await home.run(['gate', 'test', 'nowhere']);
    expect({ code, error }).toMatchObject({ code: 1, error: expect.stringContaining('there are no cases in') });
  });
});
