import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRecordList } from './hsds-json.ts';
import { type JsonRecord, JsonRecords } from './json-records.ts';

function read(text: string | Uint8Array, cuts: number[] = []): JsonRecord[] {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const records = new JsonRecords({ isList: isRecordList });
  const out: JsonRecord[] = [];
  let from = 0;
  for (const cut of [...new Set(cuts.map((one) => one % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  )) {
    out.push(...records.feed(bytes.subarray(from, cut)));
    from = cut;
  }
  out.push(...records.feed(bytes.subarray(from)), ...records.end());
  return out;
}

const values = (records: JsonRecord[]): unknown[] =>
  records.map((one) => ('value' in one ? one.value : one));

describe('records of a JSON stream', () => {
  test('an array, a page, NDJSON, tables by name and a single object give the same records', () => {
    const one = { id: '1', name: 'A' };
    const two = { id: '2', nested: [{ deep: [1, '}', ']', '\\"'] }] };
    for (const text of [
      JSON.stringify([one, two]),
      JSON.stringify({ total_items: 2, contents: [one, two], empty: false }),
      `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`,
      `${JSON.stringify(one)},\n${JSON.stringify(two)}`,
      JSON.stringify({ 'services.csv': [one], 'organizations.csv': [two] }, null, 2),
    ]) {
      expect(values(read(text))).toEqual([one, two]);
    }
    expect(values(read(JSON.stringify(two, null, 2)))).toEqual([two]);
  });

  test('whatever the cuts between chunks, the records are those of JSON.parse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))),
        fc.array(fc.nat()),
        fc.boolean(),
        (list, cuts, pretty) => {
          const text = JSON.stringify(list, null, pretty ? 2 : undefined);
          expect(values(read(text, cuts))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the lists of an object with an id belong to that object', () => {
    const organization = { id: '1', name: 'A', services: [{ id: '2' }] };
    expect(values(read(JSON.stringify(organization)))).toEqual([organization]);
  });

  test('a broken record costs only itself and is named with its line', () => {
    const records = read('[\n{"id":"1"},\n{"id":tru},\n{"id":"3"}\n]');
    expect(records).toHaveLength(3);
    expect(records[1]).toEqual({ broken: 'The record is not valid JSON.', line: 3 });
  });

  test('a record that is not UTF-8 is named, the others are read', () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('[{"id":"1"},\n{"name":"'),
      0xff,
      0xfe,
      ...new TextEncoder().encode('"},{"id":"3"}]'),
    ]);
    const records = read(bytes);
    expect(records.map((one) => 'broken' in one)).toEqual([false, true, false]);
    expect(records[1]).toMatchObject({ line: 2 });
  });

  test.each([
    ['cut in the middle', '[{"id":"1"},{"id":'],
    ['never closed', '[{"id":"1"}'],
    ['no comma', '[{"id":"1"} {"id":"2"}]'],
    ['no colon', '{"id" "1"}'],
    ['a quote that is never closed', '[{"id":"1},{"id":"2"}]'],
  ])('a file that is %s ends with its line', (_name, text) => {
    expect(read(text).some((one) => 'fatal' in one)).toBe(true);
  });

  test('deep nesting is refused without being parsed', () => {
    const records = read(`[${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)},{"id":"2"}]`);
    expect(records[0]).toMatchObject({ broken: expect.stringContaining('deeper than 64') });
    expect(records[1]).toMatchObject({ value: { id: '2' } });
  });
});
