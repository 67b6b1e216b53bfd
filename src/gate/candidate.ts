import type { Fact, Recorded, Visibility } from '../../schemas/canon.ts';
import type { Claim, EventClaim, Proposal } from '../../schemas/gate.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { EventKindRule, PredicateRule } from '../../schemas/vocabulary.ts';
import { instantAt } from '../domain/interval.ts';
import { later } from '../domain/story-time.ts';
import type { Standing } from './authority.ts';
import type { Lexicon } from './lexicon.ts';
import type { Look } from './shelves.ts';
import type { Overlay } from './world.ts';

/** A claim as the fact that it would become. */
export interface Candidate {
  proposal: Proposal;
  standing: Standing;
  fact: Fact;
  /** Null for events and for free text. */
  rule: PredicateRule | null;
  /** Null for everything but events. */
  kind: EventKindRule | null;
  /** The event that brings it about, if one does. */
  cause: Fact | null;
  /** Where canon says the same of what comes later, so that it need not go on. */
  until: StoryTime | null;
}

/** What a proposal is judged by, and against. */
export interface Case {
  policy: Policy;
  court: Court;
  proposal: Proposal;
  standing: Standing;
  /** A person at the GM's seat has looked at it and wants it so. */
  confirmed: boolean;
}

/** Canon as far as the batch has come, and the words for it. */
export interface Court {
  overlay: Overlay;
  lexicon: Lexicon;
  /** The commit that the batch is to become. */
  recorded: Recorded;
}

export const claimOf = ({ content }: Proposal): Claim | EventClaim | null => {
  switch (content.type) {
    case 'fact':
    case 'relationship':
    case 'state_change':
    case 'event':
      return content.claim;
    default:
      return null;
  }
};

const kindOf = (claim: Claim | EventClaim, rule: PredicateRule | null): Fact['kind'] => {
  if ('event' in claim) return 'event';
  if (claim.object?.kind === 'node') return 'relationship';
  return rule === null ? 'statement' : 'state';
};

/** An event is over as it happens, unless it says how long it took. */
const validOf = (claim: Claim | EventClaim, rule: PredicateRule | null): Validity => {
  const { from, to } = claim.valid;
  const isInstant = 'event' in claim || rule?.temporal === 'instant';
  return isInstant && from !== null && to === null ? instantAt(from) : { from, to };
};

/** Up to when an open fact is asserted: the story clock, or its own start if that is later. */
const heldUntil = ({ from, to }: Validity, clock: StoryTime | null): StoryTime | null => {
  if (to !== null) return null;
  if (from === null || clock === null) return clock ?? from;
  return later(from, clock);
};

export const candidateOf = (
  { overlay, lexicon, recorded }: Court,
  { proposal, claim, standing }: { proposal: Proposal; claim: Claim | EventClaim; standing: Standing },
): Candidate => {
  const kind = 'event' in claim ? (lexicon.event(claim.predicate) ?? null) : null;
  const rule = 'event' in claim ? null : (lexicon.predicate(claim.predicate) ?? null);
  const valid = validOf(claim, rule);
  const visibility: Visibility = claim.visibility ?? { level: kind?.visibility ?? rule?.visibility ?? 'public' };
  const fact: Fact = {
    id: claim.id,
    universe: overlay.universe,
    kind: kindOf(claim, rule),
    subject: claim.subject,
    predicate: claim.predicate,
    object: claim.object,
    statement: claim.statement,
    valid,
    heldUntil: heldUntil(valid, overlay.clock),
    status: 'canon',
    locked: false,
    authority: standing.authority,
    confidence: standing.confidence,
    visibility,
    derivesFrom: claim.derivesFrom,
    replaces: [],
    event: 'event' in claim ? claim.event : null,
    introduced: recorded,
    withdrawn: null,
  };
  return { proposal, standing, fact, rule, kind, cause: null, until: null };
};

/** What holds once holds always; of everything else only what the claim meets in time is looked at. */
export const lookFor = ({ overlay }: Court, { fact }: Candidate, { temporal }: PredicateRule): Look =>
  temporal === 'permanent' ? overlay : overlay.during(fact.valid);
