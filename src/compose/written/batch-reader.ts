import type { StoryTime } from '../../../schemas/time.ts';
import type { BatchMarker, WrittenProposal } from '../../../schemas/written-proposal.ts';
import type { Batch, WrittenItem } from './batches.ts';
import { parseProposal } from './proposal-text.ts';
import { createdBy, readProposal, type ReadyProposal, scopeIn } from './proposal.ts';
import { pathText, type Problem } from './read.ts';
import { momentOf } from './scope.ts';
import type { OpenUniverse, OpenWorld } from './world.ts';

// Reads the batches of a written world, one after the other: what one brings has its name in those after it.
// R1. A proposal is judged in the universe that it names, if there is one of that name and its batch names no other.
// R2. A proposal that can't be read keeps nobody from reading the rest.

/** One proposal in its place within a batch. */
export type Slot = { name: string; universe: OpenUniverse } & (
  | { ready: ReadyProposal }
  /** It can't be read. */
  | { problems: readonly Problem[] }
);

export interface ReadBatch {
  /** What a revert calls its commit. */
  commit: string;
  slots: readonly Slot[];
  /** What the story clock says from here on; undefined: as before. */
  clockOf(universe: OpenUniverse): StoryTime | null | undefined;
}

interface Parsed {
  name: string;
  universe: OpenUniverse;
  written: WrittenProposal | null;
  problems: readonly Problem[];
}

const factTypes: ReadonlySet<WrittenProposal['type']> = new Set(['fact', 'relationship', 'state_change', 'event']);

/** The time that a batch sets, by universe: each counts time in its own way. */
const clocksOf = (world: OpenWorld, { clock }: BatchMarker, universes: Iterable<OpenUniverse>) => {
  const clocks = new Map<string, StoryTime | null>();
  const problems: Problem[] = [];
  if (clock !== undefined)
    for (const universe of universes) {
      const scope = scopeIn(world, universe, (path, message) => problems.push({ path: pathText(path), message }));
      clocks.set(universe.name, momentOf(scope, ['clock'], clock));
    }
  return { clocks, problems };
};

export const batchReader = (world: OpenWorld): ((batch: Batch) => ReadBatch) => {
  const { names } = world;
  /** Of proposals: what they call the fact that they bring. */
  const factNames = new Map<string, string>();
  let proposals = 0;
  let batches = 0;

  const parse = (marker: BatchMarker, item: WrittenItem): Parsed => {
    proposals += 1;
    const parsed = 'written' in item ? parseProposal(item.written, `p${proposals}`) : { ...item, written: null };
    const named = marker.universe ?? parsed.written?.universe ?? world.home.name;
    return { ...parsed, universe: world.universes.get(named) ?? world.home };
  };

  /** Whatever a batch brings has its name before anything of it is read. */
  const christen = ({ name, universe, written }: Parsed): void => {
    if (written === null) return;
    const node = createdBy(name, written);
    if (node !== null) names.addNode(universe.name, node.name, node.kind);
    if (!factTypes.has(written.type) || factNames.has(name)) return;
    const given = 'fact' in written ? written.fact : undefined;
    const own = given ?? (names.hasFact(universe.name, name) ? `fact of ${name}` : name);
    names.addFact(universe.name, own);
    factNames.set(name, own);
  };

  const slotOf = ({ name, universe, written, problems }: Parsed): Slot => {
    if (written === null) return { name, universe, problems };
    const ready = readProposal(world, universe, { name, written, fact: factNames.get(name) ?? name });
    return { name, universe, ...('problems' in ready ? ready : { ready }) };
  };

  return ({ marker, items }) => {
    batches += 1;
    const parsed = items.map((item) => parse(marker, item));
    for (const each of parsed) christen(each);
    const slots = parsed.map(slotOf);
    const { clocks, problems } = clocksOf(world, marker, new Set(slots.map(({ universe }) => universe)));
    const misdated: readonly Slot[] = problems.length === 0 ? [] : [{ name: 'batch', universe: world.home, problems }];
    return {
      commit: marker.batch === true ? `batch ${batches}` : marker.batch,
      slots: [...misdated, ...slots],
      clockOf: ({ name }) => clocks.get(name),
    };
  };
};
