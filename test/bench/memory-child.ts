import { openSqliteCanonReader } from '../../src/adapters/embedded/canon-store.ts';
import { seededChance } from '../support/chance.ts';
import { look } from './worlds.ts';

const [, , path = '', facts = ''] = process.argv;
const walks = 2_000;

await using reader = await openSqliteCanonReader({ path, program: 'bench' });
const { universe, entities, now } = await look(reader, Number(facts));
const opened = process.memoryUsage.rss();
const random = seededChance(3);
for (let i = 0; i < walks; i++) {
  const start = entities[Math.floor(random() * entities.length)];
  if (start !== undefined) await reader.neighbourhood(universe, [start], { hops: 2, at: { asOf: now } });
}
process.stdout.write(JSON.stringify({ opened, looked: process.memoryUsage.rss() }));
