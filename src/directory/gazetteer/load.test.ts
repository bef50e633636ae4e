import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { look } from '../../firewall/index.ts';
import { citiesOf } from './from-cities.ts';
import { placesFromFile } from './from-file.ts';
import { type GazetteerEntry, loadGazetteer } from './load.ts';

let database: Database;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-places-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const region: GazetteerEntry = {
  code: 'XW01',
  kind: 'region',
  country: 'XW',
  names: { en: ['North'] },
  lat: 39,
  lon: -21,
};
const town: GazetteerEntry = {
  code: 'XW0101',
  kind: 'town',
  parent: 'XW01',
  country: 'XW',
  names: { en: ['Red Hill', 'Redhill'], ar: ['التل الأحمر'] },
  lat: 39.1,
  lon: -21.2,
  population: 900,
};

describe('loading place names', () => {
  test('the same list twice changes nothing, a new spelling changes one place', async () => {
    expect(await loadGazetteer(database, [region, town])).toEqual({ places: 2, changed: 3 });
    expect(await loadGazetteer(database, [region, town])).toEqual({ places: 2, changed: 0 });
    expect(
      await loadGazetteer(database, [
        region,
        { ...town, names: { en: ['Red Hill', 'Read Hill'] } },
      ]),
    ).toEqual({ places: 2, changed: 1 });
    const rows = await look(
      database,
      { role: 'app_editor', actor: 'test', purpose: 'test' },
      (tx) =>
        tx.query(
          `select child.code, parent.code as parent from directory.place_name child left join directory.place_name parent on parent.id = child.parent_id order by 1`,
        ),
    );
    expect(rows).toEqual([
      { code: 'XW01', parent: null },
      { code: 'XW0101', parent: 'XW01' },
    ]);
  });
  test('a parent that nobody knows refuses the whole list', async () => {
    await expect(
      loadGazetteer(database, [{ ...town, code: 'XW0109', parent: 'XW09' }]),
    ).rejects.toMatchObject({ code: 'bad_input', field: 'parent' });
    const rows = await look(
      database,
      { role: 'app_editor', actor: 'test', purpose: 'test' },
      (tx) => tx.query(`select from directory.place_name where code = 'XW0109'`),
    );
    expect(rows).toEqual([]);
  });
  test.each([
    [{ lat: 91 }, 'lat'],
    [{ country: 'Jordan' }, 'country'],
    [{ names: {} }, 'names'],
    [{ code: '' }, 'code'],
  ])('%j is refused by name', (wrong, field) => {
    expect(() => loadGazetteer(database, [{ ...town, ...wrong }])).toThrowError(
      expect.objectContaining({ field }),
    );
  });
});

describe('where place names come from', () => {
  test('the gazetteer that ships knows the towns of a country and where they lie', async () => {
    const places = await citiesOf('JO');
    expect(
      places.find((place) => place.kind === 'town' && place.names['und']?.[0] === 'Amman'),
    ).toMatchObject({
      kind: 'town',
      lat: expect.closeTo(31.95, 1),
      lon: expect.closeTo(35.93, 1),
    });
    const { places: n } = await loadGazetteer(database, places);
    expect(n).toBeGreaterThan(100);
  });
  test('a country that does not exist is said to be one', async () => {
    await expect(citiesOf('QQ')).rejects.toMatchObject({ code: 'bad_input', field: 'country' });
  });
  test('a file of the operator: names in several languages and spellings', async () => {
    const path = join(folder, 'places.csv');
    await writeFile(
      path,
      '\ufeffcode,kind,parent,country,lat,lon,population,name:en,name:ar\nA,town,,XW,39,-21,1200,Old Harbour|Oldharbour,الميناء القديم\n',
    );
    expect(await placesFromFile(path)).toEqual([
      {
        code: 'A',
        kind: 'town',
        country: 'XW',
        lat: 39,
        lon: -21,
        population: 1200,
        names: { en: ['Old Harbour', 'Oldharbour'], ar: ['الميناء القديم'] },
      },
    ]);
  });
  test.each([
    ['code,kind,country,lat,lon\nA,town,XW,1,2\n', /missing: name:en/],
    ['code,kind,country,lat,lon,name:en\nA,town,XW,north,2,Old\n', /Line 2: lat must be a number/],
    ['code,kind,country,lat,lon,name:en\nA,"town,XW,1,2,Old\n', /cannot be read as CSV/],
  ])('%j says what is wrong', async (text, message) => {
    const path = join(folder, 'broken.csv');
    await writeFile(path, text);
    await expect(placesFromFile(path)).rejects.toThrow(message);
  });
});
