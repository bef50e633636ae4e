import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCheckpoint, signCheckpoint, vkeyOf } from './checkpoint.ts';
import { decodeBundle, encodeBundle } from './entry-bundle.ts';
import { type Leaf, leafBytes, parseLeaf } from './leaf.ts';
import { mapSource } from './log-source.ts';
import {
  decodeReceipt,
  encodeReceipt,
  makeReceipt,
  type Receipt,
  receiptBytes,
  ReceiptError,
  verifyReceipt,
} from './receipt.ts';
import { parseVkey } from './signed-note.ts';
import { publishTestLog, testLeaves, testSigner, testTime } from './testing-log.ts';
import { LeafRules } from './verify-leaves.ts';
import { verifyLog } from './verify-log.ts';

const signer = testSigner();
const key = parseVkey(vkeyOf(signer));
const SIZE = 700;
const leaves = [...testLeaves(SIZE)];
const files = await publishTestLog(leaves, { time: testTime(SIZE) });
const earlier = await publishTestLog(leaves.slice(0, 300), { time: testTime(300) });
const since = earlier.get('checkpoint') as Buffer;

const verify = (changed: Map<string, Buffer>, options = {}) =>
  verifyLog(mapSource(changed), { key, ...options });
const changed = (path: string, change: (bytes: Buffer) => Buffer): Map<string, Buffer> =>
  new Map(files).set(path, change(Buffer.from(files.get(path) as Buffer)));
const slipOf = (index: number, log = files): Promise<Receipt> =>
  makeReceipt(async (path) => log.get(path), key, index);
const edit = (index: number, change: (leaf: Leaf) => Partial<Leaf>): Buffer[] =>
  leaves.map((bytes, at) => {
    const leaf = parseLeaf(bytes) as Leaf;
    return at === index ? leafBytes({ ...leaf, ...change(leaf) }) : bytes;
  });

describe('a log that nobody touched', () => {
  it.each([0, 1, 255, 256, 257, 512, SIZE])('of %i entries is sound', async (size) => {
    const log = await publishTestLog(leaves.slice(0, size), { time: testTime(size) });
    const report = await verify(log);
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ state: 'sound', entries: size });
  });

  it('goes on from each earlier checkpoint and holds each slip', async () => {
    for (const size of [0, 1, 256, 300, 699, 700]) {
      const before = await publishTestLog(leaves.slice(0, size), { time: testTime(size) });
      const report = await verify(files, { since: before.get('checkpoint') });
      expect(report.faults, `${size}`).toEqual([]);
    }
    const receipts = [await slipOf(0), await slipOf(511), await slipOf(20, earlier)];
    expect((await verify(files, { receipts, since })).state).toBe('sound');
  });

  it('is sound with full files in the place of the partial ones that were signed', async () => {
    const mixed = new Map([...files, ...earlier]);
    mixed.delete('tile/0/001.p/44');
    mixed.delete('tile/entries/001.p/44');
    const report = await verify(mixed);
    expect(report.checkpoint?.size).toBe(300);
    expect(report.faults).toEqual([expect.objectContaining({ kind: 'incomplete', leaf: 300 })]);
    expect(report.entries).toBe(300);
  });

  it('is not called sound without the key', async () => {
    const report = await verifyLog(mapSource(files));
    expect(report).toMatchObject({ state: 'incomplete', entries: SIZE });
  });
});

describe('a log that was touched', () => {
  it('names the entry that was edited', async () => {
    const report = await verify(
      changed('tile/entries/001', (bytes) => {
        const entries = decodeBundle(bytes) as Buffer[];
        entries[44] = edit(300, ({ n }) => ({ ca: 'A'.repeat(43), n }))[300] as Buffer;
        return encodeBundle(entries);
      }),
    );
    expect(report.state).toBe('broken');
    expect(report.faults[0]).toMatchObject({ leaf: 300, file: 'tile/0/001' });
  });

  it('names the entry whose number is missing', async () => {
    const cut = leaves.toSpliced(400, 1);
    const later = cut.findIndex(
      (bytes, at) => at >= 400 && parseLeaf(bytes)?.producer === parseLeaf(leaves[400]!)?.producer,
    );
    const report = await verify(await publishTestLog(cut, { time: testTime(SIZE) }));
    expect(report.faults[0]).toMatchObject({ kind: 'broken', leaf: later });
    expect(report.faults[0]?.says).toContain('of producer');
  });

  it('names the entry that is before its time', async () => {
    const report = await verify(
      await publishTestLog(
        edit(500, () => ({ t: '2026-11-01T07:59Z' })),
        { time: testTime(SIZE) },
      ),
    );
    expect(report.faults[0]).toMatchObject({ kind: 'broken', leaf: 500 });
  });

  it('is found out when it was rewritten and signed anew, by whoever saw it before', async () => {
    const forked = await publishTestLog(
      edit(120, () => ({ cs: 'B'.repeat(43) })),
      { time: testTime(SIZE) },
    );
    expect((await verify(forked)).state).toBe('sound');
    const seen = await verify(forked, { since });
    expect(seen.state).toBe('broken');
    expect(seen.faults[0]?.says).toContain('entries 0 to 299');
    const slip = await slipOf(120);
    expect((await verify(forked, { receipts: [slip] })).faults[0]).toMatchObject({ leaf: 120 });
    expect((await verify(forked, { receipts: [await slipOf(600)] })).state).toBe('broken');
  });

  it('is found out when it was rolled back', async () => {
    const report = await verify(earlier, { since: files.get('checkpoint') });
    expect(report.state).toBe('broken');
    expect(report.faults.some(({ says }) => says.includes('rolled back'))).toBe(true);
    expect((await verify(earlier, { receipts: [await slipOf(20)] })).state).toBe('broken');
  });

  it('is found out when signed by another key, with the root of another, or not at all', async () => {
    const other = await publishTestLog(leaves, { signer: testSigner(2), time: testTime(SIZE) });
    expect((await verify(other)).state).toBe('broken');
    const { root, time } = readCheckpoint(earlier.get('checkpoint') as Buffer, key);
    const wrong = await signCheckpoint(signer, { size: SIZE, root, time: time + 900 });
    expect((await verify(new Map(files).set('checkpoint', wrong))).state).toBe('broken');
    const without = new Map(files);
    without.delete('checkpoint');
    expect((await verify(without)).state).toBe('incomplete');
  });

  it('is found out when its checkpoint is older than its entries, or than the one seen', async () => {
    const early = await publishTestLog(leaves, { time: testTime(0) });
    expect((await verify(early)).faults[0]).toMatchObject({ kind: 'broken', leaf: SIZE - 1 });
    const again = await publishTestLog(leaves, { time: testTime(SIZE) + 60 });
    const report = await verify(files, { since: again.get('checkpoint') });
    expect(report.state).toBe('broken');
    expect((await verify(files, { notBefore: testTime(SIZE) + 1 })).state).toBe('incomplete');
    expect((await verify(files, { notBefore: testTime(SIZE) })).state).toBe('sound');
  });

  it('is incomplete with a file missing, and says which', async () => {
    for (const path of files.keys()) {
      const without = new Map(files);
      without.delete(path);
      const report = await verify(without);
      expect(report.state, path).toBe('incomplete');
      expect(report.faults[0]?.file).toBe(path);
    }
  });

  it('is broken with any one bit of any file flipped', async () => {
    const paths = [...files.keys()];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), fc.nat(7), async (path, a, bit) => {
        const report = await verify(
          changed(path, (bytes) => {
            bytes[a % bytes.length]! ^= 1 << bit;
            return bytes;
          }),
        );
        expect(report.state).toBe('broken');
      }),
      { numRuns: 200 },
    );
  });

  it('is broken, and no accident, whatever bit of its checkpoint is flipped', async () => {
    const length = files.get('checkpoint')?.length ?? 0;
    for (let at = 0; at < length; at++)
      for (const bit of [0, 6]) {
        const report = await verify(
          changed('checkpoint', (bytes) => {
            bytes[at]! ^= 1 << bit;
            return bytes;
          }),
        );
        expect(report.state, `byte ${at}, bit ${bit}`).toBe('broken');
      }
  });
});

describe('the rules from leaf to leaf', () => {
  const leaf = (change: Partial<Leaf>): Buffer =>
    leafBytes({ ...(parseLeaf(leaves[0]!) as Leaf), ...change });

  it("take the log's own leaves by their place", () => {
    const rules = new LeafRules();
    expect(rules.take(0, leaf({ producer: 0, n: 0 }))).toBeUndefined();
    expect(rules.take(1, leaf({ producer: 5, n: 1 }))).toBeUndefined();
    expect(rules.take(2, leaf({ producer: 0, n: 2 }))).toBeUndefined();
    expect(rules.take(3, leaf({ producer: 0, n: 2 }))).toContain('where 3 should come');
  });

  it('want numbers from 1, one by one, whatever comes between', () => {
    const rules = new LeafRules();
    expect(rules.take(0, leaf({ producer: 6, n: 2 }))).toContain('where 1 should come');
    expect(rules.take(0, leaf({ producer: 5, n: 1 }))).toBeUndefined();
    expect(rules.take(1, leaf({ producer: 6, n: 1 }))).toBeUndefined();
    expect(rules.take(2, leaf({ producer: 5, n: 2 }))).toBeUndefined();
    expect(rules.take(3, leaf({ producer: 5, n: 2 }))).toContain('where 3 should come');
    expect(rules.take(3, leaf({ producer: 5, n: 4 }))).toContain('where 3 should come');
    expect(rules.take(3, leaf({ producer: 5, n: 0 }))).toContain('where 3 should come');
    expect(rules.producers).toBe(2);
  });
});

describe('a slip', () => {
  it('comes back from its text and holds by itself', async () => {
    const slip = await slipOf(321);
    const text = encodeReceipt(slip);
    expect(text).toMatch(/^WHL1:[0-9A-Z $%*+\-./:]+$/);
    expect(decodeReceipt(text)).toEqual(slip);
    const proven = verifyReceipt(decodeReceipt(text), key);
    expect(proven).toMatchObject({ index: 321, size: SIZE, time: testTime(SIZE) });
    expect(leafBytes(proven.leaf)).toEqual(leaves[321]);
  });

  it('takes at most 1,200 bytes of a QR code in a log of 2^28 entries', async () => {
    const slip = await slipOf(5);
    const long = {
      ...slip,
      size: 2 ** 28,
      proof: Array.from({ length: 28 }, () => slip.proof[0]!),
    };
    expect(receiptBytes(encodeReceipt(long))).toBeLessThanOrEqual(1200);
    const million = { ...slip, size: 1e6, proof: long.proof.slice(0, 20) };
    expect(receiptBytes(encodeReceipt(million))).toBeLessThanOrEqual(950);
  });

  it('holds no longer with any one character changed', async () => {
    const text = encodeReceipt(await slipOf(321));
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...alphabet), (place, character) => {
        fc.pre(text[place] !== character);
        const wrong = text.slice(0, place) + character + text.slice(place + 1);
        expect(() => verifyReceipt(decodeReceipt(wrong), key)).toThrow(ReceiptError);
      }),
      { numRuns: 500 },
    );
  });

  it('is of one log and one key', async () => {
    const slip = await slipOf(1);
    const other = parseVkey(vkeyOf(testSigner(2)));
    expect(() => verifyReceipt(slip, other)).toThrow('did not sign');
    const elsewhere = parseVkey(vkeyOf(testSigner(1, 'else.example/audit')));
    expect(() => verifyReceipt(slip, elsewhere)).toThrow('not of else.example');
  });

  it('is not made for an entry that no checkpoint covers yet', async () => {
    await expect(slipOf(650, earlier)).rejects.toThrow('comes later');
  });
});
