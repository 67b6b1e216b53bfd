import type { Reason } from '../../schemas/gate.ts';

// Why something was decided as it was, for people. Codes are for programs and stay as they are; whatever code there is has words here.

const words: Readonly<Record<string, string>> = {
  // accepted
  new: 'nothing in canon stands against it',
  change: 'it follows what held before',
  ends: 'it says when that was over',
  corrects_its_end: 'the GM says that it was over earlier',
  retcon: 'by the GM’s word, this was never so',
  settles: 'the GM chooses between claims that stood against each other',
  contested: 'another source says otherwise, and both stand until the GM chooses',
  holds_until: 'it holds until something later that is canon',
  already_known: 'canon holds it already; it is supported once more',
  locked: 'it is locked',
  unlocked: 'it is no longer locked',
  reverts: 'what a commit did is undone',
  merged: 'the two turned out to be one',
  split: 'the one turned out to be two',
  renamed: 'it is called otherwise now',
  forks: 'another universe leaves from here',
  comes_back: 'what it had displaced holds again',
  stays_withdrawn: 'this does not come back, for canon now says otherwise',
  rests_on_it: 'this rests on what goes',
  event_stands: 'the event that brought it about stays',
  changed_since: 'this was changed again since, and is left as it is',

  // form
  other_universe: 'it is meant for another universe',
  evidence_of_other_universe: 'its evidence belongs to another universe',
  evidence_missing: 'its evidence is not where it points, or does not say so',
  evidence_id_taken: 'canon holds other evidence under the same id',
  unknown_node: 'who or what it speaks of is not in canon',
  node_withdrawn: 'who or what it speaks of is no longer in canon',
  unknown_fact: 'a fact that it speaks of is not in canon',
  unknown_commit: 'there is no such commit',
  unknown_revision: 'canon has not come to that revision',
  base_withdrawn: 'what it rests on was taken back',
  unknown_predicate: 'the vocabulary has no such predicate',
  unknown_event: 'the vocabulary has no such kind of event',
  unknown_role: 'nobody has such a part in an event of this kind',
  missing_participant: 'somebody who has to take part is missing',
  event_without_time: 'an event needs a time',
  wrong_subject_type: 'this is not said of such a thing',
  wrong_object: 'this is not what the predicate says',
  wrong_object_type: 'the predicate does not lead to such a thing',
  wrong_participant_type: 'such a thing has no part in it',
  wrong_archetype: 'it is no archetype of that type',
  bad_constraint: 'its condition cannot be understood',
  id_taken: 'its id names something else',
  contradicts_itself: 'it contradicts itself',
  dependency_cycle: 'proposals wait for each other in a circle',
  depends_on_refused: 'what it depends on was refused',
  depends_on_undecided: 'what it depends on is not decided yet',

  // time
  in_the_future: 'it is later than the story has come',
  effect_before_cause: 'it comes before what caused it',
  before_it_existed: 'it is dated before somebody in it came to be',
  acts_while_absent: 'who acts is elsewhere at that time',

  // contradiction
  contradicts_canon: 'it contradicts what is canon',
  needs_event: 'such a change needs an event, and canon knows of none',
  which_gives_way: 'there would be too many at once, and nobody can know which gives way',
  breaks_axiom: 'it breaks a rule of the world',
  never_ends: 'what is permanent has no end',

  // authority, confidence, house rules
  gm_alone: 'only the GM may do that',
  may_not_make_axioms: 'rules of the world are not for this authority to make',
  no_evidence: 'there is no evidence for it',
  needs_review: 'its word does not weigh enough by itself',
  free_text: 'no rule can check it, so a person looks at it first',
  possible_duplicate: 'somebody is called so already, and may be the same',
  house_rule: 'a rule of the house speaks against it',
  axiom_failed: 'a rule of the world could not be checked',
  more_than_can_be_judged: 'there is more about somebody in it than can be looked at',
  not_judged_here: 'nobody here judges such a thing',
  rejected_by_gm: 'the GM refused it',
  withdrawn: 'it was taken back before it was decided',
  malformed: 'it is no proposal',
  proposal_changed: 'another proposal stands under its id',
  unknown_universe: 'there is no such universe',
  unknown_container: 'what it lies in is not there',
  bad_policy: 'what the universe would decide by cannot be used',
  word_in_use: 'canon was told in this word, which keeps its meaning',

  // taking back
  already_withdrawn: 'it was taken back before',
  cannot_be_reverted: 'that cannot be undone',
  still_spoken_of: 'canon still speaks of somebody who came with it',
  cannot_be_merged: 'they cannot be one',
  cannot_be_split: 'it cannot be two of this kind',
  cannot_be_renamed: 'it has no name',
  too_many_facts: 'too many facts would change at once',
  too_many_aliases: 'nobody can have so many names',
};

const roles: Readonly<Record<string, string>> = {
  acts_while: 'who acts is',
  subject_is: 'it is said of somebody who is',
  object_is: 'what it leads to is',
  agent_is: 'who does it is',
  patient_is: 'whom it happens to is',
  witness_is: 'a witness is',
  instrument_is: 'what it is done with is',
  place_is: 'the place is',
};

/** `patient_is_dead`, `acts_while_not_alive`: whose state it was, and which. */
const stateWords = (code: string): string | null => {
  const [, role, state] = /^([a-z]+_(?:is|while))_([a-z0-9_]+)$/.exec(code) ?? [];
  const whose = role === undefined ? undefined : roles[role];
  return whose === undefined || state === undefined ? null : `${whose} ${state.replaceAll('_', ' ')} at that time`;
};

/** What a reason says, without naming what it rests on. */
export const reasonWords = ({ code }: Pick<Reason, 'code'>): string =>
  words[code] ?? stateWords(code) ?? code.replaceAll('_', ' ');

/** Whether somebody thought of words for it. */
export const hasReasonWords = (code: string): boolean => Object.hasOwn(words, code) || stateWords(code) !== null;
