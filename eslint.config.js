import tseslint from 'typescript-eslint';

// What the compiler can't see. The layers that must be the same on every run (domain, gate, loops, agents) get the world injected, so
// clock, chance, timers and the process are banned there.

const linesMax = 400;
const complexityMax = 12;
const waiverCharsMin = 10;

const deterministic = ['src/domain/**', 'src/gate/**', 'src/loops/**', 'agents/**'];
const sources = ['src/**', 'agents/**', 'schemas/**', 'policies/**', 'migrations/**'];

/** A waiver says after `--` why it is needed. */
const waiversHaveReasons = {
  meta: { type: 'problem', schema: [], messages: { missing: 'say after ` -- ` why this waiver is needed' } },
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!/^\s*eslint-disable/.test(comment.value)) continue;
        const reason = comment.value.split(' -- ')[1]?.trim() ?? '';
        if (reason.length < waiverCharsMin) context.report({ loc: comment.loc, messageId: 'missing' });
      }
    },
  }),
};

const fromOutside = 'it differs from run to run: take it from the injected `World`';
const styledLate = '`wrapped` makes codes harmless that are in what it is given: style its lines, or use `headed`';
const noProcess = 'the process belongs to src/cli/main.ts: take what you need as a parameter';
const consoleBanned = { 'no-console': 'error' };

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'reports/', 'docs/', '.stryker-tmp/'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { house: { rules: { 'waivers-have-reasons': waiversHaveReasons } } },
    rules: {
      'house/waivers-have-reasons': 'error',
      eqeqeq: 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-fallthrough': 'error',
      'no-param-reassign': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-template-curly-in-string': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-assignment': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'require-atomic-updates': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // What is read from our own tables is what the caller says it is: `recordOf<Fact>(row)`.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // What factories return has no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // A port's methods are asynchronous whether or not an adapter has anything to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-unsafe-type-assertion': 'off' },
  },
  {
    files: sources,
    rules: {
      ...consoleBanned,
      complexity: ['error', complexityMax],
      'max-lines': ['error', linesMax],
      'max-depth': ['error', 4],
    },
  },
  {
    files: ['src/**', 'schemas/**', 'agents/**'],
    ignores: ['src/cli/main.ts', 'src/adapters/**'],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: noProcess }],
      'no-restricted-imports': ['error', { paths: [{ name: 'node:process', message: noProcess }] }],
    },
  },
  {
    files: ['src/cli/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='wrapped'] MemberExpression[object.name='style']",
          message: styledLate,
        },
      ],
    },
  },
  {
    files: deterministic,
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: noProcess },
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'].map((name) => ({
          name,
          message: fromOutside,
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: fromOutside },
        { object: 'Math', property: 'random', message: fromOutside },
        { object: 'crypto', property: 'randomUUID', message: fromOutside },
        { object: 'crypto', property: 'getRandomValues', message: fromOutside },
        ...['setTimeout', 'setInterval', 'setImmediate', 'process', 'performance'].map((property) => ({
          object: 'globalThis',
          property,
          message: fromOutside,
        })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: fromOutside },
        { selector: "CallExpression[callee.name='Date']", message: fromOutside },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:process', message: noProcess },
            ...['node:timers', 'node:timers/promises', 'node:perf_hooks', 'node:worker_threads'].map((name) => ({
              name,
              message: fromOutside,
            })),
            {
              name: 'node:crypto',
              importNames: ['randomBytes', 'randomInt', 'randomUUID', 'randomFill', 'randomFillSync', 'webcrypto'],
              message: fromOutside,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests read what they expect to be there, and fail where it is not.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
