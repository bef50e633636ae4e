import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { fact } from '../testing.ts';
import { readListings } from './listings.ts';
import { type Planting, plantService, recordsIn } from './testing.ts';

const DAY = 86_400_000;
const today = new Date().toISOString().slice(0, 10);
const daysAgo = (n: number): string => new Date(Date.now() - n * DAY).toISOString().slice(0, 10);

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const records = (now?: number, serviceIds?: string[]) => recordsIn(database, now, serviceIds);
const planted = (...given: Planting) => plantService(database, ...given);
const listing = async (code: string, lang = 'en', now = Date.now()) =>
  (await readListings(database, [code], lang, now))[0];

describe('facts in a listing', () => {
  it('come from the most specific level that is not unknown', async () => {
    const { code, serviceId } = await planted({}, (ids) => [
      fact('organization', ids.organization, 'free', { value: 2 }),
      fact('service', ids.service, 'free', { value: 1 }),
      fact('service_at_location', ids.sal, 'free', { value: 0 }),
      fact('location', ids.location, 'step_free', { value: 2, checked_on: daysAgo(300) }),
    ]);
    const shown = await listing(code);
    expect(shown?.facts.free?.value).toBe(1);
    expect(shown?.facts.step_free).toBeUndefined();
    expect((await records(Date.now(), [serviceId]))[0]?.facts).toEqual({ free: 1 });
  });

  it('stay unknown when visitors called them into question, and the record is being checked', async () => {
    const { serviceId } = await planted({}, (ids) => [
      fact('service_at_location', ids.sal, 'asks_identity', {
        value: 0,
        source_kind: 'visitor_reports',
        method: 'reports',
      }),
      fact('service', ids.service, 'asks_identity', { value: 2 }),
    ]);
    const [record] = await records(Date.now(), [serviceId]);
    expect(record?.facts.asks_identity).toBeUndefined();
    expect(record?.beingChecked).toBe(true);
  });

  it('never say "no paper asked" beside a paper that must be brought', async () => {
    const { code, serviceId } = await planted({}, (ids) => [
      fact('service', ids.service, 'asks_identity', { value: 2 }),
      [
        'required_document',
        { id: uuid(), service_id: ids.service, doc_code: 'identity', document: 'Passport' },
      ],
    ]);
    expect((await records(Date.now(), [serviceId]))[0]?.facts.asks_identity).toBe(1);
    expect((await listing(code))?.facts.asks_identity).toBeUndefined();
  });
});

describe('free places', () => {
  it('are unknown once the number is old', async () => {
    const unit = uuid();
    const { code, serviceId } = await planted({}, (ids) => [
      ['unit', { id: unit, name: 'beds' }],
      [
        'service_capacity',
        {
          id: uuid(),
          service_id: ids.service,
          unit_id: unit,
          available: 3,
          updated: new Date(),
          stale_after: '6 hours',
        },
      ],
    ]);
    const now = Date.now();
    expect((await records(now, [serviceId]))[0]).toMatchObject({
      freePlaces: 3,
      facts: { has_space: 1 },
    });
    expect((await listing(code))?.capacity).toMatchObject({
      free: 3,
      full: false,
      unit: { text: 'beds' },
    });
    const [later] = await records(now + 7 * 3_600_000, [serviceId]);
    expect(later?.freePlaces).toBe(-1);
    expect(later?.facts.has_space).toBeUndefined();
    expect((await listing(code, 'en', now + 7 * 3_600_000))?.capacity).toBeUndefined();
  });
});

describe('finder records', () => {
  it('share one pattern object between equal hours', async () => {
    const one = await planted({}, (ids) => [
      [
        'schedule',
        {
          id: uuid(),
          service_id: ids.service,
          freq: 'WEEKLY',
          byday: 'FR',
          opens_at: 600,
          closes_at: 700,
        },
      ],
    ]);
    const two = await planted({}, (ids) => [
      [
        'schedule',
        {
          id: uuid(),
          location_id: ids.location,
          freq: 'WEEKLY',
          byday: 'FR',
          opens_at: 600,
          closes_at: 700,
        },
      ],
    ]);
    const [a, b] = await records(Date.now(), [one.serviceId, two.serviceId]);
    expect(a?.pattern).toBe(b?.pattern);
  });

  it('use the hours of the most specific level only', async () => {
    const { serviceId } = await planted({}, (ids) => [
      [
        'schedule',
        {
          id: uuid(),
          service_at_location_id: ids.sal,
          freq: 'WEEKLY',
          byday: 'SA',
          opens_at: 600,
          closes_at: 700,
        },
      ],
      [
        'schedule',
        {
          id: uuid(),
          service_id: ids.service,
          freq: 'WEEKLY',
          byday: 'FR',
          opens_at: 600,
          closes_at: 700,
        },
      ],
    ]);
    const [record] = await records(Date.now(), [serviceId]);
    expect(record?.pattern.rules.map((rule) => rule.byday)).toEqual([[{ day: 'SA' }]]);
  });

  it('carry days of check, review and withdrawal', async () => {
    const { serviceId } = await planted({ checked_on: today });
    const day = Date.parse(today) / DAY;
    expect((await records(Date.now(), [serviceId]))[0]).toMatchObject({
      checkedDay: day,
      reviewDay: day + 90,
      withdrawDay: day + 120,
    });
    const never = await planted({ checked_on: null, first_imported_on: daysAgo(10) });
    expect((await records(Date.now(), [never.serviceId]))[0]).toMatchObject({
      checkedDay: 0,
      reviewDay: 0,
      withdrawDay: day - 10 + 120,
    });
  });
});
