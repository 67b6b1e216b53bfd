import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Fact, Recorded } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { EntityId, FactId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { foreseer } from '../../src/compose/keeping.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { prepareCorrection, type PreviewDesk } from '../../src/compose/use-cases.ts';
import { preparePolicy } from '../../src/gate/evaluate.ts';
import type { CanonStore } from '../../src/ports/canon-writer.ts';
import type { World } from '../../src/ports/world.ts';
import { keeper } from '../support/campaign.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { type Bench, quantile, timeMs } from './harness.ts';
import { benchFolder, look, sizesWanted, worldOf } from './worlds.ts';

const sizes = sizesWanted([10_000, 1_000_000]);
const dependents = 1_000;
/** Each rests on the one before, the first on what is taken back. */
const linksPerChain = 20;
const runs = 25;
const warmUps = 3;
const program = 'bench';

interface Making {
  world: World;
  universe: UniverseId;
  recorded: Recorded;
  subject: EntityId;
}

const fact = ({ world, universe, recorded, subject }: Making, text: string, derivesFrom: FactId[]): Fact => ({
  ...{ id: world.newId('fact'), universe, kind: 'state', subject, predicate: 'trait', statement: text },
  object: { kind: 'text', text },
  ...{
    valid: { from: null, to: null },
    heldUntil: null,
    status: 'canon',
    locked: false,
    authority: 'gm',
    confidence: 1,
  },
  ...{ visibility: { level: 'public' }, derivesFrom, replaces: [], event: null, introduced: recorded, withdrawn: null },
});

/** A fact on which a thousand others rest, by longer and shorter ways. */
const burdened = (making: Making): Fact[] => {
  const base = fact(making, 'burdened', []);
  const facts = [base];
  let below = base;
  for (let i = 0; i < dependents; i++) {
    if (i % linksPerChain === 0) below = base;
    below = fact(making, `rests on it ${i}`, [below.id]);
    facts.push(below);
  }
  return facts;
};

const commitBurden = async ({ reader, writer }: CanonStore, world: World, known: Awaited<ReturnType<typeof look>>) => {
  const { universe, entities } = known;
  const [subject] = entities.slice(-1);
  if (subject === undefined) throw new Error('nobody is there');
  const { revision } = await reader.head(universe);
  const recorded: Recorded = { revision: (revision + 1) as Revision, commit: world.newId('commit') };
  const facts = burdened({ world, universe, recorded, subject });
  const evidence: Evidence = {
    ...{ id: world.newId('evidence'), universe, home: universe, kind: 'turn', ref: world.newId('turn'), quote: null },
  };
  const supports = facts.map(({ id, derivesFrom }): Support => ({
    ...{ universe, target: id, evidence: evidence.id, authority: 'gm', sufficient: derivesFrom.length === 0 },
    ...{ status: 'standing', proposal: null, commit: recorded.commit, revision: recorded.revision },
  }));
  const at = new Date(world.now()).toISOString();
  await writer.commit({
    ...{ universe, base: revision, decisions: [], containers: [], nodes: [], facts, evidence: [evidence], supports },
    outbox: [],
    commit: { id: recorded.commit, universe, proposals: [], policy: 'bench', by: keeper, reason: null, at },
  });
  return facts[0]?.id ?? '';
};

const measure = async (desk: PreviewDesk, id: string, cascade: 'flag' | 'propagate'): Promise<number> => {
  const contents = [{ type: 'retcon' as const, facts: [id as FactId], cascade, reason: 'bench' }];
  const times: number[] = [];
  for (let run = 0; run < runs + warmUps; run++) {
    const asked = { contents, because: 'bench' };
    const ms = await timeMs(() => prepareCorrection(desk, { name: 'GM', seat: 'gm' }, asked));
    if (run >= warmUps) times.push(ms);
  }
  return quantile(times, 0.5);
};

export const preview: Bench = {
  name: 'preview',
  about: `what a retcon would do that ${dependents.toLocaleString('en')} facts rest on`,
  async run(report) {
    const { policy, revision: policyRevision } = await loadPolicy({});
    for (const size of sizes) {
      const folder = mkdtempSync(path.join(benchFolder(), 'preview-'));
      try {
        const file = path.join(folder, 'canon.db');
        copyFileSync(await worldOf(size), file);
        await using canon = await openSqliteCanonStore({ path: file, program });
        const narrativePath = path.join(folder, 'narrative.db');
        await using narrative = await openSqliteNarrativeStore({ path: narrativePath, program, mode: 'write' });
        const world = seededWorld(size);
        const known = await look(canon.reader, size);
        const id = await commitBurden(canon, world, known);
        const { universe } = known;
        const [about] = await canon.reader.nodes(universe, [universe]);
        if (about?.kind !== 'universe') throw new Error('the universe is not there');
        const tools = { reader: canon.reader, narrative, policy: preparePolicy(policy), policyRevision, world };
        const desk: PreviewDesk = {
          ...{ universe, about, canon: canon.reader, narrative, texts: null, vocabulary: policy.vocabulary, world },
          keeper: foreseer(tools, universe),
        };
        for (const cascade of ['flag', 'propagate'] as const)
          report({
            what: `${size.toLocaleString('en')} facts, ${cascade}, p50`,
            value: await measure(desk, id, cascade),
            unit: 'ms',
            bound: { most: 100 },
          });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  },
};
