import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/unit/domain/**/*.test.ts',
      'test/unit/compose/policy.test.ts',
      'test/mutation/canon-of-the-fake.ts',
    ],
    setupFiles: ['test/mutation/same-every-time.ts'],
    testTimeout: 120_000,
    isolate: false,
  },
});
