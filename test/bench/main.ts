import { reads } from './reads.bench.ts';
import { commit } from './commit.bench.ts';
import { type Bench, runBenches } from './harness.ts';

const benches: readonly Bench[] = [commit, reads];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `bench: there is no \`${unknown.join('`, `')}\`; there are ${benches.map(({ name }) => name).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const kept = await runBenches(asked.length === 0 ? benches : benches.filter(({ name }) => asked.includes(name)));
  process.exitCode = kept ? 0 : 1;
}
