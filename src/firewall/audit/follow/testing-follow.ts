/** For tests: a log that a real server of ours serves over HTTP, and a follower's folder. */
import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { buildServer } from '../../../http/server.ts';
import { vkeyOf } from '../checkpoint.ts';
import { logFolder } from '../log-folder.ts';
import { logRoutes } from '../log-routes.ts';
import { Publisher } from '../publisher.ts';
import { parseVkey } from '../signed-note.ts';
import { testLeaves, testSigner, testTime } from '../testing-log.ts';
import { followRound, type FollowOptions, type FollowReport } from './follow-round.ts';
import { KeptLog } from './kept-log.ts';
import { logAddress, webLog, type WebLogOptions } from './web-log.ts';

export const TEST_VKEY = vkeyOf(testSigner());
export const TEST_LEAVES: readonly Buffer[] = [...testLeaves(1_500)];

export type ServedLog = {
  address: string;
  folder: string;
  /** Lets the log grow to `size` entries, signed at `time` (s since 1970). */
  grow(size: number, time?: number): Promise<void>;
  close(): Promise<void>;
};

/** A log in `folder`, published by our own publisher and served by our own server. */
export async function serveLog(
  folder: string,
  leaves: readonly Buffer[] = TEST_LEAVES,
  signer = testSigner(),
): Promise<ServedLog> {
  const publisher = new Publisher(logFolder(folder), signer);
  const app = await buildServer({ logLevel: 'fatal', rateLimit: 0, trustedProxies: 0 });
  await app.register(logRoutes, { folder });
  await app.listen({ port: 0, host: '127.0.0.1' });
  async function* read(from: number, to: number): AsyncGenerator<Buffer> {
    yield* leaves.slice(from, to);
  }
  return {
    address: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/audit/`,
    folder,
    grow: async (size, time = testTime(size)) =>
      void (await publisher.publish(size, read, time * 1000)),
    close: () => app.close(),
  };
}

export type RoundSettings = Partial<FollowOptions> & WebLogOptions;

/** One round from `address` into `folder`, at the time at which a test log of 1,500 entries is signed. */
export async function roundOf(
  address: string,
  folder: string,
  settings: RoundSettings = {},
): Promise<FollowReport> {
  const kept = await KeptLog.open(folder, TEST_VKEY);
  const web = webLog(logAddress(address), { pauses: [1], ...settings });
  try {
    return await followRound(kept, web, {
      key: parseVkey(TEST_VKEY),
      vkey: TEST_VKEY,
      fresh: 60,
      clock: () => testTime(1_500) * 1000,
      secondLook: 1,
      ...settings,
    });
  } finally {
    web.close();
    kept.close();
  }
}

/** Every file of the log that a folder holds, by its path, with the hash of its bytes. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of found) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (entry.isFile() && /^(?:checkpoint$|tile\/|incoming\/)/.test(path))
      files[path] = hash('sha256', await readFile(join(folder, path)));
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}
