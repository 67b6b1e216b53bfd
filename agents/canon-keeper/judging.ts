import type { Fact, Recorded } from '../../schemas/canon.ts';
import type { Proposal, Reason } from '../../schemas/gate.ts';
import type { FactId, NodeId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { standingOf } from '../../src/gate/authority.ts';
import { compareEnds } from '../../src/domain/interval.ts';
import { isBefore } from '../../src/domain/story-time.ts';
import { evaluate, type Evaluation } from '../../src/gate/evaluate.ts';
import { because } from '../../src/gate/objection.ts';
import { type GateWorld, nothingUndone, overlayOf, type Undoing } from '../../src/gate/world.ts';
import type { Head } from '../../src/ports/canon-reader.ts';
import { backingOf, isFromDocuments } from './backing.ts';
import type { CommonGround } from './common-ground.ts';
import type { Docket } from './docket.ts';
import { type Gathering, gathering, type Reading } from './gathering.ts';
import { sayingText } from './needs.ts';
import { namedIn, needsOf } from './proposal-needs.ts';
import type { KeeperTools } from './tools.ts';
import { displacedBy, undoingOf } from './undoing.ts';
import { asCited, witness, type Witnessed } from './witness.ts';

// Fetches what a batch is judged by, and judges it. Nothing is changed here.
// J1. Everything is read after `head` was: if canon moves meanwhile, the commit on `head` is refused, and all of it is done again.
// J2. What a claim displaces takes along what rests on it: that is fetched when it is known, and the batch judged once more.

/** Each round brings what rests on what the last one displaced. */
const roundsMax = 8;

export interface Judging {
  tools: Pick<KeeperTools, 'reader' | 'narrative' | 'policy'>;
  ground: CommonGround;
  universe: UniverseId;
  head: Head;
  clock: StoryTime | null;
  recorded: Recorded;
  settled: Docket['settled'];
  /** Only what would be accepted by its standing is judged. */
  isMidScene: boolean;
  /** What a person at the GM's seat has looked at and wants so. */
  confirmed: ReadonlySet<ProposalId>;
  signal: AbortSignal | undefined;
}

export interface Judged {
  evaluation: Evaluation;
  world: GateWorld;
  /** Nobody can judge them. */
  refused: ReadonlyMap<ProposalId, Reason>;
  /** They wait for a later checkpoint. */
  held: readonly Proposal[];
  /** What was found where the evidence points. */
  witnessed: readonly Witnessed[];
}

const displacing = new Set(['fact', 'relationship', 'state_change', 'event']);
const withdrawing = new Set(['retcon', 'revert', 'merge', 'split']);

/** What claims of the batch would retcon, and has not been looked behind yet. */
const newlyDisplaced = ({ judgements }: Evaluation, world: GateWorld, seen: ReadonlySet<FactId>): Fact[] => {
  const ids = new Set(
    judgements
      .filter(({ proposal }) => displacing.has(proposal.content.type))
      .flatMap(({ effects }) => effects.retconned)
      .filter((id) => !seen.has(id)),
  );
  return world.facts.filter(({ id }) => ids.has(id));
};

/** By id, so that what is found first among equals does not depend on how it was read. */
const inOrder = (facts: Iterable<Fact>): Fact[] => [...facts].sort((a, b) => (a.id < b.id ? -1 : 1));

/** Whether the fact would come to hold so long that not all was seen that happens meanwhile. */
const isBeyondSight = (fact: Fact, { facts, beyond, horizons }: Gathering): boolean => {
  const { subject, status, valid } = fact;
  const before = facts.get(fact.id);
  const isAsBefore =
    before !== undefined &&
    before.status !== 'retconned' &&
    before.subject === subject &&
    compareEnds(valid.to, before.valid.to) <= 0;
  if (status === 'retconned' || isAsBefore) return false;
  const horizon = horizons.get(sayingText(fact));
  return beyond.has(subject) || (horizon !== undefined && (valid.to === null || isBefore(horizon, valid.to)));
};

/** Those of whom something would be so beyond what was seen of them. */
const shortSighted = ({ outcome }: Evaluation, gathered: Gathering): NodeId[] =>
  outcome.facts.filter((fact) => isBeyondSight(fact, gathered)).map(({ subject }) => subject);

/** What is taken back or told of another, where what comes of it reaches beyond what was seen. */
const unforeseeable = ({ judgements }: Evaluation, nodes: readonly NodeId[]): [ProposalId, Reason][] =>
  nodes.length === 0
    ? []
    : judgements
        .filter(({ proposal, verdict }) => verdict === 'accepted' && withdrawing.has(proposal.content.type))
        .map(({ proposal }) => [proposal.id, because('more_than_can_be_judged', { nodes })]);

interface Weighing {
  judging: Judging;
  reading: Reading;
  gathered: Gathering;
  proposals: readonly Proposal[];
  world: GateWorld;
}

/** Judges, and judges anew as long as it finds out what else goes, or that it does not see far enough. */
const weigh = async ({ judging, reading, gathered, proposals, world }: Weighing) => {
  const { tools, recorded, confirmed } = judging;
  const seen = new Set<FactId>();
  const beyond = new Set<NodeId>(world.beyond);
  const refused = new Map<ProposalId, Reason>();
  let undoing: Undoing = world.undoing;
  for (let round = 0; ; round++) {
    const settled = new Map([...world.settled, ...[...refused.keys()].map((id) => [id, 'rejected'] as const)]);
    const now: GateWorld = { ...world, facts: inOrder(gathered.facts.values()), beyond, undoing, settled };
    const asked = proposals.filter(({ id }) => !refused.has(id));
    const evaluation = evaluate(tools.policy, now, { proposals: asked, recorded, confirmed });
    const displaced = newlyDisplaced(evaluation, now, seen);
    const short = shortSighted(evaluation, gathered);
    const lost = unforeseeable(evaluation, short);
    for (const [id, reason] of lost) refused.set(id, reason);
    const isNews = lost.length > 0 || short.some((node) => !beyond.has(node));
    for (const node of short) beyond.add(node);
    if (displaced.length === 0 && !isNews) return { evaluation, world: now, refused };
    for (const { id } of displaced) seen.add(id);
    const standsAlone =
      displaced.length > 0 && round < roundsMax ? await displacedBy(reading, gathered, displaced) : null;
    // More goes with it than can be looked at: then nobody says that it goes.
    if (standsAlone === null) for (const { subject } of displaced) beyond.add(subject);
    else undoing = { ...undoing, standsAlone: new Set([...undoing.standsAlone, ...standsAlone]) };
  }
};

const isTrusted = (judging: Judging, world: GateWorld): ((proposal: Proposal) => boolean) => {
  if (!judging.isMidScene) return () => true;
  const { policy } = judging.tools.policy;
  const overlay = overlayOf({ ...world, nodes: [], facts: [] });
  return (proposal) =>
    proposal.evidence.length > 0 && standingOf(policy, overlay, proposal).confidence >= policy.threshold;
};

type Wide = GateWorld & { evidence: readonly Witnessed[] };

const wide = async (judging: Judging, gathered: Gathering, proposals: readonly Proposal[]): Promise<Wide> => {
  const { tools, ground, universe, head, clock, settled } = judging;
  const { axioms, levels, sources } = await ground.at(universe, head.revision);
  const stubs = [...gathered.stubs.values()].map(asCited);
  const evidence = await witness(
    tools.narrative,
    { universe, stubs, levels, node: (id) => gathered.nodes.get(id) },
    proposals.flatMap((proposal) => proposal.evidence),
  );
  const backing = isFromDocuments(evidence)
    ? await backingOf({ reader: tools.reader, universe, documents: levels, sources }, gathered.facts.values())
    : new Map();
  const nodes = new Map([...gathered.nodes, ...axioms.map((axiom) => [axiom.id, axiom] as const)]);
  return {
    ...{ universe, revision: head.revision, clock, nodes: [...nodes.values()], facts: [] },
    ...{ evidence, stubs, settled, backing, beyond: gathered.beyond, undoing: nothingUndone },
  };
};

export const judge = async (judging: Judging, open: readonly Proposal[]): Promise<Judged> => {
  const { tools, universe, signal } = judging;
  const { lexicon } = tools.policy;
  const reading: Reading = { reader: tools.reader, universe, lexicon, signal };
  const gathered = gathering(reading);
  await gathered.take(namedIn(universe, open), needsOf(lexicon, open));
  const world = await wide(judging, gathered, open);
  const isTold = isTrusted(judging, world);
  const told = open.filter(isTold);
  const { undoing, refused } = await undoingOf(reading, gathered, told);
  const settled = new Map([...judging.settled, ...[...refused.keys()].map((id) => [id, 'rejected'] as const)]);
  const proposals = told.filter(({ id }) => !refused.has(id));
  const nodes = [...new Map([...world.nodes, ...gathered.nodes.values()].map((node) => [node.id, node])).values()];
  const weighed = await weigh({ judging, reading, gathered, proposals, world: { ...world, nodes, settled, undoing } });
  return {
    ...{ ...weighed, witnessed: world.evidence },
    refused: new Map([...refused, ...weighed.refused]),
    held: open.filter((proposal) => !isTold(proposal)),
  };
};
