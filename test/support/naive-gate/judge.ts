import { judgeIdentity } from './identity.ts';
import { judgeNewcomer } from './newcomer.ts';
import { refusal } from './ruling.ts';
import { pastOf } from './revert.ts';
import { judgeLeaving } from './leaving.ts';
import { judgeStatement } from './statement.ts';
import { inRings, verdictOnBases } from './standing.ts';
import type { Judged, Table } from './table.ts';
import type { Canon, Move, Ruling } from './tale.ts';
import { judgeWithdrawal } from './withdrawal.ts';

const judgeOne = (table: Table, canon: Canon, { move, rings }: { move: Move; rings: ReadonlySet<number> }): Judged => {
  const bases = verdictOnBases(canon, move, rings);
  if (bases !== null) return refusal(canon, move, { verdict: bases.verdict, codes: [bases.code] });
  switch (move.what) {
    case 'claim':
    case 'event':
      return judgeStatement(table, canon, move);
    case 'entity':
      return judgeNewcomer(table, canon, move);
    case 'merge':
    case 'split':
    case 'rename':
      return judgeIdentity(table, canon, move);
    case 'fork':
      return judgeLeaving(table, canon, move);
    default:
      return judgeWithdrawal(table, canon, move);
  }
};

/** One after the other, each on what the former left. */
export const judgeAll = (
  table: Table,
  before: Canon,
  batch: readonly Move[],
): { rulings: readonly Ruling[]; canon: Canon } => {
  const rings = inRings(batch);
  const rulings: Ruling[] = [];
  let canon: Canon = { ...before, batch: before.batch + 1 };
  for (const move of batch) {
    const judged = judgeOne(table, canon, { move, rings });
    rulings.push(judged.ruling);
    const { verdict } = judged.ruling;
    const latest = verdict === 'accepted' ? canon.batch : canon.latest;
    canon = { ...judged.canon, latest, settled: new Map([...canon.settled, [move.number, verdict]]) };
  }
  const history = new Map([...canon.history, [canon.batch, pastOf(before, canon)]]);
  const revision = canon.latest === canon.batch ? canon.revision + 1 : canon.revision;
  return { rulings, canon: { ...canon, history, revision } };
};
