import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../database/index.ts';
import { freshDatabase } from '../../../database/testing.ts';
import { importMapped } from '../index.ts';
import { inFolder, put, rows } from '../testing.ts';
import { readMap } from './map-file.ts';
import { money, yesNo } from './cell.ts';

const SHARED = new URL('../../../../../shared/data/services-en-ar/', import.meta.url).pathname;
const MAP = new URL('../maps/services-advisor.json', import.meta.url).pathname;

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

describe('the bilingual GeoJSON of the Services Advisor', () => {
  test.skipIf(!existsSync(SHARED))(
    'becomes 284 services in two languages, its status columns refused and counted (skipped where the shared data are absent)',
    async () => {
      const options = {
        files: [`${SHARED}services.en.json`, { path: `${SHARED}services.ar.json`, language: 'ar' }],
        map: MAP,
        source: 'services advisor',
        mode: 'full',
      } as const;
      const report = await importMapped(database, options);
      expect(report.state).toBe('applied');
      // 292 features; 8 of them are the same service twice, word for word.
      expect(report.perEntity['service']).toMatchObject({
        read: 292,
        create: 284,
        copies: 8,
        refused: 0,
      });
      const refused = Object.fromEntries(
        report.refusedColumns.map((one) => [one.column, one.nonBlank]),
      );
      expect(refused).toMatchObject({
        '1. Registration Type Requirement': 236,
        '2. Nationality': 197,
        '1. متطلب نوع التسجيل': 236,
        '2. الجنسية': 197,
      });
      const everything = JSON.stringify(
        await rows(
          database,
          `select to_jsonb(s) from directory.service s union all select to_jsonb(t) from directory.field_text t union all select to_jsonb(a) from directory.taxonomy_term a union all select to_jsonb(f) from directory.fact f union all select to_jsonb(r) from directory.import_row r`,
        ),
      );
      expect(everything).not.toMatch(
        /MOI card|Syrians only|Jordanians only|السوريون فقط|الأردنيون فقط/,
      );
      const [one] = await rows(
        database,
        `select s.name, t.text from directory.service s join directory.field_text t on t.subject_id = s.id and t.lang = 'ar' and t.field = 'name' where s.name = 'Financial assistance' limit 1`,
      );
      expect(one).toEqual({ name: 'Financial assistance', text: 'المساعدة المالية' });
      const translated = await rows<{ n: number }>(
        database,
        `select count(distinct subject_id)::int as n from directory.field_text where field = 'name' and subject_type = 'service'`,
      );
      expect(translated[0]?.n).toBe(284);
      // "Sun-Thurs 8:30am-17:00pm" has one reading; where the days or times have several, the hours are unknown.
      expect(
        await rows(
          database,
          `select distinct opens_at, closes_at, byday from directory.schedule where description = 'Sun-Thurs 8:30am-17:00pm' and effect = 'open'`,
        ),
      ).toEqual([{ opens_at: 510, closes_at: 1020, byday: 'MO,TU,WE,TH,SU' }]);
      expect(
        await rows(
          database,
          `select distinct effect from directory.schedule where description like 'Sun-Thurs 13:00pm, 8:30am%'`,
        ),
      ).toEqual([{ effect: 'unknown' }]);
      const again = await importMapped(database, options);
      expect(again.counts.create + again.counts.update + again.counts.inactivate).toBe(0);
    },
    60_000,
  );
});

describe('a table through a map', () => {
  const map = {
    key: 'Nr',
    language: 'de',
    country: 'DE',
    columns: {
      Name: 'service.name',
      Träger: 'organization.name',
      Beschreibung: { to: 'service.description', empty: 'clear' },
      Straße: 'address.address_1',
      Ort: 'address.city',
      Kostenlos: 'service.fact.free',
      Sprachen: 'languages',
      Telefon: 'phone',
      Zeiten: 'hours',
      Art: { to: 'need', values: { Essen: 'food.meal', Schlafen: 'shelter.night' }, strict: true },
    },
  };
  const header = 'Nr;Name;Träger;Beschreibung;Straße;Ort;Kostenlos;Sprachen;Telefon;Zeiten;Art';

  async function bring(text: string | Uint8Array, more: Record<string, unknown> = {}) {
    return inFolder(async (folder) =>
      importMapped(database, {
        files: [await put(folder, 'liste.csv', text)],
        map: { ...map, ...more },
        source: 'liste',
        mode: 'full',
      }),
    );
  }

  test('in Windows-1252, with semicolons, under a title, comes in whole', async () => {
    const text = `Liste der Küchen\n\n${header}\n1;Nachtküche;Tafel Süd;Ein Essen;Hafenstraße 1;Köln;ja;"Deutsch, Arabisch";0221 123456;Mo-Fr 18:00-22:00;Essen\n2;Wärmestube;Tafel Süd;Ein Platz;;Köln;?;Französisch;;nach Absprache;Schlafen\n`;
    const report = await bring(Uint8Array.from([...text].map((letter) => letter.charCodeAt(0))));
    expect(report.state).toBe('applied');
    expect(report.files[0]).toMatchObject({ delimiter: ';', rows: 2 });
    expect(report.files[0]?.encoding).toMatch(/1252/);
    expect(
      await rows(
        database,
        `select s.name, o.name as by, s.description from directory.service s join directory.organization o on o.id = s.organization_id where o.name = 'Tafel Süd' order by 1`,
      ),
    ).toEqual([
      { name: 'Nachtküche', by: 'Tafel Süd', description: 'Ein Essen' },
      { name: 'Wärmestube', by: 'Tafel Süd', description: 'Ein Platz' },
    ]);
    expect(
      await rows(
        database,
        `select s.name, f.value from directory.fact f join directory.service s on s.id = f.subject_id`,
      ),
    ).toContainEqual({ name: 'Nachtküche', value: 1 });
    // "?" is unknown: it sets no fact.
    expect(
      await rows(
        database,
        `select 1 from directory.fact f join directory.service s on s.id = f.subject_id where s.name = 'Wärmestube'`,
      ),
    ).toEqual([]);
    expect(
      await rows(
        database,
        `select code from directory.language l join directory.service s on s.id = l.service_id where s.name = 'Nachtküche' order by 1`,
      ),
    ).toEqual([{ code: 'ar' }, { code: 'de' }]);
    expect(await rows(database, `select e164 from directory.phone where e164 like '+49%'`)).toEqual(
      [{ e164: '+49221123456' }],
    );
    expect(
      await rows(
        database,
        `select c.effect, c.description from directory.schedule c join directory.service s on s.id = c.service_id where s.name = 'Wärmestube'`,
      ),
    ).toEqual([{ effect: 'unknown', description: 'nach Absprache' }]);
  });

  test('an empty cell clears only where the map says so', async () => {
    const filled = `${header}\n1;Nachtküche;Tafel Süd;Ein Essen;Hafenstraße 1;Köln;ja;;;;Essen\n`;
    await bring(filled);
    await bring(filled.replace('Ein Essen', '').replace('Hafenstraße 1', ''));
    expect(
      await rows(
        database,
        `select s.description, a.address_1 from directory.service s join directory.service_at_location x on x.service_id = s.id join directory.address a on a.location_id = x.location_id where s.name = 'Nachtküche'`,
      ),
    ).toEqual([{ description: null, address_1: 'Hafenstraße 1' }]);
  });

  test('says which lines it could not read', async () => {
    const report = await bring(
      `${header}\n1;A;B;;;;;;;;\n2;too;many;cells;in;this;row;for;the;header;x;y;z\n3;C;D;;;;;;;;\n`,
    );
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'unreadable', row: 3 }));
    expect(report.perEntity['service']).toMatchObject({ read: 2 });
  });

  test('every mistake in a map is named', () => {
    expect(() =>
      readMap({
        format: 'xls',
        columns: {
          A: 'service.nam',
          B: { to: 'service.fact.nonsense' },
          C: { to: 'service.name', parser: 'guess' },
        },
      }),
    ).toThrow(/columns\.A\.to.*columns\.B\.to.*columns\.C\.parser.*format/s);
    expect(() => readMap([])).toThrow(/not a JSON object/);
    expect(() => readMap({ columns: { A: 'service.description' } })).toThrow(/service\.name/);
  });

  test('a file without any header of the map is refused with what was expected', async () => {
    await expect(bring('a;b;c\n1;2;3\n')).rejects.toMatchObject({
      code: 'bad_input',
      detail: expect.stringContaining('Name'),
    });
  });
});

describe('cells', () => {
  test.each([
    ['yes', 'yes'],
    ['Oui', 'yes'],
    ['لا', 'no'],
    ['نعم', 'yes'],
    ['não', 'no'],
    ['hayır', 'no'],
    ['', 'unknown'],
    ['-', 'unknown'],
    ['n/a', 'unknown'],
    ['?', 'unknown'],
    ['maybe', 'unknown'],
    ['sometimes', 'unknown'],
  ])('%j is %s', (text, outcome) => {
    expect(yesNo(text)).toBe(outcome);
  });

  test('an amount is read only with its currency', () => {
    expect(money('50 JOD')).toMatchObject({ amount: 50, currency: 'JOD' });
    expect(money('€ 12,50')).toMatchObject({ amount: 12.5, currency: 'EUR' });
    expect(money('about 5 to 10 EUR')).toEqual({ option: 'about 5 to 10 EUR' });
  });
});
