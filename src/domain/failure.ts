/** `transient`: the same call may succeed later. `terminal`: it won't until somebody does something about it. */
export type FailureKind = 'transient' | 'terminal';

export interface FailureDetails {
  kind: FailureKind;
  /** What a program compares: `store_busy`, `disk_full`. */
  code: string;
  /** What happened: lower case, the input in backticks. */
  message: string;
  /** What to do about it. */
  advice?: string;
  cause?: unknown;
}

/**
 * Something outside the program did not do its part: a disk, a server, a file that somebody damaged.
 * Outcomes that a caller chooses between are values; this is for those that end the work at hand. Bugs are other errors.
 */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly advice: string | undefined;

  constructor({ kind, code, message, advice, cause }: FailureDetails) {
    super(message, { cause });
    this.name = 'Failure';
    this.kind = kind;
    this.code = code;
    this.advice = advice;
  }
}

export const isFailure = (error: unknown): error is Failure => error instanceof Failure;
