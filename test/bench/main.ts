import { commit } from './commit.bench.ts';
import { combat } from './combat.bench.ts';
import { crash, kills } from './crash.bench.ts';
import { gate } from './gate.bench.ts';
import { dice } from './dice.bench.ts';
import { type Bench, runBenches } from './harness.ts';
import { imports } from './import.bench.ts';
import { memory } from './memory.bench.ts';
import { preview } from './preview.bench.ts';
import { reads } from './reads.bench.ts';
import { resume } from './resume.bench.ts';
import { startup } from './startup.bench.ts';
import { turn } from './turn.bench.ts';

const benches: readonly Bench[] = [
  ...[startup, commit, reads, gate, preview, memory, imports, crash, kills, turn, resume],
  dice,
  combat,
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  const known = benches.map(({ name }) => name).join(', ');
  process.stderr.write(`bench: there is no \`${unknown.join('`, `')}\`; there are ${known}\n`);
  process.exitCode = 2;
} else {
  const kept = await runBenches(asked.length === 0 ? benches : benches.filter(({ name }) => asked.includes(name)));
  process.exitCode = kept ? 0 : 1;
}
