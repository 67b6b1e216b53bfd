import type { Draft } from '../../schemas/draft.ts';
import type { Verdict } from '../../schemas/gate.ts';
import type { ProposalId } from '../../schemas/ids.ts';
import { Failure, isFailure } from '../../src/domain/failure.ts';
import { documentsPerCallMax } from '../../src/ports/narrative-store.ts';
import { type Consequences, consequencesOf, noConsequences } from './consequences.ts';
import type { Desk, Person, PreviewDesk } from './desk.ts';
import { drafted, type Drafted, namesIn } from './drafting.ts';
import type { Drafting } from './draft-values.ts';
import type { Judged } from './keeper.ts';
import { nameBook } from './naming.ts';
import { displaces, type Preview, previewOf } from './preview.ts';
import { plainOf } from './proposal-words.ts';
import { type ReasonView, teller } from './telling.ts';

// A person proposes. Their words are written down as a turn of their seat, what they claim is staged beside it, and CanonKeeper decides.

/** How many are read and judged at once. */
export const draftsPerBatchMax = 500;

export interface NumberedDraft {
  /** Of the file, from 1; 1 for what came from flags. */
  line: number;
  draft: Draft;
}

/** Something in a line that cannot be proposed. Nothing of the line was written. */
export interface LineProblem {
  line: number;
  code: string;
  message: string;
  advice: string | null;
}

export interface Line {
  line: number;
  drafted: Drafted;
}

export interface Prepared {
  lines: readonly Line[];
  problems: readonly LineProblem[];
  /** What it would take away from canon. Null: nothing. */
  displaced: Preview | null;
}

export interface Told {
  line: number;
  proposal: ProposalId;
  verdict: Verdict | 'staged';
  /** Null: it was not decided. */
  decision: Omit<Judged, 'proposal' | 'verdict' | 'reasons'> | null;
  /** What is proposed, in a line. */
  says: string;
  reasons: readonly ReasonView[];
  consequences: Consequences;
}

export const beginDrafting = (desk: PreviewDesk, person: Person): Drafting => ({
  desk,
  person,
  book: nameBook(desk, { ifNobody: 'Propose it first: `monitor propose --entity NAME --type character`.' }),
  keys: new Map(),
  made: new Map(),
});

/** Reads drafts as proposals and looks what they would displace. Writes nothing. */
export const prepare = async (
  drafting: Drafting,
  drafts: readonly NumberedDraft[],
  { looksAhead }: { looksAhead: boolean },
): Promise<Prepared> => {
  const { desk, person } = drafting;
  const lines: Line[] = [];
  const problems: LineProblem[] = [];
  await drafting.book.open(drafts.flatMap(({ draft }) => namesIn(draft)));
  for (const { line, draft } of drafts)
    try {
      lines.push({ line, drafted: await drafted(drafting, draft) });
    } catch (error) {
      if (!isFailure(error)) throw error;
      problems.push({ line, code: error.code, message: error.message, advice: error.advice ?? null });
    }
  if (!looksAhead || person.seat !== 'gm' || lines.length === 0) return { lines, problems, displaced: null };
  const foresight = await desk.keeper.foresee(
    { proposals: lines.map((each) => each.drafted.proposal), clock: null, reason: null, isConfirmed: false },
    lines.map((each) => each.drafted.turn),
  );
  return { lines, problems, displaced: displaces(foresight) ? await previewOf(desk, foresight) : null };
};

const conflicting = (id: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'id_taken',
    message: `\`${id}\` is in the narrative already, with other content`,
    advice: 'Try again: new ids are made each time. Nothing was decided.',
  });

/** Writes down what is said and proposed. Again, it changes nothing. */
const stage = async ({ notes }: Pick<Desk, 'notes'>, drafts: readonly Drafted[]): Promise<void> => {
  for (let start = 0; start < drafts.length; start += documentsPerCallMax) {
    const some = drafts.slice(start, start + documentsPerCallMax);
    const outcomes = [
      ...(await notes.insert(
        'turns.user',
        some.map(({ turn }) => ({ document: turn, events: [] })),
      )),
      ...(await notes.insert(
        'proposals',
        some.map(({ proposal }) => ({ document: proposal, events: [] })),
      )),
    ];
    const at = outcomes.indexOf('conflict');
    if (at >= 0) throw conflicting(some[at % some.length]?.proposal.id ?? '');
  }
};

export interface Forwarding {
  /** It is staged, and decided later. */
  waits: boolean;
  reason: string | null;
  /** A person has seen what it would do. */
  isConfirmed: boolean;
}

/** Stages what was prepared, and has it decided unless it is to wait. In the order of the lines. */
export const putForward = async (
  desk: Desk,
  lines: readonly Line[],
  { waits, reason, isConfirmed }: Forwarding,
): Promise<readonly Told[]> => {
  await stage(
    desk,
    lines.map((each) => each.drafted),
  );
  const told = teller(desk);
  const proposals = lines.map((each) => each.drafted.proposal);
  const says: string[] = [];
  // As it is called before anything is done.
  for (const { content } of proposals) says.push(await plainOf(told, desk.about.calendar, content));
  const decided = waits ? [] : await desk.keeper.decide({ proposals, clock: null, reason, isConfirmed });
  const after = teller(desk);
  const views: Told[] = [];
  for (const [
    at,
    {
      line,
      drafted: { proposal },
    },
  ] of lines.entries()) {
    const common = { line, proposal: proposal.id, says: says[at] ?? '' };
    const judged = decided[at];
    if (judged === undefined)
      views.push({ ...common, verdict: 'staged', decision: null, reasons: [], consequences: noConsequences });
    else {
      const { proposal: _proposal, verdict, reasons, ...decision } = judged;
      const consequences = await consequencesOf(after, proposal, judged);
      views.push({ ...common, verdict, decision, reasons: await after.reasons(reasons), consequences });
    }
  }
  return views;
};
