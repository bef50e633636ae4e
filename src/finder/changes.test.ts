import { describe, expect, it } from 'vitest';
import { overlayShare, withChanges } from './changes.ts';
import { findServices } from './find.ts';
import { Oracle } from './oracle.ts';
import { buildPack, locate, type Pack, packSize } from './pack.ts';
import type { FinderRecord } from './record.ts';
import { makeWorld, seeded, TEST_LABELS, TEST_NOW } from './testing.ts';
import { sameAnswer } from './same-answer.ts';

const OPTIONS = { now: TEST_NOW, territory: 'test', labels: TEST_LABELS };
const world = makeWorld(21, { records: 3_000, towns: 8, patterns: 100, vocabulary: 900 });
const all = [...world.records()];
const base = all.slice(0, 1_500);

function apply(
  live: Map<string, FinderRecord>,
  removed: readonly string[],
  records: readonly FinderRecord[],
): void {
  for (const code of removed) live.delete(code);
  for (const record of records) live.set(record.code, record);
}

describe('withChanges', { timeout: 120_000 }, () => {
  it('answers like a pack built anew, through many small and some large changes', () => {
    const random = seeded(4);
    let pack: Pack = buildPack(base, OPTIONS);
    const live = new Map(base.map((record) => [record.code, record]));
    let spare = 1_500;
    for (let round = 0; round < 40; round++) {
      const codes = [...live.keys()];
      const removedCodes = codes.filter(() => random() < 0.004);
      const edited = codes
        .filter(() => random() < 0.01)
        .map((code) => ({ ...(all[Math.floor(random() * all.length)] as FinderRecord), code }));
      const added = all.slice(spare, spare + (round % 10 === 9 ? 150 : Math.floor(random() * 6)));
      spare += added.length;
      pack = withChanges(pack, { removedCodes, records: [...edited, ...added], seq: round });
      apply(live, removedCodes, [...edited, ...added]);
    }
    expect(pack.seq).toBe(39);
    expect(pack.layers.length).toBeGreaterThan(1);
    expect(pack.layers.length).toBeLessThan(12);
    expect(packSize(pack)).toBe(live.size);
    const oracle = new Oracle([...live.values()], TEST_LABELS);
    for (let i = 0; i < 250; i++) {
      const query = i % 2 === 0 ? world.query() : world.wildQuery();
      expect(sameAnswer(findServices(pack, query), oracle.find(query)), JSON.stringify(query)).toBe(
        'same',
      );
    }
  });

  it('leaves the pack that it was given as it was', () => {
    const pack = buildPack(base, OPTIONS);
    const query = { ...world.wildQuery(), needs: [] };
    const before = findServices(pack, query);
    const codes = before.items.map(({ code }) => code);
    const after = withChanges(pack, { removedCodes: codes, records: [] });
    expect(findServices(pack, query)).toEqual(before);
    expect(findServices(after, query).items.some(({ code }) => codes.includes(code))).toBe(false);
  });

  it('a record that is edited, removed and listed again is there once', () => {
    const [record] = base as [FinderRecord];
    const { code } = record;
    const edited = { ...record, needs: ['papers.vault'] };
    let pack = buildPack(base, OPTIONS);
    const there = (): string[] =>
      findServices(pack, { now: TEST_NOW, lang: 'en', needs: ['papers.vault'], limit: 200 })
        .items.map((item) => item.code)
        .filter((found) => found === code);
    pack = withChanges(pack, { removedCodes: [], records: [edited] });
    expect(there()).toEqual([code]);
    pack = withChanges(pack, { removedCodes: [code], records: [] });
    expect(there()).toEqual([]);
    expect(locate(pack, code)).toBeUndefined();
    pack = withChanges(pack, { removedCodes: [code, code], records: [edited, edited] });
    expect(there()).toEqual([code]);
    expect(packSize(pack)).toBe(base.length);
  });

  it('takes codes that it never had, and nothing at all', () => {
    const pack = buildPack(base, OPTIONS);
    const same = withChanges(pack, { removedCodes: ['999999990'], records: [] });
    expect(packSize(same)).toBe(base.length);
    expect(same.layers).toEqual(pack.layers);
  });

  it('lets an empty pack grow', () => {
    const pack = withChanges(buildPack([], OPTIONS), {
      removedCodes: [],
      records: base.slice(0, 5),
    });
    expect(
      findServices(pack, { now: TEST_NOW, lang: 'en', needs: [] }).items.length,
    ).toBeGreaterThan(0);
  });

  it('refuses a record that cannot be', () => {
    const record = { ...(base[0] as FinderRecord), code: '0123' };
    const pack = buildPack([], OPTIONS);
    expect(() => withChanges(pack, { removedCodes: [], records: [record] })).toThrow(
      'record "0123": code: expected 1 to 9 digits, the first not 0',
    );
  });
});

describe('overlayShare', () => {
  it('tells how much of the base was replaced or joined', () => {
    const pack = buildPack(base.slice(0, 100), OPTIONS);
    expect(overlayShare(pack)).toBe(0);
    const removed = withChanges(pack, {
      removedCodes: base.slice(0, 3).map(({ code }) => code),
      records: [],
    });
    expect(overlayShare(removed)).toBeCloseTo(0.03);
    const edited = withChanges(removed, { removedCodes: [], records: base.slice(5, 7) });
    expect(overlayShare(edited)).toBeCloseTo(0.07);
    expect(
      overlayShare(
        withChanges(buildPack([], OPTIONS), { removedCodes: [], records: base.slice(0, 1) }),
      ),
    ).toBe(1);
  });
});

describe('buildPack', () => {
  const [record] = base as [FinderRecord];
  const bad: [string, Partial<FinderRecord>][] = [
    ['code', { code: '12a' }],
    ['code', { code: '1234567890' }],
    ['position.lat', { position: { lat: 90.5, lon: 0 } }],
    ['position.lon', { position: { lat: 0, lon: Number.NaN } }],
    ['checkedDay', { checkedDay: -1 }],
    ['reviewDay', { reviewDay: 1.5 }],
    ['withdrawDay', { withdrawDay: 70_000 }],
  ];

  it.each(bad)('names the record and the field %s that it cannot take', (field, change) => {
    expect(() => buildPack([{ ...record, ...change }], OPTIONS)).toThrow(field);
  });

  it('refuses the same code twice', () => {
    expect(() => buildPack([record, record], OPTIONS)).toThrow(record.code);
  });
});
