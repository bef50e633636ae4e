import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { act } from '../../firewall/index.ts';
import { undoImport, type HsdsImport } from './index.ts';
import { HOME_ORGANISATION } from './identity.ts';
import { acting, bringServices, everythingIn, rows, service } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const bring = (content: unknown, options: Partial<HsdsImport> = {}) =>
  bringServices(database, content, { source: 'shelter', ...options });

const secretLatitude = (n: number): number => Number((37.12345 + n / 1e6).toFixed(6));

/** A refuge whose place must stay hidden. `rule` is what the profile says of it. */
function refuge(n: number, rule: Record<string, unknown> | undefined): Record<string, unknown> {
  const whole = service(n) as {
    service_at_locations: { location: Record<string, unknown>; description?: string }[];
  };
  const [at] = whole.service_at_locations;
  if (at) {
    at.location = {
      ...at.location,
      latitude: secretLatitude(n),
      longitude: 23.654_321,
      transportation: `Bus 7 to SECRETSTOP${n}`,
      external_identifier: `UPRN-SECRET-${n}`,
      external_identifier_type: 'UPRN',
      description: `Ring at ${n} Secret Lane.`,
      addresses: [
        {
          id: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
          address_1: `${n} Secret Lane`,
          city: 'Port Amara',
          state_province: '',
          postal_code: `SECRETZIP${n}`,
          country: 'GR',
          address_type: 'physical',
        },
      ],
      ...(rule ? { wayhouse: rule } : {}),
    };
    at.description = `Come to ${n} Secret Lane`;
  }
  return whole;
}

const everythingOpen = (): Promise<string> =>
  everythingIn(database, ['directory', 'public', 'wayhouse']);

/** What of `secrets` can be read anywhere but in the sealed tables. */
const told = async (secrets: RegExp): Promise<string[]> =>
  (await everythingOpen()).match(secrets) ?? [];

const HIDDEN = [
  { publicity: 'unpublished' },
  { disclosure: 'area' },
  { disclosure: 'phone_only' },
  { disclosure: 'area', publicity: 'community' },
];

describe('hidden places (PT-09)', () => {
  test('their address and coordinates are in the sealed table and nowhere else', async () => {
    const report = await bring(HIDDEN.map((rule, i) => refuge(i + 1, rule)));
    expect(report.state).toBe('applied');
    expect(report.perEntity['address']).toMatchObject({ create: 0, sealed: 4 });
    const open = `${await everythingOpen()} ${JSON.stringify(report)}`;
    for (let n = 1; n <= 4; n++) {
      for (const secret of [
        `${n} Secret Lane`,
        `SECRETZIP${n}`,
        `SECRETSTOP${n}`,
        `UPRN-SECRET-${n}`,
        String(secretLatitude(n)),
      ])
        expect(open).not.toContain(secret);
    }
    // Not the seconds of a moment, which now and then are these too.
    expect(open).not.toMatch(/(?<!\d:|\d)(?:37\.12|23\.65)/);
    const sealed = await act(database, acting, (tx) =>
      tx.query(
        `select latitude, address ->> 'address_1' as street, address ->> 'transportation' as way, expires_on from directory_sealed.place_exact order by 2`,
      ),
    );
    expect(sealed).toHaveLength(4);
    expect(sealed[0]).toMatchObject({
      latitude: 37.123451,
      street: '1 Secret Lane',
      way: 'Bus 7 to SECRETSTOP1',
    });
  });

  test('a place that is phone only becomes virtual', async () => {
    expect(
      await rows(
        database,
        `select location_type from directory.location l join directory.place_rule r on r.location_id = l.id where disclosure = 'phone_only'`,
      ),
    ).toEqual([{ location_type: 'virtual' }]);
  });

  test('nothing changes the second time', async () => {
    const { counts } = await bring(HIDDEN.map((rule, i) => refuge(i + 1, rule)));
    expect(counts.create + counts.update + counts.inactivate).toBe(0);
  });

  test('a place that becomes hidden takes its address with it, out of all that was remembered', async () => {
    await bring([refuge(10, undefined)], { source: 'turning' });
    expect(await told(/10 Secret Lane/g)).not.toEqual([]);
    const report = await bring([refuge(10, { disclosure: 'area' })], { source: 'turning' });
    expect(await told(/10 Secret Lane|SECRETZIP10|SECRETSTOP10/g)).toEqual([]);
    // An undo does not tell what was hidden.
    await undoImport(database, report.batchId ?? '');
    expect(await told(/10 Secret Lane|SECRETZIP10|SECRETSTOP10/g)).toEqual([]);
  });

  test('a place that an editor hid stays hidden when the feed comes again', async () => {
    await bring([refuge(11, undefined)], { source: 'edited' });
    await act(database, acting, (tx) =>
      tx.execute(
        `update directory.place_rule set disclosure = 'area', version = version + 1 where location_id in (select id from directory.location where name = 'Dock 11')`,
      ),
    );
    await bring([refuge(11, undefined), refuge(12, undefined)], { source: 'edited' });
    const changedAddress = refuge(11, undefined);
    await bring(
      [
        JSON.parse(JSON.stringify(changedAddress).replace('11 Secret Lane', '11 Secret Lane B')),
        refuge(12, undefined),
      ],
      { source: 'edited' },
    );
    expect(await told(/11 Secret Lane|SECRETZIP11|SECRETSTOP11/g)).toEqual([]);
    expect(await told(/12 Secret Lane/g)).not.toEqual([]);
  });

  test('the public reads nothing of it', async () => {
    await expect(
      act(database, { ...acting, role: 'app_public' }, (tx) =>
        tx.query('select * from directory_sealed.place_exact'),
      ),
    ).rejects.toThrow();
    await expect(
      act(database, { ...acting, role: 'app_public' }, (tx) =>
        tx.query('select * from directory_sealed.import_stage'),
      ),
    ).rejects.toThrow();
    expect(
      await act(database, { ...acting, org: '00000000-0000-4000-8000-0000000000ff' }, (tx) =>
        tx.query('select * from directory_sealed.place_exact'),
      ),
    ).toEqual([]);
  });
});

describe('the roles', () => {
  test('an editor deletes nothing, and writes for its own organisation only', async () => {
    await expect(
      act(database, acting, (tx) => tx.execute('delete from directory.service')),
    ).rejects.toThrow();
    await expect(
      act(database, acting, (tx) => tx.execute('delete from directory.phone')),
    ).rejects.toThrow();
    const other = { ...acting, org: '00000000-0000-4000-8000-0000000000ff' };
    expect(
      await act(database, other, (tx) => tx.execute(`update directory.service set name = 'mine'`)),
    ).toBe(0);
    await expect(
      act(database, other, (tx) =>
        tx.execute(
          `insert into directory.taxonomy (id, name, org_id) values (gen_random_uuid(), 'x', $1)`,
          [HOME_ORGANISATION],
        ),
      ),
    ).rejects.toThrow();
  });
});
