import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyDifference,
  asSteps,
  buildPack,
  DIFFERENCE_HEAD,
  encodePack,
  encodeTexts,
  readHeader,
  sectionsStart,
} from '../../finder/index.ts';
import type { FinderRecord } from '../../finder/record.ts';
import { ROW } from '../../finder/rows.ts';
import { makeWorld, TEST_LABELS, TEST_NOW } from '../../finder/testing.ts';
import { hidesPlaces } from './kept-bytes.ts';
import { makeDifference, risingSections } from './make-difference.ts';

const HOUR = 3_600_000;
const WORLD = { records: 250, towns: 4, patterns: 40, vocabulary: 600 };
const records = [...makeWorld(1, WORLD).records()];
type Position = { lat: number; lon: number };
const placed = records.flatMap(({ position, areaOnly }, n) =>
  position && areaOnly !== true ? [n] : [],
);

/** The records with what people read of them, their positions too. */
function packOf(some: readonly FinderRecord[], hours = 0): Uint8Array {
  const now = TEST_NOW + hours * HOUR;
  const documents = some.map(
    ({ code, texts, position }) => [code, { code, texts, position }] as const,
  );
  return encodePack(
    buildPack([...some], { now, territory: 'XW', labels: TEST_LABELS, places: [] }),
    { texts: new Map([['en', encodeTexts(documents)]]) },
  );
}

const at = (n: number): FinderRecord => records[n] as FinderRecord;
const withRecord = (n: number, change: Partial<FinderRecord>): FinderRecord[] =>
  records.map((record, i) => (i === n ? { ...record, ...change } : record));
/** About where: on a net of two kilometres. */
const about = ({ lat, lon }: Position): Position => ({
  lat: Math.round(lat * 50) / 50,
  lon: Math.round(lon * 50) / 50,
});
const hidden = (n: number): FinderRecord[] =>
  withRecord(n, { position: about(at(n).position as Position), areaOnly: true });

/**
 * What somebody learns of the base who has the newest pack and the difference: which bytes are known (1), and their
 * values while rising words are steps. Also tells whether all that is not instructions is the result's own bytes.
 */
function learnt(result: Uint8Array, whd: Uint8Array, base: Uint8Array) {
  const view = new DataView(whd.buffer, whd.byteOffset);
  const [length, instructions] = [view.getUint32(4, true), view.getUint32(8, true)];
  let cursor = DIFFERENCE_HEAD;
  const number = (): number => {
    for (let [value, unit] = [0, 1]; ; unit *= 128) {
      const byte = whd[cursor++] as number;
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
  };
  for (let side = 0; side < 2; side++) for (let left = number() * 2; left > 0; left--) number();
  const newer = Uint8Array.from(result);
  asSteps(newer, risingSections(result));
  const known = new Uint8Array(base.length);
  const values = new Uint8Array(base.length);
  const fresh: number[] = [];
  const kept: (string | number)[] = [];
  for (let [to, from] = [0, 0]; to < length; ) {
    const jump = number();
    from += jump % 2 ? -(jump + 1) / 2 : jump / 2;
    kept.push(to, ...inSection(base, from));
    for (let same = number(); same > 0; same--, from++) {
      known[from] = 1;
      values[from] = newer[to++] as number;
    }
    for (let more = number(); more > 0; more--) fresh.push(newer[to++] as number);
  }
  const isLiteral =
    Buffer.compare(Uint8Array.from(fresh), whd.subarray(DIFFERENCE_HEAD + instructions)) === 0;
  return { known, values, isLiteral, kept };
}

function section(pack: Uint8Array, name: string): [from: number, to: number] {
  const found = readHeader(pack).sections.find((one) => one.name === name);
  if (!found) throw new Error(`the pack has no ${name}`);
  const from = sectionsStart(pack) + found.offset;
  return [from, from + found.length];
}

/** Where a byte lies: how long the sections before it are is no secret. */
function inSection(pack: Uint8Array, from: number): [name: string, at: number] {
  const start = sectionsStart(pack);
  const found = readHeader(pack).sections.findLast(({ offset }) => start + offset <= from);
  return found ? [found.name, from - start - found.offset] : ['', from];
}

const stretch = fc.constantFrom(...placed);

describe('whoever has the newest pack and its differences', () => {
  test('reads in them the newest pack’s own bytes and nothing that was added to older ones', () => {
    fc.assert(
      fc.property(stretch, fc.nat(20), (n, gone) => {
        const base = packOf(records);
        const result = packOf(hidden(n).slice(gone), 6);
        const whd = makeDifference(base, result);
        expect(learnt(result, whd, base).isLiteral).toBe(true);
        expect(Buffer.compare(applyDifference(whd, base), result)).toBe(0);
      }),
      { numRuns: 12 },
    );
  });

  test('learns of rows and texts of the base those alone that are in the newest pack whole', () => {
    const base = packOf(records);
    for (const n of placed.filter((_, i) => i % 12 === 0)) {
      const moved = { lat: (at(n).position?.lat ?? 0) + 0.0001, lon: at(n).position?.lon ?? 0 };
      for (const some of [hidden(n), withRecord(n, { position: moved }), records.toSpliced(n, 1)]) {
        const result = packOf(some, 6);
        const { known, values } = learnt(result, makeDifference(base, result), base);
        const [from, to] = section(base, 'rows');
        const ours = Buffer.from(result.subarray(...section(result, 'rows')));
        for (let row = from; row < to; row += ROW * 4) {
          const bytes = known.subarray(row, row + ROW * 4);
          const count = bytes.reduce((sum, one) => sum + one, 0);
          expect([0, ROW * 4]).toContain(count);
          if (count)
            expect(ours.includes(Buffer.from(values.subarray(row, row + ROW * 4)))).toBe(true);
        }
        const [start, end] = section(base, 'text/en/bytes');
        const old = Buffer.from(base.subarray(start, end));
        const before = old.indexOf(`{"code":"${at(n).code}"`);
        const after = old.indexOf('{"code":"', before + 1);
        const text = known.subarray(start + before, after < 0 ? end : start + after);
        expect(text.length).toBeGreaterThan(20);
        expect(text.every((one) => one === 0)).toBe(true);
      }
    }
  });

  test('cannot tell where a place was that is hidden now: what stays is the same wherever it was', () => {
    const degrees = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 100_000);
    fc.assert(
      fc.property(stretch, degrees, degrees, (n, lat, lon) => {
        const was = at(n).position as Position;
        const elsewhere = { lat: was.lat + lat, lon: was.lon + lon };
        const result = packOf(hidden(n), 6);
        const ofBase = (position: Position): (string | number)[] => {
          const fixed = {
            lat: Number(position.lat.toFixed(5)),
            lon: Number(position.lon.toFixed(5)),
          };
          const pack = packWithout(withRecord(n, { position: fixed }));
          expect(hidesPlaces(pack, result)).toBe(true);
          return learnt(result, makeDifference(pack, result), pack).kept;
        };
        expect(ofBase(elsewhere)).toEqual(ofBase(was));
      }),
      { numRuns: 15 },
    );
  });
});

/** As `packOf`, with texts that name no position. */
function packWithout(some: readonly FinderRecord[]): Uint8Array {
  const documents = some.map(({ code, texts }) => [code, { code, texts }] as const);
  return encodePack(
    buildPack([...some], { now: TEST_NOW, territory: 'XW', labels: TEST_LABELS, places: [] }),
    { texts: new Map([['en', encodeTexts(documents)]]) },
  );
}

test('a place is hidden when it was exact and is not, or is gone, and not when it moved or was never exact', () => {
  const n = placed[0] ?? 0;
  const base = packOf(records);
  expect(hidesPlaces(base, packOf(hidden(n)))).toBe(true);
  expect(hidesPlaces(packOf(hidden(n)), packOf(hidden(n), 6))).toBe(false);
  expect(hidesPlaces(packOf(hidden(n)), base)).toBe(false);
  expect(hidesPlaces(base, packOf(records.toSpliced(n, 1)))).toBe(true);
  const { position: _, ...nowhere } = at(n);
  expect(hidesPlaces(base, packOf(records.with(n, nowhere)))).toBe(true);
});
