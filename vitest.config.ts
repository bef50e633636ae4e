import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'checks/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['checks/global-setup.ts'],
    isolate: false,
    pool: 'forks',
    // On two cores vitest takes one of its own accord, and half of the time is waiting for the database and the browser.
    maxWorkers: 2,
    // See tools/run.mjs.
    execArgv: ['--no-memory-protection-keys'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
