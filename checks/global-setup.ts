import { startTestCluster } from '../src/database/testing.ts';

/** One throw-away PostgreSQL for the whole run of the tests. */
export default async function setup(): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  return () => cluster.stop();
}
