import type { Path } from '../rules/reckoning.ts';
import type { Problem } from '../rules/sheet.ts';

// Why something cannot be done with a character, and what to do instead. All reasons at once, and nothing was done.

export interface Reason extends Problem {
  advice?: string;
}

export interface Refused {
  reasons: readonly Reason[];
}

export const refused = (path: Path, message: string, advice?: string): Refused => ({
  reasons: [{ path, message, ...(advice === undefined ? {} : { advice }) }],
});

export const isRefused = (found: object): found is Refused => 'reasons' in found;
