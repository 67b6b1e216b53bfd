import { mkdtemp } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WrittenDecision } from '../../schemas/written-proposal.ts';
import type { Awaited } from '../../src/compose/written/case-plan.ts';
import { differencesOf } from '../../src/compose/written/case-check.ts';
import { type CasesInFile, readCases } from '../../src/compose/written/case-files.ts';
import { batchesOf } from '../../src/compose/written/batches.ts';
import { openWorld } from '../../src/compose/written/world.ts';
import { openKeptStores } from '../support/keeper-table.ts';
import { emptyHome, type Home } from '../support/monitor.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { library } from '../support/written.ts';
import { keptTable } from '../support/written-stores.ts';

// Every case that ships, asked of the command, and of the keeper on the stores that people play on: they say what the gate itself says.

const casesPerCall = 300;

const files = await readCases(null);

const told = ({ differences }: { differences: ReturnType<typeof differencesOf> }): string =>
  differences.map(({ field, expected, actual }) => `${field}: expected ${expected}, got ${actual}`).join('; ');

const nameOf = ({ file }: CasesInFile): string => file.replace(/.*policies.cases./, '');

describe('the command decides as the cases say', () => {
  let home: Home;
  beforeAll(async () => {
    home = await emptyHome();
    return () => home[Symbol.asyncDispose]();
  });

  const all = files.flatMap((file) => file.cases.map((each) => ({ ...each, id: `${nameOf(file)}: ${each.law}` })));
  const pieces = Array.from({ length: Math.ceil(all.length / casesPerCall) }, (_, at) =>
    all.slice(at * casesPerCall, (at + 1) * casesPerCall),
  );

  it.each(pieces.map((cases, at) => [at * casesPerCall, cases] as const))(
    'many in one call, from %d on',
    async (_at, cases) => {
      // JSON has no NaN; what writes it all the same is understood.
      const lines = cases.map(({ id, world, proposals }) =>
        JSON.stringify({ id, world, proposals }, (_key, value: unknown) =>
          Number.isNaN(value) ? 'a NaN' : value,
        ).replaceAll('"a NaN"', 'NaN'),
      );
      const { out, error } = await home.run(['gate', 'evaluate', '--cases', '-', '--json'], {
        input: lines.join('\n'),
      });
      expect(error).toBe('');
      const decisions = new Map<string, WrittenDecision[]>();
      for (const line of out.trimEnd().split('\n')) {
        const decision = JSON.parse(line) as WrittenDecision & { case: string };
        decisions.set(decision.case, [...(decisions.get(decision.case) ?? []), decision]);
      }
      const failures = cases.flatMap(({ id, expected }) =>
        expected.flatMap((awaited, at) => {
          const decision = decisions.get(id)?.[at];
          if (decision === undefined) return [`${id}: no decision`];
          const differences = differencesOf(awaited, decision);
          return differences.length === 0 ? [] : [`${id}: ${told({ differences })}`];
        }),
      );
      expect(failures).toEqual([]);
    },
  );

  it('gate test says so as well', async () => {
    const { code, out } = await home.run(['gate', 'test']);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^\d+ cases, 0 failed$/);
    expect(code).toBe(0);
  });
});

// ── on the stores that people play on ────────────────────────────────────────────────────────────────────────────

const hasUniverses = (world: object): boolean =>
  Object.keys((world as { universes?: object }).universes ?? {}).length > 0;

/** Only a reader of words knows what is wrong with them; what the keeper is handed is no proposal at all. */
const withoutWords = (awaited: Awaited): Awaited => {
  if (awaited === null || typeof awaited === 'string' || awaited.rejected !== 'malformed') return awaited;
  return { rejected: 'malformed' };
};

/** Where the keeper is asked another question than the gate alone. */
const askedOtherwise: ReadonlyMap<string, string> = new Map([
  [
    "the beginning of a universe can't be reverted",
    'a universe is begun in itself, and the store has none of that name yet',
  ],
]);

const keptFailures = async (file: CasesInFile): Promise<readonly string[]> => {
  await using folder = await temporaryFolder();
  const port = seededWorld(1);
  const failures: string[] = [];
  for (const [index, { law, world, proposals, expected }] of file.cases.entries()) {
    if (askedOtherwise.has(law)) continue;
    const isAlone = hasUniverses(world as object);
    const opened = await openWorld(library, isAlone ? world : { ...(world as object), universe: `case ${index}` });
    if ('problems' in opened) throw new Error(`${law}: ${JSON.stringify(opened.problems)}`);
    await using stores = await openKeptStores(isAlone ? await mkdtemp(folder.file('alone-')) : folder.file('.'), port);
    const judge = await keptTable(stores, opened.value, port);
    const decisions: WrittenDecision[] = [];
    for (const batch of batchesOf(proposals.map((written) => ({ written })))) decisions.push(...(await judge(batch)));
    for (const [at, awaited] of expected.entries()) {
      const decision = decisions[at];
      const differences = decision === undefined ? [] : differencesOf(withoutWords(awaited), decision);
      if (decision === undefined || differences.length > 0)
        failures.push(`${law}, ${decision?.proposal ?? 'no decision'}: ${told({ differences })}`);
    }
  }
  return failures;
};

describe('the keeper decides as the cases say', () => {
  it.each(files.map((file) => [nameOf(file), file] as const))(
    '%s',
    async (_name, file) => {
      expect(await keptFailures(file)).toEqual([]);
    },
    300_000,
  );
});
