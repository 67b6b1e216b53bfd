// What can be done with a universe, for every door to it: the terminal now, others later. Each function takes a desk (desks.ts) and returns views.

export {
  carryOut,
  lockOf,
  mergeOf,
  policyChangeOf,
  prepareCorrection,
  renameOf,
  retconOf,
  revertOf,
  splitOf,
} from '../../agents/orchestrator/correcting.ts';
export {
  type DeadLetterView,
  type DeadLetterDetail,
  deadLettersOf,
  discardLetters,
  findLetters,
  type LetterDesk,
  type LetterQuery,
  replayLetters,
  showLetters,
} from '../../agents/orchestrator/dead-letters.ts';
export { type DecidedView, settle } from '../../agents/orchestrator/deciding.ts';
export type { Desk, Person, PreviewDesk, ReadingDesk } from '../../agents/orchestrator/desk.ts';
export type { EvidenceView } from '../../agents/orchestrator/evidence.ts';
export { findAnything, findProposal } from '../../agents/orchestrator/handles.ts';
export {
  commitLog,
  type CommitView,
  decisionLog,
  type DecisionView,
  type LogPage,
} from '../../agents/orchestrator/history.ts';
export type { Mentions } from '../../agents/orchestrator/mentions.ts';
export { nameBook } from '../../agents/orchestrator/naming.ts';
export { beginStory, type Begun, leaveStory, resumeStory } from '../../agents/orchestrator/play/beginning.ts';
export {
  actInStory,
  commitInStory,
  type DeedView,
  fightInStory,
  roundsInStory,
  standingInStory,
  type StandingView,
  takeBackInStory,
  whyInStory,
} from '../../agents/orchestrator/play/by-rules.ts';
export { type Consulted, consultInStory } from '../../agents/orchestrator/play/consulting.ts';
export { findStory, type ShelfEntry, storyShelf, type WatchDesk } from '../../agents/orchestrator/play/story-shelf.ts';
export {
  type Knowers,
  type SceneView,
  type StoryView,
  storyView,
  type ThreadView,
} from '../../agents/orchestrator/play/story-view.ts';
export type { PlayDesk } from '../../agents/orchestrator/play/table.ts';
export { type Watched, watchdog } from '../../agents/orchestrator/play/watchdog.ts';
export type { Preview, Some } from '../../agents/orchestrator/preview.ts';
export {
  beginDrafting,
  draftsPerBatchMax,
  type LineProblem,
  type NumberedDraft,
  prepare,
  putForward,
  type Told,
} from '../../agents/orchestrator/proposing.ts';
export {
  pending,
  pendingIds,
  type PendingPage,
  type PendingQuery,
  type PendingView,
} from '../../agents/orchestrator/queue.ts';
export type { FateView } from '../../agents/orchestrator/fate.ts';
export type { ProposalView, RulingView } from '../../agents/orchestrator/rulings.ts';
export {
  liftRule,
  playBy,
  rulesHere,
  rulesInForce,
  type RulesView,
  sayHouse,
} from '../../agents/orchestrator/rules-said.ts';
export { keepSheet } from '../../agents/orchestrator/sheets-kept.ts';
export type { FactView, NodeView, ReasonView } from '../../agents/orchestrator/telling.ts';
export { type Story, type SupportView, why } from '../../agents/orchestrator/why.ts';
