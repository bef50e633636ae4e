import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { asOwner, plant } from '../testing.ts';
import { readListings } from './listings.ts';
import { type Planting, plantService, recordsIn } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const records = (now?: number, serviceIds?: string[]) => recordsIn(database, now, serviceIds);
const planted = (...given: Planting) => plantService(database, ...given);
const listing = async (code: string, lang = 'en', now = Date.now()) =>
  (await readListings(database, [code], lang, now))[0];

describe('a listing', () => {
  it('tells name, place, phones, papers and languages of the service at this place', async () => {
    const { code } = await planted(
      { description: 'Doctors and nurses', url: 'https://clinic.example', minimum_age: 12 },
      (ids) => [
        [
          'address',
          {
            id: uuid(),
            location_id: ids.location,
            address_1: 'Quay 4',
            city: 'Port Amara',
            postal_code: '1001',
            country: 'XW',
            attention: 'Ann Person',
          },
        ],
        ['phone', { id: uuid(), service_id: ids.service, number: '+999 1', e164: '+9991' }],
        ['phone', { id: uuid(), organization_id: ids.organization, number: '+999 2' }],
        ['language', { id: uuid(), service_id: ids.service, code: 'ar', mode: 'staff' }],
        [
          'required_document',
          {
            id: uuid(),
            service_id: ids.service,
            doc_code: 'prescription',
            document: 'Your prescription',
          },
        ],
        ['service_need', { service_id: ids.service, need: 'health.doctor' }],
        [
          'schedule',
          {
            id: uuid(),
            service_id: ids.service,
            freq: 'WEEKLY',
            byday: 'MO,TU',
            opens_at: 540,
            closes_at: 1020,
          },
        ],
      ],
    );
    expect(await listing(code)).toMatchObject({
      code,
      name: { text: 'Evening clinic', lang: 'en' },
      description: { text: 'Doctors and nurses', lang: 'en' },
      organization: { name: { text: 'Open Door Network' } },
      place: {
        address: ['Quay 4', '1001 Port Amara'],
        position: { lat: 10.5, lon: 20.25 },
        areaOnly: false,
      },
      phones: [{ number: '+9991', kind: 'voice' }],
      languages: [{ lang: 'ar', mode: 'staff' }],
      documents: [{ doc: 'prescription', level: 'needed', text: { text: 'Your prescription' } }],
      needs: ['health.doctor'],
      website: 'https://clinic.example',
      minAge: 12,
      freshness: 'fresh',
      pattern: {
        zone: { name: 'Europe/Berlin' },
        rules: [
          {
            effect: 'open',
            freq: 'WEEKLY',
            byday: [{ day: 'MO' }, { day: 'TU' }],
            opens: 540,
            closes: 1020,
          },
        ],
      },
    });
  });

  it('never shows the name of a person that stands in an address', async () => {
    const { code } = await planted({}, (ids) => [
      [
        'address',
        {
          id: uuid(),
          location_id: ids.location,
          address_1: 'Quay 5',
          city: 'P',
          country: 'XW',
          attention: 'Ann Person',
        },
      ],
    ]);
    expect(JSON.stringify(await listing(code))).not.toContain('Ann');
  });

  it('falls back along the languages of the reader and says which language it is in', async () => {
    const { code } = await planted({}, (ids) => [
      [
        'field_text',
        {
          subject_type: 'service',
          subject_id: ids.service,
          field: 'name',
          lang: 'fa',
          text: 'درمانگاه شب',
          state: 'machine_draft',
        },
      ],
    ]);
    expect((await listing(code, 'fa-AF'))?.name).toEqual({
      text: 'درمانگاه شب',
      lang: 'fa',
      draft: true,
    });
    expect((await listing(code, 'fr'))?.name).toEqual({ text: 'Evening clinic', lang: 'en' });
  });

  it('keeps the order in which the codes were asked for and leaves out what is unknown', async () => {
    const first = await planted();
    const second = await planted();
    const codes = [second.code, '99999', first.code];
    const answer = await readListings(database, codes, 'en', Date.now());
    expect(answer.map(({ code }) => code)).toEqual([second.code, first.code]);
  });

  it('holds back a condition that the guard keeps from publication, also its translation', async () => {
    const { code } = await planted(
      { eligibility_description: 'Secret condition', eligibility_held: true },
      (ids) => [
        [
          'field_text',
          {
            subject_type: 'service',
            subject_id: ids.service,
            field: 'eligibility_description',
            lang: 'ar',
            text: 'شرط سري',
          },
        ],
      ],
    );
    const shown = await listing(code, 'ar');
    expect(shown?.mayHaveConditions).toBe(true);
    expect(shown?.conditions).toBeUndefined();
    expect(JSON.stringify(shown)).not.toContain('سري');
  });
});

describe('who is listed', () => {
  it.each([
    ['a draft', { lifecycle: 'draft' }, {}, {}],
    ['a paused service', { lifecycle: 'paused' }, {}, {}],
    ['a closed service', { lifecycle: 'closed' }, {}, {}],
    ['an inactive service', { status: 'inactive' }, {}, {}],
    ['a defunct service', { status: 'defunct' }, {}, {}],
    ['a temporarily closed service', { status: 'temporarily closed' }, {}, {}],
    ['a community stop', {}, { publicity: 'community' }, {}],
    ['an unpublished place', {}, { publicity: 'unpublished' }, {}],
    ['a place that the service has left', {}, {}, { lifecycle: 'closed' }],
  ])('leaves out %s', async (_what, columns, rule, sal) => {
    const { code, serviceId } = await planted(columns, undefined, {}, rule, sal);
    expect(await listing(code)).toBeUndefined();
    expect(await records(Date.now(), [serviceId])).toEqual([]);
  });

  it('leaves out a place without a rule: absent permission means nothing is visible', async () => {
    const { code, locationId } = await planted();
    expect(await listing(code)).toBeDefined();
    await asOwner(database, 'delete from directory.place_rule where location_id = $1', [
      locationId,
    ]);
    expect(await listing(code)).toBeUndefined();
  });

  it('leaves out what is held, from the hold until its end', async () => {
    const { code, serviceId } = await planted();
    await plant(database, [
      ['listing_hold', { id: uuid(), service_id: serviceId, reason: 'safety' }],
    ]);
    expect(await listing(code)).toBeUndefined();
    await asOwner(
      database,
      `update directory.listing_hold set held_until = now() where service_id = $1`,
      [serviceId],
    );
    expect(await listing(code)).toBeDefined();
  });
});

describe('hidden places', () => {
  it('give their area and nothing finer', async () => {
    await plant(database, [
      [
        'place_name',
        {
          id: 1,
          code: 'XW-1',
          kind: 'district',
          country: 'XW',
          names: { en: ['North Amara'] },
          lat: 1.5,
          lon: 2.5,
        },
      ],
      [
        'place_name',
        {
          id: 2,
          code: 'XW-1-9',
          kind: 'quarter',
          parent_id: 1,
          country: 'XW',
          names: { en: ['Rope Lane'] },
          lat: 1.52345,
          lon: 2.51234,
        },
      ],
    ]);
    const hidden = await planted(
      {},
      (ids) => [
        [
          'address',
          {
            id: uuid(),
            location_id: ids.location,
            address_1: '12 Rose Street',
            city: 'Port Amara',
            country: 'XW',
          },
        ],
        [
          'field_text',
          {
            subject_type: 'location',
            subject_id: ids.location,
            field: 'name',
            lang: 'ar',
            text: 'بيت الورد',
          },
        ],
      ],
      {
        name: 'Rose House',
        transportation: 'Bus to Rose Street',
        latitude: 1.51111,
        longitude: 2.52222,
      },
      { disclosure: 'area', area_place_id: 2 },
    );
    const shown = await listing(hidden.code);
    expect(shown?.place).toEqual({
      area: { text: 'North Amara', lang: 'en' },
      areaId: 1,
      areaOnly: true,
    });
    const [record] = await records(Date.now(), [hidden.serviceId]);
    expect(record).toMatchObject({ position: { lat: 1.5, lon: 2.5 }, areaOnly: true, areaId: 1 });
    const everything = JSON.stringify([shown, record]);
    for (const secret of ['Rose', 'Rope', 'الورد', '1.511', '2.522', '1.52', '2.51']) {
      expect(everything).not.toContain(secret);
    }
  });

  it('that are reached by phone only have no position at all', async () => {
    const hidden = await planted({}, undefined, {}, { disclosure: 'phone_only', area_place_id: 1 });
    const [record] = await records(Date.now(), [hidden.serviceId]);
    expect(record?.position).toBeUndefined();
    expect(record?.remote).toBe(true);
    expect((await listing(hidden.code))?.remote).toBe(true);
  });
});
