import { Failure } from '../../domain/failure.ts';

export const damagedRecord = (path: string, cause?: unknown): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'store_damaged',
    message: `a record in \`${path}\` is damaged`,
    advice: 'Run `monitor doctor --audit` to see what is readable, and restore the world from an export.',
    cause,
  });

/** Reads back what this program wrote. The schema was checked when it came in; that the text is JSON at all is up to the disk. */
export const parseKept = (text: unknown, path: string): unknown => {
  try {
    return JSON.parse(String(text));
  } catch (error) {
    throw damagedRecord(path, error);
  }
};
