import type { Fact } from '../../schemas/canon.ts';
import type { Case } from './candidate.ts';
import { type Objection, reject } from './objection.ts';
import { type Backing, levelRanks } from './world.ts';

// Documents that disagree: a weightier one displaces a lesser, and equals are for the GM to choose between.

const quoteCharsMax = 180;

/** How much the weightiest document behind the proposal weighs. */
const levelOf = ({ court, proposal }: Pick<Case, 'court' | 'proposal'>): number => {
  const levels = proposal.evidence.map((stub) => court.overlay.evidence(stub)?.level ?? null);
  return Math.max(-1, ...levels.map((level) => (level === null ? -1 : levelRanks.indexOf(level))));
};

/** What stands behind what a source says; null: no source says it, or one that nobody weighed. */
export const backingOf = (asked: Pick<Case, 'court' | 'proposal' | 'standing'>): Backing | null => {
  const level = asked.standing.authority === 'source' ? levelRanks[levelOf(asked)] : undefined;
  return level === undefined ? null : { level, quote: asked.proposal.evidence[0]?.quote ?? null };
};

const shortened = (quote: string): string =>
  quote.length <= quoteCharsMax ? quote : `${quote.slice(0, quoteCharsMax)}…`;

const bothQuotes = ({ court, proposal }: Pick<Case, 'court' | 'proposal'>, rivals: readonly Fact[]): string => {
  const mine = proposal.evidence.map(({ quote }) => quote).filter((quote) => quote !== null);
  const theirs = rivals.map(({ id, statement }) => court.overlay.backing.get(id)?.quote ?? statement);
  const said = (quotes: readonly string[]): string => quotes.map((quote) => `“${shortened(quote)}”`).join(', ');
  return `${said(mine.slice(0, 1))} against ${said(theirs.slice(0, 1))}`;
};

export type Disagreement = 'displaces' | 'contests' | { objection: Objection };

/** What becomes of a source's claim that contradicts canon; null: it is not a matter between sources. */
export const disagreementOf = (
  asked: Pick<Case, 'policy' | 'court' | 'proposal' | 'standing'>,
  { rivals, isEvent }: { rivals: readonly Fact[]; isEvent: boolean },
): Disagreement | null => {
  const { policy, court, standing } = asked;
  if (standing.authority !== 'source') return null;
  const backings = rivals.map(({ id }) => court.overlay.backing.get(id));
  if (backings.some((backing) => backing === undefined)) return null;
  const mine = levelOf(asked);
  const theirs = backings.map((backing) => (backing === undefined ? -1 : levelRanks.indexOf(backing.level)));
  if (theirs.every((level) => level < mine)) return 'displaces';
  // An event happened or did not: what it brings about can't be half so.
  if (policy.contradictingSources === 'contest' && !isEvent && theirs.every((level) => level === mine))
    return 'contests';
  return { objection: reject('contradicts_canon', { facts: rivals, detail: bothQuotes(asked, rivals) }) };
};
