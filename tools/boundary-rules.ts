// Who may import whom: cli → compose → {adapters, loops, gate, events, indexer, ingest, agents} → ports → domain → schemas.
// Each rule is tried on a tree that breaks it in test/house/boundaries.test.ts.

import type { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';

const siblings = [
  'src/adapters',
  'src/loops',
  'src/gate',
  'src/events',
  'src/indexer',
  'src/ingest',
  'src/transfer',
  'agents',
];
const below = ['src/ports', 'src/domain', 'schemas'];
const data = ['policies', 'migrations'];

const servers = [
  'neo4j-driver',
  'mongodb',
  '@qdrant/',
  '@opensearch-project/',
  '@aws-sdk/',
  '@smithy/',
  'minio',
  '@valkey/',
  'iovalkey',
  'ioredis',
  'redis',
];
const drivers = servers.flatMap((name) => [`^${name}`, `node_modules/${name}`]);

const within = (folders: readonly string[]) => `^(${folders.join('|')})/`;
const ours = '^(src|agents|schemas|policies|migrations|bin|test|tools)/';

/** What lies in `folders` may import itself and `allowed`, and nothing else of ours. */
const layer = (name: string, folders: readonly string[], allowed: readonly string[]): IForbiddenRuleType => ({
  name,
  severity: 'error',
  from: { path: within(folders) },
  to: { path: ours, pathNot: within([...folders, ...allowed]) },
});

/** One of the siblings may import what lies below them, and not the others. */
const sibling = (folder: string) => layer(`${folder.replace('src/', '')}-keeps-to-itself`, [folder], below);

export const boundaryRules = {
  forbidden: [
    layer('schemas-import-schemas', ['schemas'], []),
    {
      name: 'schemas-need-only-zod',
      severity: 'error',
      from: { path: '^schemas/' },
      to: { pathNot: ['(^|node_modules/)zod($|/)', ours] },
    },
    layer('domain-imports-schemas', ['src/domain'], ['schemas']),
    {
      name: 'domain-needs-no-package',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    layer('ports-import-domain', ['src/ports'], ['src/domain', 'schemas']),
    layer('data-imports-schemas', data, ['src/domain', 'schemas']),

    sibling('src/adapters'),
    sibling('src/loops'),
    sibling('src/gate'),
    sibling('src/events'),
    sibling('src/indexer'),
    sibling('src/ingest'),
    sibling('src/transfer'),
    {
      name: 'agents-keep-to-themselves',
      severity: 'error',
      from: { path: '^agents/([^/]+)/' },
      to: {
        path: ours,
        pathNot: [within(below), '^agents/$1/', '^agents/[^/]+$', '^src/(gate|loops)/'],
      },
    },
    {
      name: 'only-the-keeper-uses-the-gate',
      severity: 'error',
      from: { path: '^agents/', pathNot: '^agents/canon-keeper/' },
      to: { path: '^src/gate/' },
    },
    {
      name: 'only-the-orchestrator-uses-the-loops',
      severity: 'error',
      from: { path: '^agents/', pathNot: '^agents/orchestrator/' },
      to: { path: '^src/loops/' },
    },
    layer('compose-imports-no-screen', ['src/compose'], [...siblings, ...below, ...data]),
    layer('cli-imports-compose', ['src/cli'], ['src/compose', ...below]),

    {
      name: 'adapters-know-no-other-adapter',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: '^src/adapters/servers/' },
      to: { path: '^src/adapters/[^/]+/', pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'servers-know-no-other-adapter',
      severity: 'error',
      from: { path: '^src/adapters/servers/([^/]+)/' },
      to: { path: '^src/adapters/', pathNot: ['^src/adapters/servers/$1/', '^src/adapters/servers/[^/]+$'] },
    },
    {
      name: 'embedded-needs-no-package',
      severity: 'error',
      from: { path: '^src/adapters/embedded/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
    {
      name: 'embedded-starts-without-servers',
      severity: 'error',
      from: { path: '^src/compose/embedded\\.ts$' },
      to: { path: ['^src/adapters/servers/', ...drivers], reachable: true },
    },
    {
      name: 'fakes-stay-in-tests',
      severity: 'error',
      from: { path: '^(src|agents|bin)/', pathNot: '^src/adapters/fake/' },
      to: { path: '^src/adapters/fake/' },
    },
    {
      name: 'only-the-keeper-writes-canon',
      severity: 'error',
      from: { path: ours, pathNot: ['^agents/canon-keeper/', '^src/adapters/', '^src/compose/', '^(test|tools)/'] },
      to: { path: '^src/ports/canon-writer\\.ts$' },
    },
    {
      name: 'nothing-imports-tests-or-tools',
      severity: 'error',
      from: { path: ours, pathNot: '^(test|tools)/' },
      to: { path: '^(test|tools)/' },
    },
    {
      name: 'ships-what-it-imports',
      severity: 'error',
      from: { path: ours, pathNot: '^(test|tools)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'imports-exist', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|reports)/' },
    tsPreCompilationDeps: true, // an import of a type is an import
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
} satisfies IConfiguration;
