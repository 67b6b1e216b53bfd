import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Oracle } from '../../schemas/oracle.ts';
import { Failure } from '../domain/failure.ts';
import { readYamlFile } from './yaml-file.ts';

// The oracle that the program ships, or one of one's own.

const shipped = fileURLToPath(new URL('../../policies/oracles/standard.yaml', import.meta.url));

/** Throws a failure that names everything that is wrong, each with its file and line. */
export const loadOracle = async (file: string = shipped): Promise<Oracle> => {
  const { value, problems } = await readYamlFile(file, Oracle);
  if (value !== null) return value;
  throw new Failure({
    kind: 'terminal',
    code: 'bad_oracle',
    message: `the oracle \`${path.basename(file)}\` can't be used: ${problems.map((each) => `\n  - ${each.file}:${each.line}: ${each.message}`).join('')}`,
    advice: '`docs/schemas/oracle.schema.json` describes it. Nothing was asked.',
  });
};

/** Read once: it does not change while the program runs. */
let known: Promise<Oracle> | undefined;
export const shippedOracle = (): Promise<Oracle> => (known ??= loadOracle());
