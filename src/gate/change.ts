import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Support } from '../../schemas/evidence.ts';
import { type Effects, noEffects, type Reason } from '../../schemas/gate.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Court } from './candidate.ts';
import type { Objection } from './objection.ts';

/** What accepting a proposal does to canon. */
export interface Change {
  /** New facts and new states of facts. */
  puts: readonly Fact[];
  /** New nodes and new states of nodes. */
  nodes: readonly CanonNode[];
  /** Which facts the proposal's evidence now supports, and whether it would have been enough by itself. */
  supports: readonly { fact: Fact; sufficient: boolean }[];
  /** Supports that no longer stand, or stand again. */
  supportsPut: readonly Support[];
  effects: Effects;
  reasons: readonly Reason[];
  /** It only says again what canon holds. */
  repeats: boolean;
}

export type Ruling = { objection: Objection } | { change: Change };

export const changeOf = (
  parts: Partial<Omit<Change, 'effects' | 'reasons'>> & { effects?: Partial<Effects>; reasons: readonly Reason[] },
): Change => ({
  ...{ puts: [], nodes: [], supports: [], supportsPut: [], repeats: false },
  ...parts,
  effects: { ...noEffects, ...parts.effects },
});

/** The fact over at a time; what stands against another goes on doing so. */
export const ended = (fact: Fact, at: StoryTime): Fact => ({
  ...fact,
  status: fact.status === 'contested' ? 'contested' : 'ended',
  valid: { from: fact.valid.from, to: at },
  heldUntil: null,
});

export const retconned = (
  fact: Fact,
  { court, by, reason }: { court: Court; by: readonly Fact[]; reason: string },
): Fact => ({
  ...fact,
  status: 'retconned',
  withdrawn: { ...court.recorded, reason, replacedBy: by.map(({ id }) => id) },
});
