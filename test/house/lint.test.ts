import path from 'node:path';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

// Each case is text in the place of a file that exists, because the rules look up types.

const root = path.resolve(import.meta.dirname, '../..');
const pure = 'src/domain/failure.ts';
const port = 'src/ports/world.ts';

const refused: readonly [law: string, file: string, code: string, rule: string][] = [
  ['the clock in the domain', pure, 'export const at = Date.now();', 'no-restricted-properties'],
  ['today in the domain', pure, 'export const at = new Date();', 'no-restricted-syntax'],
  ['chance in the domain', pure, 'export const die = Math.random();', 'no-restricted-properties'],
  ['timers in the domain', pure, 'export const wait = () => setTimeout(() => 0, 1);', 'no-restricted-globals'],
  ['timers by import', pure, "export { setTimeout } from 'node:timers/promises';", 'no-restricted-imports'],
  ['chance by import', pure, "export { randomBytes } from 'node:crypto';", 'no-restricted-imports'],
  ['the process in the domain', pure, 'export const where = process.cwd();', 'no-restricted-globals'],
  ['the process by import', port, "export { cwd } from 'node:process';", 'no-restricted-imports'],
  ['words on the console', port, "console.log('here');", 'no-console'],
  [
    'a promise that nobody waits for',
    port,
    'const later = async () => 1;\nlater();',
    '@typescript-eslint/no-floating-promises',
  ],
  [
    'a case that is forgotten',
    port,
    "export const f = (x: 'a' | 'b') => { switch (x) { case 'a': return 1; } return 2; };",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  [
    'a type imported as a value',
    port,
    "import { Failure } from '../domain/failure.ts';\nexport type F = Failure;",
    '@typescript-eslint/consistent-type-imports',
  ],
  [
    'a style within what is wrapped',
    'src/cli/screen/story.ts',
    "const style = { strong: (text: string) => text };\nconst wrapped = (text: string) => [text];\nexport const lines = wrapped(style.strong('a'));",
    'no-restricted-syntax',
  ],
  ['any', port, 'export const x = (y: any): number => 1;', '@typescript-eslint/no-explicit-any'],
  [
    'an assertion that something is there',
    port,
    'export const x = (y: number | null): number => y!;',
    '@typescript-eslint/no-non-null-assertion',
  ],
  [
    'a waiver without a reason',
    port,
    '// eslint-disable-next-line no-console\nconsole.log(1);',
    'house/waivers-have-reasons',
  ],
  ['a long file', port, 'export {};\n'.repeat(401), 'max-lines'],
];

const eslint = new ESLint({ cwd: root });

it.each(refused)('refuses %s', async (_law, file, code, rule) => {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: path.join(root, file) });
  expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
});

it('refuses a waiver of what is not there', async () => {
  const code = '// eslint-disable-next-line no-console -- it was needed once upon a time\nexport const x = 1;\n';
  const [result] = await eslint.lintText(code, { filePath: path.join(root, port) });
  expect(result?.messages.map(({ message }) => message).join()).toContain('Unused eslint-disable');
});

it('lets a waiver pass that says why', async () => {
  const code = '// eslint-disable-next-line no-console -- the one place that speaks to people\nconsole.log(1);\n';
  const [result] = await eslint.lintText(code, { filePath: path.join(root, port) });
  expect(result?.messages).toEqual([]);
});
