// What a worker may answer with instead of an answer. `transient`: asked again, it may succeed. `terminal`: it won't until somebody does something about it.
// A job lists its own beside these (schemas/workers.ts); docs/loops.md says what each means.

export type Codes = Readonly<Record<string, 'transient' | 'terminal'>>;

/** Whoever is asked, for whatever. */
export const commonCodes = {
  took_too_long: 'transient',
  unavailable: 'transient',
  store_busy: 'transient',
  store_io: 'transient',
  store_read_only: 'terminal',
  store_damaged: 'terminal',
  store_cannot_open: 'terminal',
  disk_full: 'terminal',
  no_worker: 'terminal',
  answer_unfit: 'terminal',
  worker_broke: 'terminal',
  contract_broken: 'terminal',
} as const satisfies Codes;

/** Whoever has a language model say it. */
export const modelCodes = {
  model_busy: 'transient',
  model_refuses: 'terminal',
} as const satisfies Codes;
