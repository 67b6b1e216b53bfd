import { writeFile } from 'node:fs/promises';
import { checkRules } from '../../src/compose/rule-systems.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Files of rules that tests write, in a folder of their own.

export const rulesFiles = async () => {
  const folder = await temporaryFolder();
  let files = 0;
  const written = async (text: string): Promise<string> => {
    const file = folder.file(`${++files}.yaml`);
    await writeFile(file, text);
    return file;
  };
  return {
    ...{ folder: folder.path, written },
    /** What is wrong with it, as `line: message`. */
    told: async (text: string): Promise<string[]> =>
      (await checkRules(await written(text))).problems.map(({ line, message }) => `${line}: ${message}`),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
};
