/** A follower against logs that a real server of ours serves. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint.ts';
import { decodeBundle, encodeBundle } from '../entry-bundle.ts';
import { leafBytes, parseLeaf } from '../leaf.ts';
import { folderSource } from '../log-source.ts';
import { parseVkey } from '../signed-note.ts';
import { testSigner, testTime } from '../testing-log.ts';
import { verifyLog } from '../verify-log.ts';
import { checkEvidence } from './evidence.ts';
import {
  filesOf,
  roundOf,
  type ServedLog,
  serveLog,
  TEST_LEAVES,
  TEST_VKEY,
} from './testing-follow.ts';

const key = parseVkey(TEST_VKEY);
const home = await mkdtemp(join(tmpdir(), 'wayhouse-follow-'));
afterAll(() => rm(home, { recursive: true, force: true }));

let count = 0;
const open: ServedLog[] = [];
let log: ServedLog;
let folder: string;
const served = async (leaves?: readonly Buffer[], signer?: Parameters<typeof serveLog>[2]) => {
  const one = await serveLog(join(home, `log-${++count}`), leaves, signer);
  open.push(one);
  return one;
};
beforeEach(async () => {
  log = await served();
  folder = join(home, `kept-${++count}`);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const round = (from = log, settings: Parameters<typeof roundOf>[2] = {}) =>
  roundOf(from.address, folder, settings);
const verified = async (options = {}) =>
  (await verifyLog(folderSource(folder), { key, ...options })).state;
/** What a follower keeps that comes to the log now. */
const keptAnew = async (one: ServedLog) => {
  const anew = join(home, `anew-${++count}`);
  await roundOf(one.address, anew);
  return filesOf(anew);
};
const edited = (index: number): Buffer[] =>
  TEST_LEAVES.with(
    index,
    leafBytes({ ...parseLeaf(TEST_LEAVES[index] as Buffer)!, cs: 'B'.repeat(43) }),
  );

describe('a log that grows', () => {
  it('is copied, byte by byte what is published, and verifies offline', async () => {
    await log.grow(700);
    expect(await round()).toMatchObject({ state: 'sound', added: 700, faults: [], evidence: [] });
    expect(await filesOf(folder)).toEqual(await filesOf(log.folder));
    expect(await verified()).toBe('sound');
  });

  it('is followed from round to round, and each kept checkpoint serves as --since', async () => {
    let since: Buffer | undefined;
    for (const size of [0, 1, 255, 256, 300, 511, 512, 800, 1_500]) {
      await log.grow(size);
      const { state, checkpoint } = await round();
      expect([state, checkpoint?.size]).toEqual(['sound', size]);
      expect(await verified({ since })).toBe('sound');
      since = await readFile(join(folder, 'checkpoint'));
    }
    // What is no longer part of the published tree is no longer kept either.
    expect(await filesOf(folder)).toEqual(await keptAnew(log));
  });

  it('keeps the same bytes in however many rounds it came', async () => {
    const sizes = fc.uniqueArray(fc.integer({ min: 0, max: 1_100 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (drawn) => {
        const steps = drawn.sort((a, b) => a - b);
        const [one, many] = [await served(), join(home, `many-${++count}`)];
        for (const size of steps) {
          await one.grow(size);
          expect((await roundOf(one.address, many)).state).toBe('sound');
        }
        expect(await filesOf(many)).toEqual(await keptAnew(one));
        await one.close();
      }),
      { numRuns: 25 },
    );
  });

  it('costs what is new: old tiles are not asked for again', async () => {
    await log.grow(1_030);
    await round();
    await rm(join(log.folder, 'tile/0/000'));
    await rm(join(log.folder, 'tile/entries'), { recursive: true });
    await log.grow(1_300);
    // Bundle 4 is new since it has grown, 5 since it was not there; 0 to 3 are gone from the server.
    expect(await readdir(join(log.folder, 'tile/entries'))).toEqual(['004', '005.p']);
    expect(await round()).toMatchObject({ state: 'sound', added: 270 });
    expect(await verified()).toBe('sound');
    // Read whole it is seen that they are gone, and nothing is lost here.
    expect(await round(log, { whole: true })).toMatchObject({ state: 'incomplete', added: 0 });
    expect(await verified()).toBe('sound');
  });

  it('takes a signature of the same entries that is newer', async () => {
    await log.grow(90);
    await round();
    await log.grow(90, testTime(1_500));
    const { state, checkpoint } = await round();
    expect([state, checkpoint?.time]).toEqual(['sound', testTime(1_500)]);
  });

  it('is taken up where partial files have given way to full ones', async () => {
    await log.grow(300);
    const earlier = await readFile(join(log.folder, 'checkpoint'));
    await log.grow(600);
    await writeFile(join(log.folder, 'checkpoint'), earlier);
    expect(await round()).toMatchObject({ state: 'sound', added: 300 });
    expect(Object.keys(await filesOf(folder))).toContain('tile/entries/001.p/44');
    expect(await verified()).toBe('sound');
  });
});

describe('a log that was rewritten', () => {
  /** Keeps 700 entries, then meets another log of the same key. */
  const meet = async (other: ServedLog) => {
    await log.grow(700);
    await round();
    const before = await filesOf(folder);
    const report = await round(other);
    expect(report.state).toBe('broken');
    expect(await filesOf(folder)).toEqual(before);
    expect(await verified()).toBe('sound');
    return report;
  };
  const evidenceOf = async (path = '') => checkEvidence(await readFile(path, 'utf8'), key);

  it.each([
    ['of the same size', 700],
    ['that has grown', 900],
    ['that has grown over a power of two', 1_300],
    ['that is smaller', 400],
  ])('and forked, %s, is broken, and both signatures are kept', async (_, size) => {
    const other = await served(edited(120));
    await other.grow(size, testTime(1_400));
    const { faults, evidence } = await meet(other);
    expect(faults[0]?.says).toContain('it was forked');
    const shown = await evidenceOf(evidence[0]);
    expect(shown.says).toBe(faults[0]?.says);
    expect([shown.kept.size, shown.served.size]).toEqual([700, size]);
  });

  it('is remembered against it, whatever it shows later, until somebody moves the evidence', async () => {
    const other = await served(edited(120));
    await other.grow(900);
    const { evidence } = await meet(other);
    await log.grow(800);
    const again = await round();
    expect(again).toMatchObject({ state: 'broken', added: 100, evidence });
    expect(again.faults[0]?.says).toContain('contradicted itself before');
    await rm(evidence[0] as string);
    expect((await round()).state).toBe('sound');
  });

  it('writes the same evidence once, however often it is met', async () => {
    const other = await served(edited(3));
    await other.grow(900);
    await meet(other);
    await other.grow(900, testTime(1_500));
    await round(other);
    expect(await readdir(join(folder, 'evidence'))).toHaveLength(1);
  });

  it('and rolled back, signed later than what is kept, is broken', async () => {
    const other = await served();
    await other.grow(500, testTime(1_200));
    const { faults, evidence } = await meet(other);
    expect(faults[0]?.says).toContain('it was rolled back');
    expect((await evidenceOf(evidence[0])).says).toContain('it was rolled back');
  });

  it('by an old state that was put back is broken, though nothing false was signed', async () => {
    const other = await served();
    await other.grow(500);
    const { faults, evidence } = await meet(other);
    expect(faults[0]?.says).toContain('an old one was put back: 500 entries');
    expect((await evidenceOf(evidence[0])).says).toBeUndefined();
    // When the server is as it was, so is the word: the old signature alone is nobody's lie.
    expect((await round()).state).toBe('sound');
  });

  it('by an older signature of the same entries is broken too, and the newer one stays', async () => {
    const other = await served();
    await other.grow(700);
    await log.grow(700, testTime(700) + 60);
    await round();
    const { state, faults, checkpoint } = await round(other);
    expect([state, checkpoint?.time]).toEqual(['broken', testTime(700) + 60]);
    expect(faults[0]?.says).toContain('an old one was put back: 700 entries');
  });

  it('before anybody kept anything cannot be seen: that is what slips and other followers are for', async () => {
    const other = await served(edited(120));
    await other.grow(700);
    expect((await round(other)).state).toBe('sound');
  });
});

describe('files that were tampered with', () => {
  const change = async (path: string, by: (bytes: Buffer) => Buffer): Promise<void> => {
    const file = join(log.folder, path);
    await writeFile(file, by(await readFile(file)));
  };
  const flip = (bytes: Buffer): Buffer => {
    bytes[40]! ^= 1;
    return bytes;
  };

  it.each(['tile/0/002.p/188', 'tile/1/000.p/2', 'tile/entries/001', 'tile/entries/002.p/188'])(
    'in %s are broken, and nothing of the round is kept',
    async (path) => {
      await log.grow(300);
      await round();
      const before = await filesOf(folder);
      await log.grow(700);
      await change(path, flip);
      const report = await round();
      expect(report).toMatchObject({ state: 'broken', added: 0 });
      // Where a root fails the entry is named, and its bundle is the evidence.
      if (path !== 'tile/entries/002.p/188') expect(report.faults[0]?.file).toBe(path);
      expect(await filesOf(folder)).toEqual(before);
      expect(await readFile(report.evidence[0] as string, 'utf8')).toContain(path);
      await change(path, flip);
      expect(await round()).toMatchObject({ state: 'sound', added: 400 });
      expect(await filesOf(folder)).toEqual(await keptAnew(log));
    },
  );

  it('in an entry that is kept already are seen in the part of its bundle that is fetched again', async () => {
    await log.grow(300);
    await round();
    await log.grow(310);
    await change('tile/entries/001.p/54', (bytes) => {
      const entries = decodeBundle(bytes) as Buffer[];
      entries[4] = edited(260)[260] as Buffer;
      return encodeBundle(entries);
    });
    expect((await round()).faults[0]).toMatchObject({ kind: 'broken', leaf: 260 });
  });

  it('in the old part are seen when all of it is read', async () => {
    await log.grow(700);
    await round();
    await change('tile/entries/000', flip);
    expect((await round()).state).toBe('sound');
    expect((await round(log, { whole: true })).faults[0]?.file).toContain('000');
    expect(await verified()).toBe('sound');
  });

  it('by leaving an act out are broken even when the log signs it', async () => {
    const other = await served(TEST_LEAVES.toSpliced(760, 1));
    await log.grow(700);
    await round();
    await other.grow(900);
    const { state, faults } = await round(other);
    expect(state).toBe('broken');
    expect(faults[0]?.says).toContain('of producer');
  });

  it.each([
    ['by another key', async () => readFile(join((await foreign()).folder, 'checkpoint'))],
    ['by nobody', async () => Buffer.from('<html>Please sign in to the network</html>')],
  ])('in the checkpoint, signed %s, are broken', async (_, make) => {
    await log.grow(700);
    await round();
    await writeFile(join(log.folder, 'checkpoint'), await make());
    const report = await round();
    expect(report).toMatchObject({ state: 'broken', added: 0, checkpoint: { size: 700 } });
    expect(await verified()).toBe('sound');
  });
  const foreign = async (): Promise<ServedLog> => {
    const one = await served(TEST_LEAVES, testSigner(2));
    await one.grow(800);
    return one;
  };

  it('are forgiven when a second look finds them right', async () => {
    await log.grow(700);
    await change('tile/entries/001', flip);
    const report = round(log, { secondLook: 400 });
    await new Promise((done) => setTimeout(done, 200));
    await change('tile/entries/001', flip);
    expect(await report).toMatchObject({ state: 'sound', added: 700 });
  });
});

describe('time', () => {
  it('makes a log that signs nothing stale, and a new signature sound again', async () => {
    await log.grow(700);
    const clock = (): number => (testTime(700) + 3 * 3_600) * 1000;
    expect((await round(log, { clock })).state).toBe('stale');
    expect((await round(log, { clock })).faults[0]?.says).toContain('stale');
    expect((await round(log, { clock, fresh: 200 })).state).toBe('sound');
    await log.grow(700, testTime(700) + 3 * 3_600);
    expect((await round(log, { clock })).state).toBe('sound');
  });

  it('that only the log has reached is not kept: it would make every later one a step back', async () => {
    await log.grow(700, testTime(1_500) + 3_600);
    const report = await round();
    expect(report).toMatchObject({ state: 'incomplete', added: 0 });
    expect(report.faults[0]?.says).toContain('one of the clocks is wrong');
  });

  it('is limited for a round, and the next goes on from what came', async () => {
    await log.grow(1_500);
    const late = await round(log, { roundLimit: 1 });
    expect(late.state).toBe('incomplete');
    expect(late.faults[0]?.says).toContain('took too long');
    expect(await round()).toMatchObject({ state: 'sound', added: 1_500 });
  });

  it('brings a reading of all that is kept once a day', async () => {
    await log.grow(700);
    await round(log, { clock: () => testTime(700) * 1000 });
    await writeFile(join(folder, 'tile/entries/000'), 'rotten');
    expect((await round(log, { clock: () => testTime(700) * 1000 })).state).toBe('sound');
    const clock = (): number => (testTime(700) + 90_000) * 1000;
    const report = await round(log, { clock, fresh: 10_000 });
    expect(report.state).toBe('incomplete');
    expect(report.faults[0]?.says).toContain('says nothing of the log');
    await rm(join(folder, 'tile/entries/000'));
    expect((await round(log, { clock, fresh: 10_000, whole: true })).state).toBe('sound');
    expect(await filesOf(folder)).toEqual(await keptAnew(log));
  });
});

describe('a signed checkpoint whose files do not come', () => {
  /** Keeps 300 entries, then sees the signature of others, and nothing of theirs. */
  const glimpse = async (of: ServedLog, size: number): Promise<void> => {
    await log.grow(300);
    await round();
    await of.grow(size);
    await rm(join(of.folder, 'tile'), { recursive: true });
    expect(await round(of)).toMatchObject({
      state: 'incomplete',
      added: 0,
      checkpoint: { size: 300 },
    });
    expect(await verified()).toBe('sound');
  };

  it.each([
    ['the same size', 700, 'two different logs'],
    ['a greater size', 900, 'the first 700 of the 900'],
  ])('is held against another one of %s', async (_, size, says) => {
    await glimpse(await served(edited(500)), 700);
    await log.grow(size);
    const report = await round();
    expect(report).toMatchObject({ state: 'broken', added: 0 });
    expect(report.faults[0]?.says).toContain(says);
    const shown = checkEvidence(await readFile(report.evidence[0] as string, 'utf8'), key);
    expect(shown.says).toBe(report.faults[0]?.says);
    // Once it is in the evidence, the log that is served can be followed again.
    await rm(report.evidence[0] as string);
    expect(await round()).toMatchObject({ state: 'sound', added: size - 300 });
  });

  it('is held against a smaller one that is signed later', async () => {
    await glimpse(await served(), 700);
    await log.grow(500, testTime(900));
    expect((await round()).faults[0]?.says).toContain('it was rolled back');
  });

  it('is not forgotten over a later one whose files do not come either', async () => {
    await glimpse(await served(edited(500)), 700);
    const later = await served();
    await later.grow(900);
    await rm(join(later.folder, 'tile'), { recursive: true });
    expect((await round(later)).state).toBe('incomplete');
    await log.grow(900);
    expect((await round()).faults[0]?.says).toContain('the first 700 of the 900');
  });

  it('counts also as the first one that was ever seen', async () => {
    const other = await served(edited(5));
    await other.grow(700);
    await rm(join(other.folder, 'tile'), { recursive: true });
    expect((await round(other)).state).toBe('incomplete');
    await log.grow(900);
    expect((await round()).state).toBe('broken');
  });

  it('is forgotten once what it signs is kept', async () => {
    await glimpse(await served(), 700);
    await log.grow(800);
    expect(await round()).toMatchObject({ state: 'sound', added: 500 });
    expect(await readdir(folder)).not.toContain('seen');
  });
});

describe('what is missing', () => {
  it('is incomplete, and nothing is kept of the round', async () => {
    expect(await round()).toMatchObject({ state: 'incomplete', added: 0 });
    await log.grow(700);
    await rm(join(log.folder, 'tile/entries/001'));
    const report = await round();
    expect(report).toMatchObject({ state: 'incomplete', added: 0 });
    expect(report.faults[0]?.file).toBe('tile/entries/001');
    expect(Object.keys(await filesOf(folder)).some((path) => !path.startsWith('incoming/'))).toBe(
      false,
    );
  });

  it('in the memory of the follower is made anew from what it keeps', async () => {
    await log.grow(700);
    await round();
    for (const text of [undefined, 'null', '{"size":700}', '{"counts":[[1]],"minute":""}']) {
      const file = join(folder, 'memory.json');
      await (text === undefined ? rm(file) : writeFile(file, text));
      await log.grow(readCheckpoint(await readFile(join(folder, 'checkpoint'))).size + 10);
      expect(await round()).toMatchObject({ state: 'sound', added: 10 });
    }
  });

  it('or changed in what is kept is never written over: the fault is told from the log', async () => {
    await log.grow(700);
    await round();
    await writeFile(join(folder, 'tile/0/000'), 'rotten');
    const report = await round(log, { whole: true });
    expect(report.state).toBe('incomplete');
    expect(report.faults[0]?.says).toContain('tile/0/000 was changed here');
    expect(await readFile(join(folder, 'tile/0/000'), 'utf8')).toBe('rotten');
  });

  it('or wrong in that memory accuses nobody', async () => {
    await log.grow(700);
    await round();
    const file = join(folder, 'memory.json');
    const memory = JSON.parse(await readFile(file, 'utf8')) as { counts: [number, number][] };
    memory.counts = memory.counts.map(([producer, n]) => [producer, n + 1]);
    await writeFile(file, JSON.stringify(memory));
    await log.grow(800);
    expect(await round()).toMatchObject({ state: 'sound', added: 100 });
  });
});

describe('the folder', () => {
  it('belongs to one follower at a time', async () => {
    await log.grow(1_500);
    const [one, two] = await Promise.allSettled([round(), round()]);
    const failed = [one, two].filter(({ status }) => status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(String((failed[0] as PromiseRejectedResult).reason)).toContain('Another follower');
  });

  it('is new or its own, and of this key', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'letter.txt'), 'dear');
    await expect(round()).rejects.toThrow('letter.txt');
    expect(await readdir(folder)).toEqual(['letter.txt']);
    folder = log.folder;
    await log.grow(10);
    await expect(round()).rejects.toThrow('no follower made it');
    folder = join(home, `kept-${++count}`);
    await mkdir(folder);
    await writeFile(join(folder, 'key'), 'other.example/audit+00000000+AAAA\n');
    await expect(round()).rejects.toThrow('follows the log of the key other.example');
  });

  it('holds nothing but the log, and what is needed to go on', async () => {
    await log.grow(20);
    await round();
    expect((await readdir(folder)).sort()).toEqual(
      ['checkpoint', 'follower.lock', 'key', 'memory.json', 'tile'].sort(),
    );
  });
});
