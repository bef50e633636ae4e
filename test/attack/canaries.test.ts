import { expect, test } from 'vitest';
import { isSound, LOG_FIELDS, searchForCanaries } from './canaries.ts';
import { formsOf, searcher } from './canaries/search.ts';
import { openAviary } from './canaries/planted.ts';

test('0 of the canaries in every personal field and every input is in a dump, file, log or answer', async () => {
  const report = await searchForCanaries({
    browserStorage: async () => Buffer.from('the staff console gives its own'),
  });
  expect(report.places.flatMap(({ leaked }) => leaked)).toEqual([]);
  expect(report.planted).toBeGreaterThan(90);
  expect(report.requests).toBeGreaterThan(2_000);
  expect(report.refused).toBeGreaterThan(1_000);
  // The program's log has the fields of the list and no other, and it did write.
  expect(report.logFields.filter((field) => !LOG_FIELDS.includes(field))).toEqual([]);
  expect(report.logFields).toContain('route');
  // The search finds what is known to be there, so that a search which finds nothing means something.
  expect(isSound(report)).toBe(true);
  for (const { place, bytes } of report.places.filter(({ place }) => place !== 'temporary files'))
    expect(bytes, place).toBeGreaterThan(0);
}, 240_000);

test('the search knows a canary in each form and at each offset', () => {
  const aviary = openAviary();
  const value = aviary.plant('a field');
  const other = aviary.plant('another');
  const find = searcher(aviary.all());
  for (const shift of ['', 'a', 'ab', 'abc', 'abcd'])
    for (const text of [
      `${shift}${value} and more`,
      Buffer.from(`${shift}${value}é`).toString('hex'),
      Buffer.from(`${shift}${value}é`).toString('base64'),
      Buffer.from(`${shift}${value}`).toString('base64url'),
    ])
      expect(
        find(Buffer.from(text), 'here').map(({ field }) => field),
        text,
      ).toEqual(['a field']);
  expect(find(Buffer.from(value, 'utf16le'), 'here')).toHaveLength(1);
  expect(find(Buffer.from(`${value.slice(0, -1)}!`), 'here')).toEqual([]);
  expect(formsOf(other)).toHaveLength(6);
});
