/** What a question may hold (chapter 10, sections 3.1 and 7). Edges report `field` and `expected` to people. */
import { DOC_CODES, isFactCode } from '../directory/fact-codes.ts';
import { isNeedCode } from '../directory/needs.ts';
import { AGE_BAND_COUNT } from './ages.ts';
import type { FinderQuery } from './query.ts';

export const LONGEST_TEXT = 120;
export const MOST_FILTERS = 20;
export const MOST_ITEMS = 200;
const EVERY_DAY = 0b1111111;
const TWO_DAYS = 2880;

export class QueryError extends Error {
  readonly field: string;
  readonly expected: string;

  constructor(field: string, expected: string) {
    super(`${field}: expected ${expected}`);
    this.name = 'QueryError';
    this.field = field;
    this.expected = expected;
  }
}

/** @throws QueryError for the first field that is not as expected */
export function checkQuery(query: FinderQuery): void {
  expect(Number.isFinite(query.now), 'now', 'milliseconds since 1970');
  expect(query.needs.every(isNeedCode), 'needs', 'codes of the tree of needs');
  expect((query.text ?? '').length <= LONGEST_TEXT, 'text', `at most ${LONGEST_TEXT} characters`);
  expect((query.facts ?? []).every(isFactCode), 'facts', 'codes of facts');
  const papers = query.papers ?? 'none';
  expect(
    papers === 'none' || papers.every((doc) => DOC_CODES.includes(doc)),
    'papers',
    '"none" or codes of documents',
  );
  for (const field of ['needs', 'languages', 'facts'] as const) {
    expect((query[field]?.length ?? 0) <= MOST_FILTERS, field, `at most ${MOST_FILTERS}`);
  }
  expect(query.maxKm === undefined || query.maxKm > 0, 'maxKm', 'a number above 0');
  const { limit, ageBand } = query;
  expect(
    limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= MOST_ITEMS),
    'limit',
    `a whole number from 1 to ${MOST_ITEMS}`,
  );
  expect(
    ageBand === undefined ||
      (Number.isInteger(ageBand) && ageBand >= 0 && ageBand < AGE_BAND_COUNT),
    'ageBand',
    `a whole number from 0 to ${AGE_BAND_COUNT - 1}`,
  );
  checkPlace(query.place);
  checkTime(query.time);
}

function checkPlace(place: FinderQuery['place']): void {
  if (place === undefined || 'placeId' in place) return;
  expect(Math.abs(place.lat) <= 90, 'place.lat', 'degrees from -90 to 90');
  expect(Math.abs(place.lon) <= 180, 'place.lon', 'degrees from -180 to 180');
}

function checkTime(time: FinderQuery['time']): void {
  if (time?.kind === 'at') expect(Number.isFinite(time.t), 'time.t', 'milliseconds since 1970');
  if (time?.kind !== 'window') return;
  const { days, from, to } = time;
  expect(
    Number.isInteger(days) && days >= 1 && days <= EVERY_DAY,
    'time.days',
    'a bit mask of weekdays, Monday 1 to Sunday 64',
  );
  expect(minutes(from), 'time.from', `whole minutes from 0 to ${TWO_DAYS}`);
  expect(minutes(to), 'time.to', `whole minutes from 0 to ${TWO_DAYS}`);
}

function minutes(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= TWO_DAYS;
}

function expect(met: boolean, field: string, expected: string): void {
  if (!met) throw new QueryError(field, expected);
}
