/** Every tampering that the verifier is tried with, met by a follower that has seen a part of the log. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ATTACKS } from '../../../../test/attack/tamper-log.ts';
import { folderSource } from '../log-source.ts';
import { parseVkey } from '../signed-note.ts';
import { publishTestLog, testLeaves, testTime } from '../testing-log.ts';
import { verifyLog } from '../verify-log.ts';
import { followRound } from './follow-round.ts';
import { KeptLog } from './kept-log.ts';
import { TEST_VKEY } from './testing-follow.ts';

const key = parseVkey(TEST_VKEY);
const home = await mkdtemp(join(tmpdir(), 'wayhouse-attacks-'));
afterAll(() => rm(home, { recursive: true, force: true }));

const SIZES = [
  [300, 700],
  [40, 257],
  [256, 512],
] as const;
let count = 0;

describe('a follower', () => {
  it.each(Object.keys(ATTACKS))('holds what it has against %s', async (name) => {
    for (const [seen, size] of SIZES) {
      let state = count * 7_919 + 17;
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        return state % below;
      };
      const leaves = [...testLeaves(size, ++count)];
      const [files, seenFiles] = await Promise.all([
        publishTestLog(leaves, { time: testTime(size) }),
        publishTestLog(leaves.slice(0, seen), { time: testTime(seen) }),
      ]);
      const since = seenFiles.get('checkpoint') as Buffer;
      const attack = await ATTACKS[name]?.({ leaves, files, seen, seenFiles, since, random });
      // Two entries that are swapped may be one.
      const isSame = attack?.files
        .entries()
        .every(([path, bytes]) => files.get(path)?.equals(bytes));
      if (!attack || (isSame && attack.files.size === files.size)) continue;
      const folder = join(home, `${count}`);
      const kept = await KeptLog.open(folder, TEST_VKEY);
      const round = (from: Map<string, Buffer>, whole = false) =>
        followRound(
          kept,
          {
            address: new URL('https://port.example/audit/'),
            read: async (path) => from.get(path),
            close: () => {},
          },
          {
            key,
            vkey: TEST_VKEY,
            fresh: 1e6,
            whole,
            clock: () => testTime(1_500) * 1000,
            secondLook: 1,
          },
        );
      expect((await round(seenFiles)).state).toBe('sound');
      const first = await round(attack.files);
      const verified = await verifyLog(folderSource(folder), { key, since });
      expect(verified.faults, `${name}, ${seen} of ${size}`).toEqual([]);
      // What a slip or the clock alone can tell is not for a follower; of old files it sees only when it reads all.
      const isSeen = !attack.with && !attack.without;
      if (isSeen && first.state === 'sound')
        expect((await round(attack.files, true)).state, `${seen} of ${size}`).not.toBe('sound');
      kept.close();
    }
  });
});
