import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint.ts';
import { leafBytes, parseLeaf } from '../leaf.ts';
import { NoteError, parseVkey } from '../signed-note.ts';
import { publishTestLog, testLeaves, testSigner, testTime } from '../testing-log.ts';
import { nodesFromTiles } from '../tile-nodes.ts';
import { contradictionOf, cutHashes } from './contradiction.ts';
import { checkEvidence, evidenceText, servedText } from './evidence.ts';
import { TEST_VKEY } from './testing-follow.ts';

const key = parseVkey(TEST_VKEY);
const leaves = [...testLeaves(600)];
const forged = leaves.with(
  5,
  leafBytes({ ...parseLeaf(leaves[5] as Buffer)!, ca: 'C'.repeat(43) }),
);

async function logOf(from: readonly Buffer[], size: number, time = testTime(size)) {
  const files = await publishTestLog(from.slice(0, size), { time });
  const bytes = files.get('checkpoint') as Buffer;
  const nodes = nodesFromTiles(async (path) => files.get(path), size);
  return { bytes, nodes, checkpoint: readCheckpoint(bytes, key) };
}
const sizes = fc
  .tuple(fc.nat(600), fc.nat(600))
  .filter(([a, b]) => a !== b)
  .map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]));

describe('two checkpoints', () => {
  it('of one honest log never contradict each other, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([small, great]) => {
        const [a, b] = [await logOf(leaves, small), await logOf(leaves, great)];
        const hashes = await cutHashes(b.nodes, small, great);
        expect(contradictionOf(a.checkpoint, b.checkpoint, hashes)).toBeUndefined();
        expect(contradictionOf(b.checkpoint, a.checkpoint, hashes)).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it('of which one was signed over another past contradict each other, whatever their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        sizes.filter(([small]) => small > 5),
        fc.boolean(),
        async ([small, great], first) => {
          const [a, b] = [
            await logOf(first ? forged : leaves, small),
            await logOf(first ? leaves : forged, great),
          ];
          const hashes = await cutHashes(b.nodes, small, great);
          expect(contradictionOf(a.checkpoint, b.checkpoint, hashes)).toContain('forked');
          // Without the hashes nobody can tell, and with others neither.
          expect(contradictionOf(a.checkpoint, b.checkpoint)).toBeUndefined();
          const other = hashes.with(0, Buffer.alloc(32, 9));
          expect(contradictionOf(a.checkpoint, b.checkpoint, other)).toBeUndefined();
          expect(contradictionOf(a.checkpoint, b.checkpoint, hashes.slice(1))).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of an honest log cannot be made to look forked by any hashes', async () => {
    const [a, b] = [await logOf(leaves, 300), await logOf(leaves, 600)];
    const hashes = await cutHashes(b.nodes, 300, 600);
    fc.assert(
      fc.property(
        fc.nat(hashes.length - 1),
        fc.nat(255),
        fc.integer({ min: 1, max: 255 }),
        (at, byte, by) => {
          const wrong = Buffer.from(hashes[at] as Buffer);
          wrong[byte % 32]! ^= by;
          expect(
            contradictionOf(a.checkpoint, b.checkpoint, hashes.with(at, wrong)),
          ).toBeUndefined();
        },
      ),
    );
  });

  it('of one size with two roots, or a smaller one signed later, contradict each other alone', async () => {
    const [a, b] = [await logOf(leaves, 600), await logOf(forged, 600)];
    expect(contradictionOf(a.checkpoint, b.checkpoint)).toContain(
      'forked: two different logs of 600',
    );
    const back = await logOf(leaves, 400, testTime(600) + 1);
    expect(contradictionOf(a.checkpoint, back.checkpoint)).toContain('rolled back: 600 entries');
  });
});

describe('evidence', () => {
  const made = async () => {
    const [a, b] = [await logOf(leaves, 300), await logOf(forged, 600)];
    const hashes = await cutHashes(b.nodes, 300, 600);
    return evidenceText({
      kept: a.bytes,
      served: b.bytes,
      hashes,
      says: 'it was forked',
      address: 'https://port.wayhouse.example/audit/',
      vkey: TEST_VKEY,
      found: testTime(600) * 1000,
    });
  };

  it('is checked from its text alone, by the key', async () => {
    const text = await made();
    expect(text).toContain('wayhouse verify evidence');
    expect(checkEvidence(text, key).says).toContain('the first 300 of the 600 entries');
    // Sent by mail it may come with other ends of lines around it, not within.
    expect(checkEvidence(`> seen\r\n${text}`, key).says).toContain('the first 300');
  });

  it('shows nothing with anything changed in it', async () => {
    const text = await made();
    const from = text.indexOf('-----BEGIN KEPT');
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: text.length - 1 }),
        fc.constantFrom('A', '7', '\n'),
        (at, by) => {
          fc.pre(text[at] !== by);
          const wrong = text.slice(0, at) + by + text.slice(at + 1);
          let says: string | undefined;
          try {
            says = checkEvidence(wrong, key).says;
          } catch (error) {
            if (!(error instanceof NoteError)) throw error;
          }
          // Only a line between the parts may change.
          if (says !== undefined) expect(text.slice(at - 60, at + 60)).toContain('-----');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of another key, or none at all, is said to be none', async () => {
    const other = parseVkey((await import('../checkpoint.ts')).vkeyOf(testSigner(2)));
    const text = await made();
    expect(() => checkEvidence(text, other)).toThrow('not signed by');
    expect(() => checkEvidence('hello', key)).toThrow('is missing');
    const { bytes } = await logOf(leaves, 10);
    const about = { says: 'wrong', address: 'https://x.example/', vkey: TEST_VKEY, found: 0 };
    expect(() => checkEvidence(servedText({ ...about, served: bytes }), key)).toThrow('is missing');
  });
});
