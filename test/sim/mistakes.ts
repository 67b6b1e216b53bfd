/** What a store or a worker may say when it is in trouble is no surprise; these are never said where nobody made a mistake. */
const mistakes: ReadonlySet<string> = new Set([
  ...['id_taken', 'broken_cycle', 'cycle_too_long', 'answer_missing', 'decision_copy_differs', 'unknown_scene'],
  ...['malformed_commit', 'commit_conflict', 'unknown_proposal', 'cycle_from_later', 'unresolved'],
  ...['contract_broken'],
]);

export const isMistake = (code: string): boolean => mistakes.has(code);
