import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { act } from '../../firewall/index.ts';
import { cell } from './errors-csv.ts';
import { importMapped, type ImportReport, writeErrorsCsv, type HsdsImport } from './index.ts';
import { acting, bringServices, everythingIn, inFolder, put, rows, service } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

const bring = (content: unknown, options: Partial<HsdsImport> = {}) =>
  bringServices(database, content, { source: 'guarded', ...options });

const everything = (): Promise<string> =>
  everythingIn(database, ['directory', 'directory_sealed', 'public', 'wayhouse']);

async function errorsCsv(report: ImportReport): Promise<string> {
  let text = '';
  await writeErrorsCsv(
    report,
    new Writable({
      write: (chunk, _encoding, done) => {
        text += String(chunk);
        done();
      },
    }),
  );
  return text;
}

describe('status never comes in (FIRE-02)', () => {
  test('not by a key, a term, a label, a value or a text, and no refused value is written anywhere', async () => {
    const status = service(1, {
      immigration_status: 'CANARY-1 undocumented',
      'Nationality of client': 'CANARY-2',
      visaType: 'CANARY-3',
      eligibility_description: 'CANARY-4: only for people with a valid residence permit',
      description:
        'We cook. Only refugees with CANARY-5 papers and valid UNHCR certificate are served. Come by.',
      attributes: [
        {
          id: '00000000-0000-4000-8000-0000000a0001',
          value: 'x',
          taxonomy_term: {
            id: '00000000-0000-4000-8000-0000000a0002',
            name: 'Undocumented immigrants',
            description: 'CANARY-6',
          },
        },
        {
          id: '00000000-0000-4000-8000-0000000a0003',
          value: 'asylum seekers',
          label: 'CANARY-7',
          taxonomy_term: {
            id: '00000000-0000-4000-8000-0000000a0004',
            name: 'Meals',
            description: 'Food',
          },
        },
      ],
      required_documents: [
        { id: '00000000-0000-4000-8000-0000000a0005', document: 'Residence permit CANARY-8' },
      ],
    });
    (status['wayhouse'] as Record<string, unknown>)['facts'] = [
      { code: 'x_nationality_canary', value: 'yes', note: 'CANARY-9' },
      { code: 'free', value: 'yes', note: 'Not for CANARY-10 undocumented migrants' },
    ];
    const report = await bring([status]);
    expect(report.state).toBe('applied');
    const [kept] = await rows(
      database,
      `select name, description, eligibility_description, eligibility_held from directory.service`,
    );
    expect(kept).toMatchObject({
      name: 'Night kitchen 1',
      eligibility_description: null,
      eligibility_held: true,
    });
    expect(String(kept?.['description'])).toMatch(/^We cook\.\s+Come by\.$/);
    expect(
      await rows(database, `select doc_code, document from directory.required_document`),
    ).toEqual([{ doc_code: 'residence', document: null }]);
    expect(await rows(database, `select code from directory.fact`)).toEqual([{ code: 'free' }]);
    expect(await rows(database, `select name from directory.taxonomy_term`)).toEqual([
      { name: 'Meals' },
    ]);
    const written = `${await everything()} ${JSON.stringify(report)} ${await errorsCsv(report)}`;
    expect(written.match(/CANARY-\d+/g) ?? []).toEqual([]);
    const refused = Object.fromEntries(
      report.refusedColumns.map((one) => [one.column, one.nonBlank]),
    );
    expect(refused).toMatchObject({
      'service.immigration_status': 1,
      'service.Nationality of client': 1,
      'service.visaType': 1,
    });
  });

  test('the legal form of an organisation comes in', async () => {
    await bring(
      [
        {
          id: 'o1',
          name: 'Lighthouse',
          description: 'x',
          legal_status: 'Registered charity',
          website: 'https://lighthouse.example',
        },
      ],
      { source: 'legal' },
    );
    expect(
      await rows(
        database,
        `select legal_status from directory.organization where name = 'Lighthouse'`,
      ),
    ).toEqual([{ legal_status: 'Registered charity' }]);
  });

  test('nor by a mapped column, whatever its header', async () => {
    const lines = [
      'Key,Service,Group served,Remarks',
      ...Array.from(
        { length: 20 },
        (_, i) =>
          `${i},Kitchen ${i},${i % 3 === 0 ? 'Refugee' : i % 3 === 1 ? 'Citizen' : 'CANARY-20'},fine`,
      ),
    ];
    const report = await inFolder(async (folder) =>
      importMapped(database, {
        files: [await put(folder, 'kitchens.csv', lines.join('\n'))],
        map: {
          key: 'Key',
          columns: {
            Service: 'service.name',
            'Group served': 'service.eligibility_description',
            Remarks: 'service.description',
          },
        },
        source: 'columns',
        mode: 'full',
      }),
    );
    expect(report.refusedColumns).toEqual([
      { column: 'Group served', nonBlank: 20, concept: 'immigration_status' },
    ]);
    expect(report.perEntity['service']).toMatchObject({ create: 20 });
    expect(`${await everything()} ${JSON.stringify(report)}`).not.toContain('CANARY-20');
  });

  test('no fact is read out of words: nothing here is favourable', async () => {
    await bring(
      [
        service(5, {
          name: 'Free kitchen',
          description: 'Everything is free, no papers needed, bring ID.',
          required_documents: [],
          wayhouse: {},
        }),
      ],
      { source: 'words' },
    );
    expect(
      await rows(
        database,
        `select f.code from directory.fact f join directory.service s on s.id = f.subject_id where s.name = 'Free kitchen' and f.value <> 0`,
      ),
    ).toEqual([]);
  });

  test('a member of the network cannot ask for a residence paper at an essential service (FIRE-01)', async () => {
    const asking = service(6, {
      wayhouse: { needs: ['food.meal'], facts: [{ code: 'asks_residence_paper', value: 'yes' }] },
    });
    (asking['organization'] as Record<string, unknown>)['wayhouse'] = { in_network: true };
    const report = await bring([asking], { source: 'member' });
    expect(report.perEntity['fact']).toMatchObject({ create: 0, refused: 1 });
    // Anybody else's demand is kept: it warns people.
    const outside = await bring(
      [
        service(7, {
          wayhouse: {
            needs: ['food.meal'],
            facts: [{ code: 'asks_residence_paper', value: 'yes' }],
          },
        }),
      ],
      { source: 'outside' },
    );
    expect(outside.perEntity['fact']).toMatchObject({ create: 1 });
  });
});

describe('barred organisations (FIRE-03)', () => {
  test('do not come in, nor what hangs on them; the others do', async () => {
    await act(database, acting, (tx) =>
      tx.execute(`insert into directory.barred (names, domains) values ($1, $2)`, [
        ['Bureau of Removals'],
        ['removals.example'],
      ]),
    );
    const named = service(31);
    named['organization'] = { id: 'b1', name: 'BUREAU OF-REMOVALS', description: 'x' };
    const hosted = service(32);
    hosted['organization'] = {
      id: 'b2',
      name: 'Friendly Office',
      website: 'https://www.removals.example/help',
      description: 'x',
    };
    const report = await bring([named, hosted, service(33)], { source: 'barred' });
    expect(report.findings.filter((one) => one.code === 'barred_organisation')).toHaveLength(2);
    expect(
      await rows(
        database,
        `select name from directory.service where name ~ 'Night kitchen 3[0-9]'`,
      ),
    ).toEqual([{ name: 'Night kitchen 33' }]);
  });
});

describe('names of persons', () => {
  test('are dropped from contacts and addresses, functions stay', async () => {
    const report = await bring(
      [service(41, { contacts: [{ id: 'c1', name: 'CANARY Persona', title: 'Front desk' }] })],
      { source: 'names' },
    );
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'personal_name_dropped', column: 'name', count: 1 }),
    );
    expect(await rows(database, `select title from directory.contact`)).toEqual([
      { title: 'Front desk' },
    ]);
    expect(await everything()).not.toContain('CANARY Persona');
  });
});

describe('errors.csv', () => {
  test('holds no formula and no broken quote', () => {
    for (const evil of ['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', ' =1', '\u200b=1', '＝1'])
      expect(cell(evil)).toMatch(/^"?'/);
    expect(cell('plain')).toBe('plain');
    expect(cell('a "quote", and comma')).toBe('"a ""quote"", and comma"');
    expect(cell(-5)).toBe('-5');
  });
});
