// The test projects. The server's suite runs twice, on SQLite and on PostgreSQL; what needs no database runs once.
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Two by default: the whole suite is made to fit two cores. */
const workersMax = Number(process.env.LUMENBOX_TEST_WORKERS ?? 2);
const databaseTimeoutMs = 60_000;
const acceptanceTimeoutMs = 300_000;
/** What a test waits for comes when it comes: a busy machine is no fault. */
const patience = { poll: { timeout: 30_000 } };

const serverTests = ['packages/server/{src,test,migrations}/**/*.test.ts'];
/** Objects in a bucket: they need an S3 server, and run once. */
const needS3 = ['**/*.s3.test.ts'];
const needNoDatabase = ['**/*.pure.test.ts', 'packages/server/test/{tidy,import-rules}*.test.ts'];

function serverProject(dialect: 'sqlite' | 'postgres'): TestProjectConfiguration {
  return {
    test: {
      name: `server:${dialect}`,
      include: serverTests,
      exclude: [...needS3, ...(dialect === 'postgres' ? needNoDatabase : [])],
      env: { LUMENBOX_TEST_DIALECT: dialect },
      // Files share the modules of their process: loading the server anew for each took a fifth of the time and more.
      isolate: false,
      globalSetup: dialect === 'postgres' ? ['scripts/test-postgres.mjs'] : [],
      testTimeout: databaseTimeoutMs,
      hookTimeout: databaseTimeoutMs,
      expect: patience,
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: workersMax,
    // Names single tests that take longer.
    slowTestThreshold: 10_000,
    projects: [
      {
        test: { name: 'dicom', include: ['packages/dicom/src/**/*.test.ts'], testTimeout: databaseTimeoutMs },
      },
      { test: { name: 'contract', include: ['packages/contract/src/**/*.test.ts'] } },
      serverProject('sqlite'),
      serverProject('postgres'),
      {
        test: {
          name: 'server:s3',
          include: ['packages/server/src/**/*.s3.test.ts'],
          env: { LUMENBOX_TEST_DIALECT: 'postgres' },
          globalSetup: ['scripts/test-postgres.mjs', 'scripts/test-s3.mjs'],
          // Each waits for the same server, which is no fast one.
          fileParallelism: false,
          testTimeout: databaseTimeoutMs,
          hookTimeout: databaseTimeoutMs,
          expect: patience,
        },
      },
      { test: { name: 'web', include: ['packages/web/src/**/*.test.{ts,tsx}'] } },
      {
        test: {
          name: 'acceptance',
          include: ['acceptance/**/*.test.ts'],
          // Each file runs a server of its own, and some a browser; while one waits, another works.
          testTimeout: acceptanceTimeoutMs,
          hookTimeout: acceptanceTimeoutMs,
          expect: patience,
        },
      },
    ],
  },
});
