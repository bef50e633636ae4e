import { dayOfInstant } from '../../languages/days.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { look } from '../../firewall/index.ts';
import { asOwner, organization, place, plant, service } from '../testing.ts';
import { type EndedSource, loadEnded } from './ended-codes.ts';
import { createLiveIndex } from './live-index.ts';

let database: Database;
const owner = organization();
const harbour = place({ latitude: 41.2, longitude: 9.1 });
beforeAll(async () => {
  database = await freshDatabase();
  await plant(database, [...owner.rows, ...harbour.rows]);
});
afterAll(() => database.close());

const PUBLIC = { role: 'app_public', actor: 'public', purpose: 'test' } as const;

async function endedOf(code: string, serviceIds?: string[]): Promise<EndedSource | undefined> {
  const all = await look(database, PUBLIC, (tx) => loadEnded(tx, serviceIds));
  return all.find((one) => one.code === code);
}

/** A clinic at the harbour (or at `where`), listed until `change` (an update's `set` part) is made to it. */
async function endedClinic(change: string, table = 'service', where = harbour) {
  const clinic = service(owner.id, where.id, { name: 'Night clinic' });
  await plant(database, [
    ...clinic.rows,
    ['service_need', { service_id: clinic.id, need: 'health.doctor' }],
  ]);
  expect(await endedOf(clinic.code)).toBeUndefined();
  const id = table === 'service' ? clinic.id : clinic.salId;
  await asOwner(database, `update directory.${table} set ${change} where id = $1`, [id]);
  return clinic;
}

describe('a code that is not listed any more', () => {
  it('tells since when, what it was for and where it was', async () => {
    const clinic = await endedClinic(`lifecycle = 'closed'`);
    const ended = await endedOf(clinic.code, [clinic.id]);
    expect(ended).toEqual({
      code: clinic.code,
      state: 'closed',
      name: { source: 'en', in: { en: 'Night clinic' } },
      endedOn: dayOfInstant(Date.now()),
      needs: ['health.doctor'],
      near: { lat: 41.2, lon: 9.1 },
    });
  });

  it('is "closed" only where somebody said so', async () => {
    const states = await Promise.all(
      (
        [
          [`lifecycle = 'closed'`, 'service'],
          [`lifecycle = 'closed'`, 'service_at_location'],
          [`status = 'defunct'`, 'service'],
          [`status = 'temporarily closed'`, 'service'],
          [`lifecycle = 'paused'`, 'service'],
          [`lifecycle = 'paused', status = 'inactive'`, 'service'],
          [`lifecycle = 'paused'`, 'service_at_location'],
        ] as const
      ).map(async ([change, table]) => {
        const clinic = await endedClinic(change, table);
        return (await endedOf(clinic.code))?.state;
      }),
    );
    expect(states).toEqual(['closed', 'closed', 'closed', 'paused', 'paused', 'away', 'away']);
  });

  it('that is held is away, and no day is told', async () => {
    const clinic = service(owner.id, harbour.id);
    await plant(database, [
      ...clinic.rows,
      [
        'listing_hold',
        { id: clinic.salId, service_id: clinic.id, reason: 'safety', held_from: '2026-01-01' },
      ],
    ]);
    expect(await endedOf(clinic.code)).toMatchObject({ state: 'away' });
    expect(await endedOf(clinic.code)).not.toHaveProperty('endedOn');
  });

  it('that was planted closed has no day: nobody knows it', async () => {
    const clinic = service(owner.id, harbour.id, { lifecycle: 'closed' });
    await plant(database, clinic.rows);
    expect(await endedOf(clinic.code)).not.toHaveProperty('endedOn');
  });

  it('forgets its day when it opens again', async () => {
    const clinic = await endedClinic(`lifecycle = 'closed'`);
    await asOwner(database, `update directory.service set lifecycle = 'listed' where id = $1`, [
      clinic.id,
    ]);
    expect(await endedOf(clinic.code)).toBeUndefined();
    expect(
      await asOwner(database, 'select * from directory.ending where subject_id = $1', [clinic.id]),
    ).toEqual([]);
  });

  it('has its translated names', async () => {
    const clinic = await endedClinic(`lifecycle = 'closed'`);
    const text = { subject_type: 'service', subject_id: clinic.id, field: 'name' };
    await plant(database, [
      ['field_text', { ...text, lang: 'ar', text: 'عيادة ليلية', state: 'machine_draft' }],
    ]);
    expect((await endedOf(clinic.code))?.name).toEqual({
      source: 'en',
      in: { en: 'Night clinic', ar: 'عيادة ليلية' },
      drafts: ['ar'],
    });
  });
});

describe('what must stay hidden', () => {
  it('is no code of a draft, of an organisation in draft, or of a place that is not public', async () => {
    const draftOwner = organization({ lifecycle: 'draft' });
    const secret = place({}, { publicity: 'unpublished' });
    const codes = [
      service(owner.id, harbour.id, { lifecycle: 'draft' }),
      service(draftOwner.id, harbour.id, { lifecycle: 'closed' }),
      service(owner.id, secret.id, { lifecycle: 'closed' }),
    ];
    await plant(database, [
      ...draftOwner.rows,
      ...secret.rows,
      ...codes.flatMap(({ rows }) => rows),
    ]);
    for (const { code } of codes) expect(await endedOf(code)).toBeUndefined();
  });

  it('is no position of a hidden place: the middle of its district stands for it', async () => {
    const [area] = await asOwner(
      database,
      `insert into directory.place_name (code, kind, country, names, lat, lon)
       values ('N1', 'district', 'XW', '{"en": ["North quarter"]}', 41.5, 9.5) returning id`,
    );
    const shelter = place(
      { latitude: 41.234_56, longitude: 9.123_45 },
      { disclosure: 'area', area_place_id: area?.['id'] },
    );
    await plant(database, shelter.rows);
    const clinic = await endedClinic(`lifecycle = 'closed'`, 'service', shelter);
    expect(await endedOf(clinic.code)).toMatchObject({
      near: { lat: 41.5, lon: 9.5 },
      area: { in: { en: 'North quarter' } },
    });
  });
});

describe('the live index', () => {
  it('tells what ended before it was built, and what ends while it runs, within a second', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wayhouse-ended-'));
    const before = await endedClinic(`lifecycle = 'closed'`);
    const later = service(owner.id, harbour.id, { name: 'Day clinic' });
    await plant(database, later.rows);
    const log = { info: () => {}, warn: () => {} };
    const index = createLiveIndex({ database, labels: {}, log, folder, territory: 'XW' });
    try {
      await index.ready();
      expect(index.ended(before.code, 'en')).toMatchObject({
        state: 'closed',
        name: { text: 'Night clinic', lang: 'en' },
      });
      expect(index.ended(later.code, 'en')).toBeUndefined();
      const found = (): string[] =>
        index
          .find({ now: Date.now(), lang: 'en', needs: [], text: 'Day clinic' })
          .items.map(({ code }) => code);
      expect(found()).toContain(later.code);
      const change = (lifecycle: string) =>
        asOwner(database, `update directory.service set lifecycle = '${lifecycle}' where id = $1`, [
          later.id,
        ]);
      await change('closed');
      await vi.waitFor(() => expect(index.ended(later.code, 'en')?.state).toBe('closed'), 1_000);
      expect(index.listings([later.code, before.code], 'en', Date.now())).toEqual([]);
      expect(found()).not.toContain(later.code);
      expect(index.codes()).not.toContain(later.code);
      await change('listed');
      await vi.waitFor(() => expect(found()).toContain(later.code), 1_000);
      expect(index.ended(later.code, 'en')).toBeUndefined();
    } finally {
      await index.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
