import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Actor, Decision, Proposal } from '../../schemas/gate.ts';
import type { CommitId, DecisionId, FactId, ProposalId, TurnId } from '../../schemas/ids.ts';
import type { UserTurn } from '../../schemas/narrative.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';

// CanonKeeper as those see it who ask it for something. Only it decides, and only it writes canon.

/** What became of one proposal, or would become of it. */
export interface Judged extends Pick<
  Decision,
  'proposal' | 'verdict' | 'reasons' | 'authority' | 'confidence' | 'threshold' | 'effects' | 'policy'
> {
  /** Null: nothing was decided yet. */
  decision: DecisionId | null;
  /** Null: none of its batch was accepted. */
  commit: CommitId | null;
  /** It had been decided before. */
  repeated: boolean;
}

export interface Batch {
  proposals: readonly Proposal[];
  /** Now, in the fiction; null outside of play. */
  clock: StoryTime | null;
  /** Why all of it is put forward, for the commit. */
  reason: string | null;
  /** A person at the GM's seat has seen what it would do and wants it so. */
  isConfirmed: boolean;
}

/** A record as it is and as it would be; null: it would be new. */
export interface Turning<T> {
  before: T | null;
  after: T;
}

/** What a batch would do if it were decided now. Nothing of it is done. */
export interface Foresight {
  /** Of canon, when it was judged. */
  revision: Revision;
  judged: readonly Judged[];
  facts: readonly Turning<Fact>[];
  nodes: readonly Turning<CanonNode>[];
  /** What rests on facts that would go, directly or by way of others, whatever becomes of it. */
  resting: readonly Fact[];
  /** Of those, facts that somebody else's word carries. */
  standing: ReadonlySet<FactId>;
  /** More rests on them than can be looked at. */
  isCut: boolean;
}

/** What a person says to proposals that wait. */
export interface PersonalVerdict {
  proposals: readonly ProposalId[];
  verdict: 'accept' | 'reject';
  by: Actor;
  /** In which they said so. It is in the narrative already. */
  turn: TurnId;
  because: string | null;
  clock: StoryTime | null;
}

/** Of one universe. */
export interface Keeper {
  /** Judges staged proposals and commits what it accepts. In their order. */
  decide(batch: Batch): Promise<readonly Judged[]>;
  /** Judges without deciding. `said`: words that are not in the narrative yet. */
  foresee(batch: Batch, said: readonly UserTurn[]): Promise<Foresight>;
  /** Decides as a person says, as far as canon allows it. In the order asked for. */
  decideFor(verdict: PersonalVerdict): Promise<readonly Judged[]>;
}
