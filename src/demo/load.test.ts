import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { asOwner } from '../directory/testing.ts';
import { hiddenPlaces } from './hidden.ts';
import { type DemoReport, loadDemo } from './load.ts';

const TODAY = '2026-11-22';

describe('loading the demonstration country', () => {
  let database: Database;
  let report: DemoReport;
  const said: string[] = [];
  const one = async (text: string): Promise<number> =>
    Number(Object.values((await asOwner(database, text))[0] ?? {})[0]);

  beforeAll(async () => {
    database = await freshDatabase();
    report = await loadDemo(database, { today: TODAY, onProgress: (text) => said.push(text) });
    // What the server does by itself within a minute: learn the sizes of the new tables.
    await asOwner(database, 'analyze');
  }, 300_000);
  afterAll(() => database.close());

  it('brings in every service, place and holiday without an error', async () => {
    expect(report.import.state).toBe('applied');
    expect(report.import.findings.filter((finding) => finding.severity !== 'warning')).toEqual([]);
    expect(report.import.refusedColumns).toEqual([]);
    expect(report.places).toBe(54);
    expect(await one('select count(*) from directory.service')).toBe(report.services);
    expect(await one('select count(*) from directory.point')).toBeGreaterThan(130);
    expect(
      await one("select count(*) from directory.holiday where not certain and territory = 'XW'"),
    ).toBe(8);
    expect(await one('select count(*) from directory.address')).toBeGreaterThan(500);
    expect(said.length).toBeGreaterThan(3);
  });

  it('keeps the codes that the data give', async () => {
    const [row] = await asOwner(
      database,
      `select x.code from directory.service_at_location x join directory.service s on s.id = x.service_id
       where s.name = 'Night Lamp House'`,
    );
    expect(row?.['code']).toMatch(/^\d{4}$/);
  });

  it('shows counts of answers for some services only', async () => {
    expect(report.feedback).toBeGreaterThan(300);
    const shown = await one('select count(distinct code) from directory.pub_feedback_count');
    expect(shown).toBeGreaterThan(10);
    expect(
      await one('select count(distinct service_at_location_id) from directory.feedback'),
    ).toBeGreaterThan(shown);
  });

  it('leaves no hidden place in anything public', async () => {
    const views = await asOwner(
      database,
      `select viewname from pg_views where schemaname = 'directory' and viewname like 'pub\\_%'`,
    );
    const rows: string[] = [];
    for (const { viewname } of views)
      for (const { line } of await asOwner(
        database,
        `select v::text as line from directory.${String(viewname)} v`,
      ))
        rows.push(String(line));
    const all = rows.join('\n');
    expect(all).toContain('Lantern Kitchen');
    const hidden = hiddenPlaces(TODAY);
    expect(await one('select count(*) from directory_sealed.place_exact')).toBe(hidden.length);
    for (const { lat, lon, street } of hidden) {
      expect(all).not.toContain(String(lat));
      expect(all).not.toContain(String(lon));
      // No public place shares street and number with a hidden one (see `country.test.ts`).
      expect(all).not.toContain(`"${street}"`);
    }
  });

  it('refuses an enforcement body by any of its names', async () => {
    expect(await one('select count(*) from directory.barred')).toBe(3);
  });

  it('changes nothing the second time', async () => {
    const before = await one('select max(seq) from directory.change');
    const again = await loadDemo(database, { today: TODAY });
    expect(again.import.counts).toMatchObject({ create: 0, update: 0, inactivate: 0 });
    expect(again.feedback).toBe(0);
    expect(await one('select max(seq) from directory.change')).toBe(before);
  }, 300_000);

  it('moves the dates on when it is loaded on a later day, and withdraws nothing', async () => {
    const later = await loadDemo(database, { today: '2026-11-25' });
    expect(later.import.counts).toMatchObject({ create: 0, inactivate: 0 });
    const [row] = await asOwner(
      database,
      `select checked_on::text from directory.service where name = 'Lantern Kitchen'`,
    );
    expect(row?.['checked_on']).toBe('2026-11-23');
  }, 300_000);
});
