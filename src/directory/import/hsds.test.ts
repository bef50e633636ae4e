import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { act } from '../../firewall/index.ts';
import { importHsds, type ImportReport, undoImport, type HsdsImport } from './index.ts';
import { acting, bringServices, rows, service } from './testing.ts';

const EXAMPLES = new URL('../../../../shared/data/hsds/', import.meta.url);

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const bring = (content: unknown, options: Partial<HsdsImport> = {}) =>
  bringServices(database, content, { source: 'harbour', ...options });

const changed = ({ counts }: ImportReport): number =>
  counts.create + counts.update + counts.inactivate;

describe('the official examples', () => {
  for (const version of ['3.0', '3.1']) {
    const folder = new URL(`${version}/examples/`, EXAMPLES);
    test.skipIf(!existsSync(folder))(
      `of ${version} load, with every row accounted for, and change nothing the second time (skipped where the shared data are absent)`,
      async () => {
        for (const name of readdirSync(folder)) {
          const own = await freshDatabase();
          try {
            const options = {
              path: new URL(name, folder).pathname,
              source: name,
              mode: 'full',
            } as const;
            const first = await importHsds(own, options);
            expect(first.state, name).toBe('applied');
            for (const [entity, one] of Object.entries(first.perEntity)) {
              expect(
                one.create + one.update + one.unchanged + one.refused + one.copies + one.sealed,
                `${name} ${entity}`,
              ).toBe(one.read);
            }
            // The one refusal is an attribute that the example leaves unlinked.
            expect(first.counts.refused, name).toBeLessThanOrEqual(1);
            const second = await importHsds(own, options);
            expect(changed(second), name).toBe(0);
          } finally {
            await own.close();
          }
        }
      },
      120_000,
    );
  }
});

describe('a feed of services', () => {
  test('becomes rows of every kind, with the profile', async () => {
    const report = await bring([service(1), service(2)]);
    expect(report.state).toBe('applied');
    expect(report.counts).toMatchObject({ refused: 0, held: 0, update: 0 });
    const [one] = await rows(
      database,
      `select s.name, s.checked_on, s.lifecycle, t.text as arabic, f.value as free, o.name as said_by, n.need,
        p.e164, r.time_zone, c.closes_at, l.latitude
      from directory.service s
        join directory.field_text t on t.subject_id = s.id and t.field = 'name' and t.lang = 'ar'
        join directory.fact f on f.subject_id = s.id and f.code = 'free' join directory.organization o on o.id = f.said_by
        join directory.service_need n on n.service_id = s.id join directory.phone p on p.service_id = s.id
        join directory.service_at_location a on a.service_id = s.id join directory.location l on l.id = a.location_id
        join directory.place_rule r on r.location_id = l.id join directory.schedule c on c.service_id = s.id
      where s.name = 'Night kitchen 1'`,
    );
    expect(one).toMatchObject({
      checked_on: '2026-10-01',
      lifecycle: 'listed',
      arabic: 'مطبخ الليل 1',
      free: 1,
      said_by: 'Harbour Table 1',
      need: 'food.meal',
      e164: '+302101234001',
      time_zone: 'Europe/Athens',
      closes_at: 1440,
      latitude: 37.901,
    });
  });

  test('changes nothing when it comes a second time', async () => {
    expect(changed(await bring([service(1), service(2)]))).toBe(0);
  });

  test('changes nothing in a dry run, and leaves no stage behind', async () => {
    const before = await rows(
      database,
      'select count(*) as n, max(updated_at) as t from directory.service',
    );
    const report = await bring([service(1, { name: 'Renamed' }), service(2), service(3)], {
      dryRun: true,
    });
    expect(report.state).toBe('checked');
    expect(report.counts).toMatchObject({ update: 1 });
    expect(report.batchId).toBeUndefined();
    expect(
      await rows(database, 'select count(*) as n, max(updated_at) as t from directory.service'),
    ).toEqual(before);
    const [stage] = await act(database, acting, (tx) =>
      tx.query(`select count(*)::int as n from directory_sealed.import_stage`),
    );
    expect(stage).toEqual({ n: 0 });
  });

  test('an update keeps what was edited here, and says so once', async () => {
    await act(database, acting, (tx) =>
      tx.execute(
        `update directory.service set description = 'Edited by Mira', version = version + 1 where name = 'Night kitchen 1'`,
      ),
    );
    const update = service(1, { name: 'Night kitchen one', description: 'From the feed' });
    const report = await bring([update, service(2)]);
    expect(report.counts).toMatchObject({ update: 1, create: 0 });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'conflicting_copy', column: 'description' }),
    );
    const [row] = await rows(
      database,
      `select name, description from directory.service where name like 'Night kitchen one'`,
    );
    expect(row).toEqual({ name: 'Night kitchen one', description: 'Edited by Mira' });
    const again = await bring([update, service(2)]);
    expect(changed(again)).toBe(0);
    expect(again.findings.filter((one) => one.code === 'conflicting_copy')).toEqual([]);
    await bring([service(1), service(2)]);
  });

  test('a missing or empty value clears nothing, an explicit null does', async () => {
    await bring([
      service(1, { alert: 'Closed for the flood', fees_description: 'None' }),
      service(2),
    ]);
    await bring([service(1, { alert: '' }), service(2)]);
    expect(
      await rows(
        database,
        `select alert, fees_description from directory.service where name = 'Night kitchen 1'`,
      ),
    ).toEqual([{ alert: 'Closed for the flood', fees_description: 'None' }]);
    await bring([service(1, { alert: null }), service(2)]);
    expect(
      await rows(
        database,
        `select alert, fees_description from directory.service where name = 'Night kitchen 1'`,
      ),
    ).toEqual([{ alert: null, fees_description: 'None' }]);
  });

  test('details that the feed drops are dropped, records that it drops are paused and come back', async () => {
    const less = service(1, { phones: [] });
    const report = await bring([less]);
    expect(report.state).toBe('applied');
    expect(
      await rows(
        database,
        `select count(*)::int as n from directory.phone p join directory.service s on s.id = p.service_id where s.name = 'Night kitchen 1'`,
      ),
    ).toEqual([{ n: 0 }]);
    const paused = `select s.status, s.status_reason, s.lifecycle, a.lifecycle as at_place, o.lifecycle as organization
      from directory.service s join directory.service_at_location a on a.service_id = s.id join directory.organization o on o.id = s.organization_id where s.name = 'Night kitchen 2'`;
    expect(await rows(database, paused)).toEqual([
      {
        status: 'inactive',
        status_reason: 'absent_in_source',
        lifecycle: 'paused',
        at_place: 'paused',
        organization: 'paused',
      },
    ]);
    expect(changed(await bring([less]))).toBe(0);
    await bring([service(1), service(2)]);
    expect(await rows(database, paused)).toEqual([
      {
        status: 'active',
        status_reason: null,
        lifecycle: 'listed',
        at_place: 'listed',
        organization: 'listed',
      },
    ]);
  });

  test('a delta leaves alone what it does not name', async () => {
    const report = await bring([service(2, { name: 'Night kitchen two' })], { mode: 'delta' });
    expect(report.counts).toMatchObject({ update: 1, inactivate: 0 });
    await bring([service(1), service(2)]);
  });

  test('values of the feed pause and close', async () => {
    await bring([service(1, { status: 'temporarily closed' }), service(2, { status: 'defunct' })]);
    expect(
      await rows(
        database,
        `select lifecycle from directory.service where name like 'Night kitchen%' order by name`,
      ),
    ).toEqual([{ lifecycle: 'paused' }, { lifecycle: 'closed' }]);
    await bring([service(1), service(2)]);
  });

  test('withdrawing very much waits for a second person', async () => {
    const many = Array.from({ length: 30 }, (_, i) => service(100 + i));
    const source = { source: 'many' };
    await bring(many, source);
    const waiting = await bring(many.slice(0, 5), source);
    expect(waiting).toMatchObject({ state: 'waiting', waiting: true });
    const listed = `select count(*)::int as n from directory.service where lifecycle = 'listed' and name like 'Night kitchen 1__'`;
    expect(await rows(database, listed)).toEqual([{ n: 30 }]);
    const confirmed = await bring(many.slice(0, 5), { ...source, confirmWithdrawals: true });
    expect(confirmed.state).toBe('applied');
    expect(await rows(database, listed)).toEqual([{ n: 5 }]);
  });

  test('a second source does not change what the first one keeps', async () => {
    const report = await bring([service(1, { name: 'Taken over' })], { source: 'other' });
    expect(report.counts.update).toBe(0);
    expect(
      await rows(
        database,
        `select count(*)::int as n from directory.service where name = 'Taken over'`,
      ),
    ).toEqual([{ n: 0 }]);
    await bring([], { source: 'other', mode: 'full' });
    expect(
      await rows(
        database,
        `select lifecycle from directory.service where name = 'Night kitchen 1'`,
      ),
    ).toEqual([{ lifecycle: 'listed' }]);
  });

  test('ids that are no UUIDs lead to the same rows each time', async () => {
    const plain = {
      id: 7,
      name: 'Clinic bus',
      organization: { id: 'org-7', name: 'Wheels' },
      phones: [{ number: '+30 210 999 0000' }],
    };
    expect((await bring([plain], { source: 'plain' })).counts.create).toBe(3);
    expect(changed(await bring([plain], { source: 'plain' }))).toBe(0);
  });

  test('a file that breaks off changes nothing', async () => {
    const report = await bring(
      JSON.stringify([service(1, { name: 'Half' }), service(2)]).slice(0, -40),
    );
    expect(report.state).toBe('failed');
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'unreadable', row: 1 }));
    expect(
      await rows(database, `select count(*)::int as n from directory.service where name = 'Half'`),
    ).toEqual([{ n: 0 }]);
  });
});

describe('undo', () => {
  test('gives back exactly what was there before', async () => {
    const tables = [
      'organization',
      'service',
      'location',
      'service_at_location',
      'phone',
      'schedule',
      'language',
      'address',
      'fact',
      'field_text',
      'service_need',
      'place_rule',
    ];
    const state = async (): Promise<unknown> =>
      Promise.all(
        tables.map((table) =>
          rows(
            database,
            `select to_jsonb(t) - array['version', 'updated_at', 'last_modified', 'created_at'] as row from directory.${table} t order by to_jsonb(t)::text`,
          ),
        ),
      );
    const source = { source: 'undo' };
    await bring([service(201), service(202)], source);
    const before = await state();
    const report = await bring(
      [service(201, { name: 'Changed', phones: [] }), service(203)],
      source,
    );
    expect(await state()).not.toEqual(before);
    const undone = await undoImport(database, report.batchId ?? '');
    expect(undone.kept).toBe(0);
    const after = (await state()) as { row: Record<string, unknown> }[][];
    expect(after).toEqual(before);
    // And the same file can come in again.
    expect(
      (await bring([service(201, { name: 'Changed', phones: [] }), service(203)], source)).counts,
    ).toMatchObject({ update: 1 });
  });

  test('is refused for an unknown batch, a second time, and under a later import', async () => {
    const first = await bring([service(301)], { source: 'later' });
    await bring([service(301, { name: 'Newer' })], { source: 'later' });
    await expect(undoImport(database, first.batchId ?? '')).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(undoImport(database, 'nonsense')).rejects.toMatchObject({ code: 'bad_input' });
    await expect(
      undoImport(database, '00000000-0000-4000-8000-000000000000'),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
