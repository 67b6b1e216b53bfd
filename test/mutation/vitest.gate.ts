import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/gate/**/*.test.ts', 'test/unit/gate/**/*.test.ts'],
    setupFiles: ['test/mutation/same-every-time.ts'],
    testTimeout: 30_000,
    isolate: false,
  },
});
