import { writeSync } from 'node:fs';

const triesMax = 1_000_000;

/** In a child: prints a line before anything else happens, so that what the test reads was acknowledged before the child was killed. */
export const acknowledge = (line: string): void => {
  let rest = Buffer.from(`${line}\n`);
  for (let tries = 0; tries < triesMax && rest.length > 0; tries++)
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // The test has not read what was printed before.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
};
