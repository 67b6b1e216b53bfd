import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Boundaries, checkBoundaries, sourceFiles } from '../../tools/boundaries.ts';
import { boundaryRules } from '../../tools/boundary-rules.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the source tree', () => {
  let checked: Boundaries;
  beforeAll(async () => {
    checked = await checkBoundaries(root);
  });

  it('breaks no boundary', () => {
    expect(checked.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  it('was looked at as a whole', () => {
    const files = sourceFiles(root);
    expect(files).toContain('src/ports/world.ts');
    expect(files.filter((file) => !checked.looked.includes(file))).toEqual([]);
  });
});

/** For each rule, files that break it: what each of them imports. */
const offenders: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'schemas-import-schemas': { 'schemas/a.ts': ['../src/domain/leaf.ts'] },
  'schemas-need-only-zod': { 'schemas/b.ts': ['yaml'], 'schemas/c.ts': ['node:fs'] },
  'domain-imports-schemas': { 'src/domain/a.ts': ['../ports/leaf.ts'] },
  'domain-needs-no-package': { 'src/domain/b.ts': ['yaml'] },
  'ports-import-domain': { 'src/ports/a.ts': ['../gate/leaf.ts'] },
  'data-imports-schemas': { 'migrations/a.ts': ['../src/ports/leaf.ts'], 'policies/a.ts': ['../src/gate/leaf.ts'] },
  'adapters-keeps-to-itself': { 'src/adapters/embedded/a.ts': ['../../events/leaf.ts'] },
  'loops-keeps-to-itself': { 'src/loops/a.ts': ['../adapters/embedded/leaf.ts'] },
  'gate-keeps-to-itself': { 'src/gate/a.ts': ['../loops/leaf.ts'] },
  'events-keeps-to-itself': { 'src/events/a.ts': ['../compose/leaf.ts'] },
  'indexer-keeps-to-itself': { 'src/indexer/a.ts': ['../events/leaf.ts'] },
  'ingest-keeps-to-itself': { 'src/ingest/a.ts': ['../../agents/narrator/leaf.ts'] },
  'transfer-keeps-to-itself': { 'src/transfer/a.ts': ['../adapters/embedded/leaf.ts'] },
  'agents-keep-to-themselves': {
    'agents/narrator/a.ts': ['../resolver/leaf.ts'],
    'agents/resolver/a.ts': ['../../src/adapters/embedded/leaf.ts'],
  },
  'only-the-keeper-uses-the-gate': { 'agents/narrator/b.ts': ['../../src/gate/leaf.ts'] },
  'only-the-orchestrator-uses-the-loops': { 'agents/narrator/c.ts': ['../../src/loops/leaf.ts'] },
  'compose-imports-no-screen': { 'src/compose/a.ts': ['../cli/leaf.ts'] },
  'cli-imports-compose': { 'src/cli/a.ts': ['../adapters/embedded/leaf.ts'], 'src/cli/b.ts': ['../loops/leaf.ts'] },
  'adapters-know-no-other-adapter': {
    'src/adapters/embedded/b.ts': ['../servers/neo4j/leaf.ts'],
    'src/adapters/llm/a.ts': ['../embedded/leaf.ts'],
  },
  'servers-know-no-other-adapter': {
    'src/adapters/servers/neo4j/a.ts': ['../mongodb/leaf.ts'],
    'src/adapters/servers/mongodb/a.ts': ['../../embedded/leaf.ts'],
  },
  'embedded-needs-no-package': { 'src/adapters/embedded/c.ts': ['yaml'], 'src/adapters/embedded/d.ts': ['mongodb'] },
  'embedded-starts-without-servers': { 'src/compose/embedded.ts': ['./by-way-of.ts'] },
  'fakes-stay-in-tests': { 'src/compose/b.ts': ['../adapters/fake/leaf.ts'] },
  'only-the-keeper-writes-canon': {
    'agents/narrator/d.ts': ['../../src/ports/canon-writer.ts'],
    'src/indexer/b.ts': ['../ports/canon-writer.ts'],
    'src/cli/c.ts': ['../ports/canon-writer.ts'],
  },
  'nothing-imports-tests-or-tools': { 'src/loops/b.ts': ['../../test/leaf.ts'], 'bin/a.js': ['../tools/leaf.ts'] },
  'ships-what-it-imports': { 'src/ingest/b.ts': ['vitest'], 'src/ingest/c.ts': ['not-declared'] },
  'no-cycles': { 'src/events/b.ts': ['./back-to-b.ts'] },
  'imports-exist': { 'src/loops/c.ts': ['./nowhere.ts'] },
};

/** What nothing objects to. */
const innocents: Readonly<Record<string, readonly string[]>> = {
  'agents/canon-keeper/a.ts': ['../../src/gate/leaf.ts', '../../src/ports/canon-writer.ts', '../contract.ts'],
  'agents/orchestrator/a.ts': ['../../src/loops/leaf.ts', '../../src/ports/leaf.ts'],
  'src/adapters/embedded/e.ts': ['./leaf.ts', '../../ports/canon-writer.ts', 'node:fs'],
  'src/adapters/servers/neo4j/b.ts': ['neo4j-driver', './leaf.ts', '../pool.ts'],
  'src/compose/c.ts': ['../adapters/embedded/leaf.ts', '../gate/leaf.ts', '../../agents/narrator/leaf.ts', 'yaml'],
  'src/cli/d.ts': ['../compose/leaf.ts', '../../schemas/leaf.ts'],
  'schemas/d.ts': ['zod', './leaf.ts'],
  'test/a.ts': ['../src/adapters/fake/leaf.ts', '../src/cli/leaf.ts', 'vitest'],
};

const leaves = [
  ...[
    'schemas',
    'src/domain',
    'src/ports',
    'src/gate',
    'src/loops',
    'src/events',
    'src/indexer',
    'src/ingest',
    'src/transfer',
  ],
  ...['src/compose', 'src/cli', 'test', 'tools', 'agents/narrator', 'agents/resolver'],
  ...['embedded', 'fake', 'llm', 'servers/neo4j', 'servers/mongodb'].map((folder) => `src/adapters/${folder}`),
].map((folder) => `${folder}/leaf.ts`);

const packages = ['zod', 'yaml', 'vitest', 'mongodb', 'neo4j-driver', 'not-declared'];

const makeTree = async (tree: string) => {
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
    await writeFile(path.join(tree, file), text);
  };
  const imports = (from: readonly string[]) => from.map((name) => `import '${name}';\n`).join('');
  const files = Object.assign({}, innocents, ...Object.values(offenders)) as Record<string, readonly string[]>;
  await Promise.all([
    ...Object.entries(files).map(([file, from]) => write(file, imports(from))),
    ...[...leaves, 'src/ports/canon-writer.ts', 'agents/contract.ts', 'src/adapters/servers/pool.ts'].map((file) =>
      write(file, 'export {};\n'),
    ),
    write('src/compose/by-way-of.ts', `import type { Driver } from 'neo4j-driver';\nexport type D = Driver;\n`),
    write('src/events/back-to-b.ts', `import './b.ts';\n`),
    ...packages.flatMap((name) => [
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js', types: 'index.d.ts' })),
      write(`node_modules/${name}/index.js`, ''),
      write(`node_modules/${name}/index.d.ts`, 'export interface Driver {}\n'),
    ]),
    write('tsconfig.json', '{}'),
    write(
      'package.json',
      JSON.stringify({
        type: 'module',
        dependencies: { zod: '1', yaml: '1', mongodb: '1', 'neo4j-driver': '1' },
        devDependencies: { vitest: '1' },
      }),
    ),
  ]);
};

describe('a tree that breaks the rules', () => {
  let tree: string;
  let broken: ReadonlySet<string>;
  beforeAll(async () => {
    tree = await mkdtemp(path.join(tmpdir(), 'boundaries-'));
    await makeTree(tree);
    const { violations } = await checkBoundaries(tree);
    broken = new Set(violations.map(({ rule, from }) => `${rule.name}: ${from}`));
  });
  afterAll(() => rm(tree, { recursive: true, force: true }));

  it('has an offender for every rule', () => {
    expect(Object.keys(offenders).sort()).toEqual(boundaryRules.forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.entries(offenders))('is caught by %s', (rule, files) => {
    for (const file of Object.keys(files)) expect(broken).toContain(`${rule}: ${file}`);
  });

  it('is not blamed for what is allowed', () => {
    expect([...broken].filter((line) => Object.keys(innocents).some((file) => line.endsWith(`: ${file}`)))).toEqual([]);
  });
});
