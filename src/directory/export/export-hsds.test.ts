import { parse } from 'csv-parse/sync';
import { fromBufferPromise, type Entry } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { FACTS, isFactCode } from '../fact-codes.ts';
import { asOwner } from '../testing.ts';
import { growDirectory } from '../testing-directory.ts';
import { csvCell } from './csv.ts';
import { type ExportOptions, exportHsds } from './export-hsds.ts';
import { HSDS_VERSIONS, type HsdsProfile } from './fields.ts';
import { hsdsValidator } from './schemas.ts';

type Attribute = { link_id?: string; taxonomy_term?: { code?: string; taxonomy?: string } };

const PROFILES: HsdsProfile[] = ['wayhouse', 'plain'];
const NOW = Date.now();
let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
  await growDirectory(database, { services: 120, seed: 1, secretPlaces: 20 });
});
afterAll(() => database.close());

async function exported(options: Omit<ExportOptions, 'now'>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of exportHsds(database, { ...options, now: NOW }))
    pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe('the export', () => {
  for (const version of HSDS_VERSIONS) {
    for (const profile of PROFILES) {
      it(`as HSDS ${version}, ${profile}, is valid in the strict reading and the same twice`, async () => {
        const json = await exported({ version, form: 'json', profile });
        const organizations = JSON.parse(json.toString()) as { id: string; services: unknown[] }[];
        expect(organizations.length).toBeGreaterThan(10);
        expect(organizations.flatMap((o) => o.services).length).toBeGreaterThan(40);
        expect(organizations.map((o) => o.id)).toEqual(organizations.map((o) => o.id).sort());
        const validate = hsdsValidator({ version, profile, strict: true }, 'organization');
        for (const organization of organizations) {
          expect(validate(organization), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
        }
        expect((await exported({ version, form: 'json', profile })).equals(json)).toBe(true);
        const lines = (await exported({ version, form: 'ndjson', profile })).toString();
        expect(
          lines
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line)),
        ).toEqual(organizations);
      });
    }
  }

  it('says nothing of ours in the plain form', async () => {
    const text = (await exported({ version: '3.1', form: 'json', profile: 'plain' })).toString();
    expect(text).not.toContain('"wayhouse"');
    expect(text).toContain('Wayhouse facts');
  });

  it('writes known and favourable facts as attributes, and no others', async () => {
    const text = (await exported({ version: '3.1', form: 'json', profile: 'plain' })).toString();
    const written = new Set<string>();
    JSON.stringify(JSON.parse(text), (_key, value: Attribute | null) => {
      if (value?.taxonomy_term?.taxonomy === 'Wayhouse facts') {
        written.add(`${String(value.link_id)} ${String(value.taxonomy_term.code)}`);
      }
      return value;
    });
    const rows = await asOwner(database, 'select * from directory.pub_fact');
    const today = new Date(NOW).toISOString().slice(0, 10);
    const favourable = rows.flatMap((row) => {
      const code = String(row['code']);
      if (!isFactCode(code) || String(row['counts_until'] ?? '') < today) return [];
      const wanted = FACTS[code].favourable;
      const says = [undefined, 'yes', 'no'][Number(row['value'])];
      return wanted === says
        ? [`${String(row['subject_id'])} ${code}${says === 'no' ? ':no' : ''}`]
        : [];
    });
    expect(written.size).toBeGreaterThan(20);
    // Facts of places at which nothing is offered are not written.
    for (const one of written) expect(favourable).toContain(one);
    const owners = new Set([...text.matchAll(/"id":"([0-9a-f-]{36})"/g)].map(([, id]) => id));
    const told = favourable.filter((one) => owners.has(one.split(' ', 1)[0]));
    expect([...written].sort()).toEqual([...new Set(told)].sort());
  });

  it('carries the offset in force and the IANA zone', async () => {
    const text = (await exported({ version: '3.1', form: 'json', profile: 'wayhouse' })).toString();
    expect(text).toMatch(/"timezone":5.75/);
    expect(text).toMatch(/"opens_at":"08:00\+05:45"/);
    expect(text).toMatch(/"closes_at":"23:59[+Z]/);
    expect(text).toMatch(/"time_zone":"Asia\/Kathmandu"/);
  });

  it('as tables is a package of valid rows, the same twice, without formulas', async () => {
    for (const version of HSDS_VERSIONS) {
      const bytes = await exported({ version, form: 'csv', profile: 'plain' });
      expect((await exported({ version, form: 'csv', profile: 'plain' })).equals(bytes)).toBe(true);
      const files = await unzip(bytes);
      expect([...files.keys()]).toContain('datapackage.json');
      const services = parse<Record<string, string>>(files.get('services.csv') ?? '', {
        columns: true,
      });
      expect(services.length).toBeGreaterThan(40);
      for (const [name, text] of files) {
        if (!name.endsWith('.csv')) continue;
        for (const row of parse<Record<string, string>>(text, { columns: true })) {
          for (const [column, cell] of Object.entries(row)) {
            if (column !== 'number' && column !== 'extension')
              expect(cell).not.toMatch(/^[=@+\t\r]|^-[^0-9]/);
          }
        }
      }
      const service = hsdsValidator({ version, profile: 'plain', strict: true }, 'service_list');
      for (const { minimum_age, maximum_age, ...row } of services) {
        const present = Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== ''));
        const ages = {
          ...(minimum_age ? { minimum_age: Number(minimum_age) } : {}),
          ...(maximum_age ? { maximum_age: Number(maximum_age) } : {}),
        };
        expect(service({ ...present, ...ages }), JSON.stringify(service.errors)).toBe(true);
      }
    }
  });

  it('as tables describes its columns and times as they are written', async () => {
    for (const version of HSDS_VERSIONS) {
      const files = await unzip(await exported({ version, form: 'csv', profile: 'wayhouse' }));
      const { resources } = JSON.parse(files.get('datapackage.json') ?? '') as {
        resources: {
          path: string;
          schema: { fields: { name: string; type: string; constraints?: { pattern?: string } }[] };
        }[];
      };
      let times = 0;
      for (const { path, schema } of resources) {
        const rows: string[][] = parse(files.get(path) ?? '', { columns: false });
        expect(rows[0], path).toEqual(schema.fields.map(({ name }) => name));
        for (const [column, { type, constraints }] of schema.fields.entries()) {
          // Table Schema's own time has seconds and no offset, HSDS wants neither.
          expect(type, path).not.toBe('time');
          if (constraints?.pattern === undefined) continue;
          const whole = new RegExp(`^(?:${constraints.pattern})$`);
          for (const cell of rows.slice(1).map((row) => row[column] ?? '')) {
            if (cell === '') continue;
            expect(cell).toMatch(whole);
            times++;
          }
        }
      }
      expect(times).toBeGreaterThan(20);
    }
  });

  it('stops reading the database when its reader stops', async () => {
    for await (const piece of exportHsds(database, {
      version: '3.1',
      form: 'json',
      profile: 'wayhouse',
    })) {
      expect(piece).toBe('[');
      break;
    }
    expect(database.load().waiting).toBe(0);
    expect(
      (await exported({ version: '3.1', form: 'ndjson', profile: 'plain' })).length,
    ).toBeGreaterThan(1000);
  });
});

describe('a CSV cell', () => {
  it.each([
    ['name', '=1+1', ' =1+1'],
    ['name', '@SUM(1)', ' @SUM(1)'],
    ['name', '\tx', ' \tx'],
    ['name', '+cmd|calc', ' +cmd|calc'],
    ['name', '-2+3', ' -2+3'],
    ['number', '+999 12', '+999 12'],
    ['number', '+cmd|calc', ' +cmd|calc'],
    ['latitude', -12.5, '-12.5'],
    ['name', 'plain', 'plain'],
    ['name', 'a "b", c', 'a "b", c'],
  ])('%s %j reads %j', (column, value, read) => {
    const [[cell] = []] = parse(csvCell(column, value));
    expect(cell).toBe(read);
  });
});

async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
    const pieces: Buffer[] = [];
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
    files.set(entry.fileName, Buffer.concat(pieces).toString());
  }
  return files;
}
