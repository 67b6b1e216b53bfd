import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/domain/**/*.test.ts', 'test/unit/compose/policy.test.ts'],
    setupFiles: ['test/mutation/same-every-time.ts'],
    testTimeout: 30_000,
    isolate: false,
  },
});
