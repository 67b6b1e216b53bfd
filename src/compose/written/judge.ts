import type { Fact } from '../../../schemas/canon.ts';
import type { Proposal } from '../../../schemas/gate.ts';
import type { WrittenDecision } from '../../../schemas/written-proposal.ts';
import { evaluate, type Evaluation } from '../../gate/evaluate.ts';
import { batchReader, type ReadBatch, type Slot } from './batch-reader.ts';
import type { Batch } from './batches.ts';
import { type WrittenCanon, writtenCanonOf } from './canon.ts';
import type { Names } from './names.ts';
import type { ReadyProposal } from './proposal.ts';
import type { Problem } from './read.ts';
import { decisionTold, malformed, refusalTold } from './told.ts';
import type { OpenUniverse, OpenWorld } from './world.ts';

// Judges batches in a written world, one after the other, each seeing what those before it changed.
// J1. Every proposal gets a decision, in the order in which they were written; one that can't be read is refused, and the rest is judged.
// J2. What was decided is not decided again: the same proposal in a later batch gets the same answer, another one under its name is refused.

const changed = 'proposal_changed';

const objectTold = (names: Names, { object }: Fact): string => {
  if (object?.kind === 'node') return names.nameOf(object.id);
  return object?.kind === 'text' ? object.text : '';
};

/** Calls what an event brought about by what it says. */
export const nameDerived = (names: Names, universe: string, facts: readonly (Fact | undefined)[]): void => {
  const [main, ...derived] = facts;
  for (const fact of derived) {
    if (main === undefined || fact === undefined) continue;
    const said = `${names.nameOf(fact.subject)} ${fact.predicate} ${objectTold(names, fact)}`.trim();
    names.addFact(universe, `${names.nameOf(main.id)}: ${said}`, fact.id);
  }
};

interface Decided {
  digest: Proposal['digest'];
  decision: WrittenDecision;
}

interface Bench {
  world: OpenWorld;
  canonOf(universe: OpenUniverse): WrittenCanon;
  /** By the names of proposals. */
  decided: Map<string, Decided>;
}

const refuse = (bench: Bench, { name, universe }: Slot, why: { code: string; problems: readonly Problem[] }) => {
  const { revision, prepared } = universe.policy;
  bench.canonOf(universe).refuse(bench.world.names.id('proposal', '', name));
  return refusalTold({ policy: revision, threshold: prepared.policy.threshold }, { name, ...why });
};

/** The answer that there is before the gate is asked; null: there is none. */
const answerBefore = (bench: Bench, slot: Slot, seen: Set<string>): WrittenDecision | null => {
  const { name } = slot;
  const refused = (code: string, message: string): WrittenDecision =>
    refuse(bench, slot, { code, problems: [{ path: '', message }] });
  if ('problems' in slot) return refuse(bench, slot, { code: malformed, problems: slot.problems });
  if (seen.has(name)) return refused(malformed, `there is another proposal \`${name}\` in this batch`);
  seen.add(name);
  const earlier = bench.decided.get(name);
  if (earlier === undefined) return null;
  if (earlier.digest !== slot.ready.proposal.digest)
    return refused(changed, `\`${name}\` was decided with other content`);
  return earlier.decision.verdict === 'pending' ? null : earlier.decision;
};

const namesOfDerived = (bench: Bench, universe: OpenUniverse, { judgements, outcome }: Evaluation): void => {
  const facts = new Map(outcome.facts.map((fact) => [fact.id, fact]));
  for (const { effects } of judgements)
    nameDerived(
      bench.world.names,
      universe.name,
      effects.introduced.map((id) => facts.get(id)),
    );
};

/** Asks the gate, and keeps what it says. */
const decide = (
  bench: Bench,
  { universe, proposals, batch }: { universe: OpenUniverse; proposals: readonly ReadyProposal[]; batch: ReadBatch },
): readonly WrittenDecision[] => {
  const { names } = bench.world;
  const canon = bench.canonOf(universe);
  const clock = batch.clockOf(universe);
  if (clock !== undefined) canon.setClock(clock);
  const known = proposals.flatMap((each) => each.known);
  const recorded = canon.next(names.id('commit', universe.name, batch.commit));
  const asked = { proposals: proposals.map(({ proposal }) => proposal), recorded };
  const evaluation = evaluate(universe.policy.prepared, canon.world(known), asked);
  canon.take(evaluation, recorded, known);
  namesOfDerived(bench, universe, evaluation);
  const teller = { names, calendar: universe.calendar, policy: universe.policy.revision };
  return evaluation.judgements.map((judgement) => {
    const decision = decisionTold(teller, judgement);
    bench.decided.set(decision.proposal, { digest: judgement.proposal.digest, decision });
    return decision;
  });
};

const judgeBatch = (bench: Bench, batch: ReadBatch): readonly WrittenDecision[] => {
  const seen = new Set<string>();
  const answers = batch.slots.map((slot) => answerBefore(bench, slot, seen));
  const asked = new Map<OpenUniverse, ReadyProposal[]>();
  for (const [index, slot] of batch.slots.entries()) {
    if (!('ready' in slot) || answers[index] !== null) continue;
    const others = asked.get(slot.universe);
    if (others === undefined) asked.set(slot.universe, [slot.ready]);
    else others.push(slot.ready);
  }
  const decisions = new Map<string, WrittenDecision>();
  for (const [universe, proposals] of asked)
    for (const decision of decide(bench, { universe, proposals, batch })) decisions.set(decision.proposal, decision);
  return batch.slots.flatMap(({ name }, index) => answers[index] ?? decisions.get(name) ?? []);
};

/** Judges one batch after the other. */
export const tableIn = (world: OpenWorld): ((batch: Batch) => readonly WrittenDecision[]) => {
  const canons = new Map<string, WrittenCanon>();
  const read = batchReader(world);
  const bench: Bench = {
    world,
    canonOf(universe) {
      const canon = canons.get(universe.name) ?? writtenCanonOf(universe);
      canons.set(universe.name, canon);
      return canon;
    },
    decided: new Map(),
  };
  return (batch) => judgeBatch(bench, read(batch));
};
