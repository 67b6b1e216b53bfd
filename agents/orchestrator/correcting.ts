import type { Cascade, ProposalContent } from '../../schemas/gate.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { EntityType } from '../../schemas/canon.ts';
import type { PolicyFile } from '../../schemas/policy.ts';
import type { Desk, Person, PreviewDesk, ReadingDesk } from './desk.ts';
import { type Drafted, proposed, spoken } from './drafting.ts';
import { findCommit, findFacts } from './handles.ts';
import { findEntity, nameBook } from './naming.ts';
import { type Preview, previewOf } from './preview.ts';
import { putForward, type Told } from './proposing.ts';

// A person corrects canon on purpose: they see what it would do, give their reason, and CanonKeeper does it in one commit, which can be taken back.

export interface Correction {
  drafts: readonly Drafted[];
  because: string;
  preview: Preview;
}

// ── what is asked for ────────────────────────────────────────────────────────────────────────────────────────────

export const retconOf = async (
  desk: ReadingDesk,
  { facts, cascade, because }: { facts: readonly string[]; cascade: Cascade; because: string },
): Promise<readonly ProposalContent[]> => [
  { type: 'retcon', facts: [...(await findFacts(desk, facts))], cascade, reason: because },
];

export const lockOf = async (
  desk: ReadingDesk,
  { facts, locks, because }: { facts: readonly string[]; locks: boolean; because: string },
): Promise<readonly ProposalContent[]> => [
  { type: locks ? 'lock' : 'unlock', facts: [...(await findFacts(desk, facts))], reason: because },
];

export const revertOf = async (
  desk: ReadingDesk,
  { commit, because }: { commit: string; because: string },
): Promise<readonly ProposalContent[]> => [{ type: 'revert', commit: await findCommit(desk, commit), reason: because }];

export const mergeOf = async (
  desk: ReadingDesk,
  { keep, drop, because }: { keep: string; drop: string; because: string },
): Promise<readonly ProposalContent[]> => {
  const book = nameBook(desk);
  const [one, other] = [await findEntity(book, keep), await findEntity(book, drop)];
  return [{ type: 'merge', keep: one.id, drop: other.id, reason: because }];
};

export const renameOf = async (
  desk: ReadingDesk,
  { node, name, keepsAlias, because }: { node: string; name: string; keepsAlias: boolean; because: string },
): Promise<readonly ProposalContent[]> => [
  { type: 'rename', node: (await nameBook(desk).find(node)).id, name, keepAlias: keepsAlias, reason: because },
];

/** Whoever is split off may be there already, or be made on the way. */
export const splitOf = async (
  desk: PreviewDesk,
  asked: { from: string; into: string; facts: readonly string[]; creates: boolean; because: string },
): Promise<readonly ProposalContent[]> => {
  const { from, into, facts, creates, because: reason } = asked;
  const book = nameBook(desk);
  const whole = await findEntity(book, from);
  const ids = [...(await findFacts(desk, facts))];
  if (!creates) {
    const part = await findEntity(book, into);
    return [{ type: 'split', from: whole.id, into: part.id, facts: ids, reason }];
  }
  const id = desk.world.newId('entity');
  const nothing = { aliases: [], description: null, properties: {}, tags: [], derivesFrom: null };
  const entity = {
    ...{ id, form: 'instance' as const, type: whole.type as EntityType, name: into },
    ...{ ...nothing, visibility: { level: 'public' as const } },
  };
  return [
    { type: 'entity', entity },
    { type: 'split', from: whole.id, into: id, facts: ids, reason },
  ];
};

/** What the universe is to decide by. Whatever else it says of itself stays. */
export const policyChangeOf = (
  { about }: ReadingDesk,
  { profile, own }: { profile: string; own: PolicyFile | null },
): readonly ProposalContent[] => {
  const {
    kind: _kind,
    universe: _universe,
    introduced: _introduced,
    forkedFrom: _origin,
    ownPolicy: _own,
    ...rest
  } = about;
  const said = own === null ? {} : { ownPolicy: own };
  return [{ type: 'universe', universe: { ...rest, policyProfile: profile, ...said } }];
};

// ── doing it ─────────────────────────────────────────────────────────────────────────────────────────────────────

const refuseUnlessGm = ({ seat }: Person): void => {
  if (seat === 'gm') return;
  throw new Failure({
    kind: 'terminal',
    code: 'gm_alone',
    message: 'only the GM corrects canon',
    advice: 'Ask from the GM’s seat. Nothing was changed.',
  });
};

/** Looks what it would do. Writes nothing. */
export const prepareCorrection = async (
  desk: PreviewDesk,
  person: Person,
  { contents, because }: { contents: readonly ProposalContent[]; because: string },
): Promise<Correction> => {
  refuseUnlessGm(person);
  const turn = spoken(desk, person, { words: because, storyTime: null });
  const drafts: Drafted[] = [];
  for (const content of contents) {
    const dependsOn = drafts.map(({ proposal }) => proposal.id);
    const asked = { content, intent: 'correct' as const, confidence: 1, dependsOn };
    drafts.push({ turn, proposal: proposed(desk, turn, asked) });
  }
  const foresight = await desk.keeper.foresee(
    { proposals: drafts.map(({ proposal }) => proposal), clock: null, reason: because, isConfirmed: true },
    [turn],
  );
  return { drafts, because, preview: await previewOf(desk, foresight) };
};

/** Writes down what was said and asked for, and has it decided. */
export const carryOut = (desk: Desk, { drafts, because }: Correction): Promise<readonly Told[]> =>
  putForward(
    desk,
    drafts.map((drafted, at) => ({ line: at + 1, drafted })),
    { waits: false, reason: because, isConfirmed: true },
  );
