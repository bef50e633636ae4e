import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCluster } from '../src/database/testing.ts';

/** Where Linux keeps files in memory; a copy of a database takes a twentieth of the time there. */
const MEMORY = '/dev/shm';
/** What a whole run leaves at most at one time, with a wide margin, in bytes. */
const ENOUGH = 6 * 1024 ** 3;

/** One throw-away PostgreSQL for the whole run of the tests, in memory where there is enough of it. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await roomyFolder(), 'wayhouse-run-'));
  // A server that runs as nobody has to get to its own folder in it.
  await chmod(folder, 0o711);
  process.env['TMPDIR'] = folder;
  const cluster = await startTestCluster();
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function roomyFolder(): Promise<string> {
  const memory = await statfs(MEMORY).catch(() => undefined);
  return memory && memory.bavail * memory.bsize > ENOUGH ? MEMORY : tmpdir();
}
