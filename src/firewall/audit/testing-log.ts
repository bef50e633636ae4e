/** Logs made up for tests, attacks and benches: the same seed gives the same log. */
import { createHash } from 'node:crypto';
import { signCheckpoint } from './checkpoint.ts';
import { makeLeaf, minuteOf } from './leaf.ts';
import { type NoteSigner, signerFromSeed } from './signed-note.ts';
import { TileTree } from './tile-tree.ts';

export const TEST_START = Date.parse('2026-11-01T08:00:00Z');

export function testSigner(seed = 1, name = 'port.wayhouse.example/audit'): NoteSigner {
  return signerFromSeed(name, Buffer.alloc(32, seed));
}

const PURPOSES = ['desk.visit', 'referral.send', 'shelter.stay', 'own.access', 'health.care'];

/** `size` leaves of several producers, a few a second from `TEST_START` on. */
export function* testLeaves(size: number, seed = 1, producers = 7): Generator<Buffer> {
  const counts = new Map<number, number>();
  for (let index = 0; index < size; index++) {
    const random = createHash('sha256').update(`${seed} ${index}`).digest();
    const producer = 1000 + ((random[0] as number) % producers);
    const n = (counts.get(producer) ?? 0) + 1;
    counts.set(producer, n);
    const at = TEST_START + index * 300;
    const purpose = PURPOSES[(random[1] as number) % PURPOSES.length] as string;
    const uuid = `00000000-0000-4000-8000-${random.toString('hex', 2, 8)}`;
    yield makeLeaf(
      {
        act: 'open',
        login: 'app_desk',
        producer,
        n,
        at: new Date(at),
        kind: 'staff',
        actor: uuid,
        org: '00000000-0000-4000-8000-000000000001',
        purpose,
        route: '/desk/visits/:id',
        subject: uuid,
        subjects: null,
        details: null,
      },
      { node: 'port', t: minuteOf(at), actorKey: random, subjectKey: random },
    ).leaf;
  }
}

/** All files of the log with these leaves, its checkpoint signed at `time` (seconds since 1970). */
export async function publishTestLog(
  leaves: Iterable<Buffer>,
  { signer = testSigner(), time }: { signer?: NoteSigner; time: number },
): Promise<Map<string, Buffer>> {
  const tree = new TileTree();
  const files = new Map<string, Buffer>();
  const put = ({ path, bytes }: { path: string; bytes: Buffer }): void =>
    void files.set(path, bytes);
  for (const leaf of leaves) tree.append(leaf).forEach(put);
  tree.partial().forEach(put);
  const { size } = tree;
  files.set('checkpoint', await signCheckpoint(signer, { size, root: tree.root(), time }));
  return files;
}

/** When a test log of `size` entries is signed: just after its newest entry. */
export const testTime = (size: number): number => Math.ceil((TEST_START + size * 300) / 1000);
