import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { importHsds, type ImportReport } from './index.ts';
import { inFolder, put, rows } from './testing.ts';

const OPEN211 = new URL(
  '../../../../shared/data/hsds-tabular/open211-hsds-1.1.zip',
  import.meta.url,
).pathname;

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

async function bring(tables: Record<string, string>, source = 'tables'): Promise<ImportReport> {
  return inFolder(async (folder) => {
    for (const [name, text] of Object.entries(tables)) await put(folder, name, text);
    return importHsds(database, { path: folder, source, mode: 'full' });
  });
}

describe('tables of HSDS', () => {
  test('of 1.1, with old names and words, become rows of 3.1', async () => {
    const report = await bring({
      'organization.csv': 'id,name,description,url\n1,Harbour Table,Cooks,harbour.example\n',
      'services.csv':
        'id,organization_id,name,status,fees\n1,1,Night kitchen,active,A coin if you can\n',
      'locations.csv': 'id,organization_id,name,latitude,longitude\n1,1,Dock,37.9,23.7\n',
      'services_at_location.csv': 'id,service_id,location_id\n1,1,1\n',
      'physical_addresses.csv':
        'id,location_id,attention,address_1,city,state_province,postal_code,country\n1,1,Ann Persona,1 Harbour Street,Port Amara,,18535,GR\n',
      'postal_address.csv':
        'id,location_id,address_1,city,state_province,postal_code,country\n1,1,PO Box 7,Port Amara,,18535,GR\n',
      'regular_schedules.csv':
        'id,service_id,weekday,opens_at,closes_at\n,1,Monday,9:00am,5:00pm\n,1,Tuesday,13:00pm,5:00\n',
      'holiday_schedule.csv':
        'id,service_id,closed,start_date,end_date\n1,1,true,2026-12-25,2026-12-26\n',
      'languages.csv': 'id,service_id,language\n7,1,English\n7,1,Creole\n7,1,whatever you need\n',
      'eligibility.csv': 'id,service_id,eligibility\n1,1,Anyone who is hungry\n',
      'accessibility_for_disabilities.csv':
        'id,location_id,accessibility,details\n1,1,Ramp,At the side\n',
      'services_taxonomy.csv': 'id,service_id,taxonomy_id,taxonomy_detail\n1,1,BD-18,\n',
      'taxonomy.csv':
        'id,name,parent_id,parent_name,vocabulary\nBD-18,Soup Kitchens,BD,Food,AIRS\n',
      'payment_accepted.csv': 'id,service_id,payment\n1,1,cash\n',
      'metadata.csv': 'id,resource_id,previous_value\n1,1,CANARY\n',
    });
    expect(report.state).toBe('applied');
    expect(
      await rows(
        database,
        `select s.fees_description, s.eligibility_description, o.website from directory.service s join directory.organization o on o.id = s.organization_id`,
      ),
    ).toEqual([
      {
        fees_description: 'A coin if you can',
        eligibility_description: 'Anyone who is hungry',
        website: 'https://harbour.example',
      },
    ]);
    expect(
      await rows(
        database,
        `select freq, byday, opens_at, closes_at, effect, replaces, valid_from from directory.schedule order by byday`,
      ),
    ).toEqual([
      {
        freq: 'WEEKLY',
        byday: 'MO',
        opens_at: 540,
        closes_at: 1020,
        effect: 'open',
        replaces: false,
        valid_from: null,
      },
      {
        freq: 'WEEKLY',
        byday: 'MO,TU,WE,TH,FR,SA,SU',
        opens_at: null,
        closes_at: null,
        effect: 'closed',
        replaces: true,
        valid_from: '2026-12-25',
      },
      {
        freq: 'WEEKLY',
        byday: 'TU',
        opens_at: 780,
        closes_at: 300,
        effect: 'open',
        replaces: false,
        valid_from: null,
      },
    ]);
    // Three rows under one id: two languages, and one that is none.
    expect(await rows(database, `select code from directory.language order by 1`)).toEqual([
      { code: 'en' },
      { code: 'ht' },
    ]);
    expect(report.findingCounts).toMatchObject({ unknown_language: 1, personal_name_dropped: 1 });
    expect(
      await rows(database, `select address_type, attention from directory.address order by 1`),
    ).toEqual([
      { address_type: 'physical', attention: null },
      { address_type: 'postal', attention: null },
    ]);
    expect(
      await rows(
        database,
        `select t.name, p.name as parent, x.name as taxonomy from directory.attribute a join directory.taxonomy_term t on t.id = a.taxonomy_term_id join directory.taxonomy_term p on p.id = t.parent_id join directory.taxonomy x on x.id = t.taxonomy_id`,
      ),
    ).toEqual([{ name: 'Soup Kitchens', parent: 'Food', taxonomy: 'AIRS' }]);
  });

  test('terms become needs where the network mapped them', async () => {
    const owner = await database.borrow('migrate');
    await owner
      .query(
        `insert into directory.need_map (taxonomy, term, need) values ('Ours', 'soup', 'food.meal')`,
      )
      .finally(() => owner.release());
    await bring(
      {
        'organizations.csv': 'id,name\n1,Table Two\n',
        'services.csv': 'id,organization_id,name\n1,1,Soup\n',
        'taxonomies.csv': 'id,name,description\nT,Ours,x\n',
        'taxonomy_terms.csv': 'id,name,taxonomy_id\nS,Soup,T\n',
        'attributes.csv': 'id,link_id,link_entity,taxonomy_term_id\n1,1,service,S\n',
      },
      'mapped terms',
    );
    expect(
      await rows(
        database,
        `select n.need from directory.service_need n join directory.service s on s.id = n.service_id where s.name = 'Soup'`,
      ),
    ).toEqual([{ need: 'food.meal' }]);
  });

  test('a data package may name its tables itself', async () => {
    const report = await bring(
      {
        'datapackage.json': JSON.stringify({
          resources: [{ name: 'organization', path: 'data/a.csv' }],
        }),
        'data/a.csv': 'id,name\n1,Named by the package\n',
      },
      'package',
    );
    expect(report.perEntity['organization']).toMatchObject({ create: 1 });
  });

  test('a quote that is never closed stops the whole import with its line', async () => {
    const report = await bring(
      { 'organizations.csv': 'id,name\n1,Fine\n2,"Never closed\n3,Lost\n' },
      'quote',
    );
    expect(report.state).toBe('failed');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'unreadable', file: 'organizations.csv', row: 3 }),
    );
    expect(
      await rows(database, `select 1 from directory.organization where name = 'Fine'`),
    ).toEqual([]);
  });
});

describe('the Open211 package of Miami (skipped where the shared data are absent)', () => {
  test.skipIf(!existsSync(OPEN211))(
    'imports without loss: every row is accounted for',
    async () => {
      const own = await freshDatabase();
      try {
        const report = await importHsds(own, { path: OPEN211, source: 'open211', mode: 'full' });
        expect(report.state).toBe('applied');
        const read = Object.fromEntries(
          report.files.map((file) => [file.name.replace(/^.*\//, ''), file.rows]),
        );
        expect(read).toMatchObject({
          'organizations.csv': 1074,
          'services.csv': 4089,
          'regular_schedules.csv': 11350,
          'languages.csv': 9364,
        });
        for (const [entity, one] of Object.entries(report.perEntity)) {
          expect(one.create + one.unchanged + one.update + one.refused + one.copies, entity).toBe(
            one.read,
          );
        }
        const { perEntity: of } = report;
        expect(of['organization']).toMatchObject({ read: 1074, create: 1074 });
        // 447 services name an organisation that the package does not have; 2,244 rules of eligibility name no service.
        expect(of['service']).toMatchObject({
          read: 4089 + 2244,
          create: 4089 - 447,
          refused: 447 + 2244,
        });
        expect(of['location']).toMatchObject({ read: 4089, create: 4089 });
        // Terms that say what status people have do not come in, nor the attributes that point to them. One of the nine,
        // "Immigrant/Refugee Shelters", names a place and is refused wrongly: it is counted and reported.
        expect(report.refusedColumns).toEqual([
          expect.objectContaining({ column: 'taxonomy_term.name', nonBlank: 9 }),
        ]);
        const terms = (
          await rows<{ name: string }>(own, 'select name from directory.taxonomy_term')
        ).map((row) => row.name);
        expect(terms).not.toContain('Undocumented People');
        expect(terms).toContain('Immigration/Naturalization Legal Services');
        expect(terms).toContain('Refugee Resettlement Services');
        expect(
          await rows(own, `select 1 from directory.phone where e164 is null limit 1`),
        ).toHaveLength(1);
        const [phones] = await rows<{ known: number; all: number }>(
          own,
          `select count(e164)::int as known, count(*)::int as all from directory.phone`,
        );
        expect((phones?.known ?? 0) / (phones?.all ?? 1)).toBeGreaterThan(0.9);
        console.log(`open211: ${JSON.stringify(report.counts)}`);
      } finally {
        await own.close();
      }
    },
    240_000,
  );
});
