import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { look } from '../../firewall/index.ts';
import { asOwner } from '../testing.ts';
import { importHsds, type ImportReport } from './index.ts';
import { territoryOf } from './territory.ts';
import { HOME_ORGANISATION } from './identity.ts';
import { inFolder, put, rows } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const bring = (tables: Record<string, string>, source: string): Promise<ImportReport> =>
  inFolder(async (folder) => {
    for (const [name, text] of Object.entries(tables)) await put(folder, name, text);
    return importHsds(database, { path: folder, source, mode: 'full' });
  });
const LOCATIONS =
  'id,name,location_type,latitude,longitude\n1,Dock,physical,38.9,-21.6\n2,Sign lost,physical,38.9,21.6\n3,Swapped,physical,-21.6,38.9\n4,Nowhere,physical,0,0\n';

describe('places of an import', () => {
  it('are not judged while the gazetteer says nothing', async () => {
    const report = await bring({ 'locations.csv': LOCATIONS }, 'before the gazetteer');
    expect(report.findings.map(({ code }) => code)).not.toContain('outside_territory');
  });

  it('are held against the land that the gazetteer names, each with its row', async () => {
    await asOwner(
      database,
      `insert into directory.place_name (code, kind, country, names, lat, lon) values
         ('A', 'town', 'XW', '{"en":["Port Maren"]}', 38.885, -21.615),
         ('B', 'town', 'XW', '{"en":["Tarrin"]}', 39.705, -22.06),
         ('C', 'town', 'XW', '{"en":["Kelbrook"]}', 39.3, -20.81),
         ('D', 'town', 'GR', '{"en":["Piraeus"]}', 37.9, 23.7)`,
    );
    const editor = {
      role: 'app_editor',
      actor: 'test',
      purpose: 'test',
      org: HOME_ORGANISATION,
    } as const;
    expect(await look(database, editor, (tx) => territoryOf(tx, 'GR'))).toBeUndefined();
    expect(await look(database, editor, (tx) => territoryOf(tx, 'XW'))).toEqual({
      south: 37.885,
      north: 40.705,
      west: -23.06,
      east: -19.81,
    });
    const report = await inFolder(async (folder) => {
      await put(folder, 'locations.csv', LOCATIONS.replaceAll(/^(\d),/gm, '$1,Land: '));
      return importHsds(database, { path: folder, source: 'land', mode: 'full', country: 'XW' });
    });
    expect(report.state).toBe('applied');
    expect(
      report.findings
        .filter(({ code }) => code.endsWith('coordinate') || code === 'outside_territory')
        .map(({ row, code, severity, suggestion }) => [row, code, severity, typeof suggestion]),
    ).toEqual([
      [3, 'outside_territory', 'warning', 'string'],
      [4, 'swapped_coordinate', 'warning', 'string'],
      [5, 'zero_coordinate', 'warning', 'string'],
    ]);
    expect(
      await rows(
        database,
        `select replace(name, 'Land: ', '') as name, latitude::float8 as lat, longitude::float8 as lon
         from directory.location where name like 'Land: %' order by name`,
      ),
    ).toEqual([
      { name: 'Dock', lat: 38.9, lon: -21.6 },
      { name: 'Nowhere', lat: null, lon: null },
      { name: 'Sign lost', lat: 38.9, lon: 21.6 },
      { name: 'Swapped', lat: null, lon: null },
    ]);
  });
});

describe('Burmese in Zawgyi', () => {
  const NAME = 'ေဆး႐ုံ';
  const TEXT = 'ျမန္မာႏိုင္ငံ ေဆး႐ုံ ကေလး ေက်ာင္း ႀကီး ဒုကၡသည္ သေဘၤာ';
  const UNICODE = 'မြန်မာနိုင်ငံ ဆေးရုံ ကလေး ကျောင်း ကြီး ဒုက္ခသည် သင်္ဘော';
  const organization = (name: string, text: string): string =>
    `id,name,description\n1,${name},${text}\n`;

  it('is converted, short names beside long texts too, and the report says so for each field', async () => {
    const report = await bring({ 'organization.csv': organization(NAME, TEXT) }, 'zawgyi');
    expect(
      report.findings.map(({ row, code, column, severity }) => [row, code, column, severity]),
    ).toEqual([
      [2, 'zawgyi_converted', 'name', 'warning'],
      [2, 'zawgyi_converted', 'description', 'warning'],
    ]);
    expect(
      await rows(
        database,
        `select name, description from directory.organization where description like '%သင်္ဘော'`,
      ),
    ).toEqual([{ name: 'ဆေးရုံ', description: UNICODE }]);
  });

  it('is not seen in Unicode, in a short word alone, or in other scripts', async () => {
    for (const [i, table] of [
      organization('ဆေးရုံ', UNICODE),
      organization(NAME, 'A hospital'),
      organization('Hospital', 'مستشفى المدينة الكبير في وسط البلد'),
    ].entries()) {
      const report = await bring({ 'organization.csv': table }, `no zawgyi ${i}`);
      expect(report.findings.map(({ code }) => code)).not.toContain('zawgyi_converted');
    }
  });
});

describe('the column wayhouse of a table', () => {
  it('that is no JSON object is named with its line, and the row is taken without it', async () => {
    const report = await bring(
      { 'organization.csv': 'id,name,description,wayhouse\n1,Harbour Table,Cooks,{broken\n' },
      'broken column',
    );
    expect(report.state).toBe('applied');
    expect(report.findings).toMatchObject([{ code: 'unreadable', row: 2 }]);
    expect(
      await rows(
        database,
        `select description from directory.organization where name = 'Harbour Table'`,
      ),
    ).toEqual([{ description: 'Cooks' }]);
  });
});
