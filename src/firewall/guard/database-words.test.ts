import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../database/testing.ts';
import { readCorpus } from './corpus.ts';
import { databaseRule, databaseWords, judgeIdentifier } from './database-words.ts';

const REFUSED: [string, string][] = [
  ['visa_no', 'visa'],
  ['VisaNumber', 'visa'],
  ['visa2', 'visa'],
  ['v_i_s_a', 'visa'],
  ['v1sa_type', 'visa'],
  ['vіsа', 'visa'],
  ['immigrationStatus', 'immigration_status'],
  ['immigrationstatus', 'immigration_status'],
  ['IMMIGRATION_STATUS', 'immigration_status'],
  ['residence_status', 'immigration_status'],
  ['status_of_residence', 'immigration_status'],
  ['legalStatus', 'immigration_status'],
  ['statut_migratoire', 'immigration_status'],
  ['estatus_migratorio', 'immigration_status'],
  ['aufenthaltsstatus', 'immigration_status'],
  ['миграционный_статус', 'immigration_status'],
  ['وضع_الهجره', 'immigration_status'],
  ['asylumNumber', 'asylum_procedure'],
  ['asylantrag_datum', 'asylum_procedure'],
  ['رقم_لجوء', 'asylum_procedure'],
  ['residence_permit', 'residence_permit'],
  ['residencePermitNo', 'residence_permit'],
  ['titreDeSejour', 'residence_permit'],
  ['permiso_residencia', 'residence_permit'],
  ['aufenthaltstitel', 'residence_permit'],
  ['ikamet_izni', 'residence_permit'],
  ['permit_type', 'residence_permit'],
  ['iqama_no', 'residence_permit'],
  ['manner_of_entry', 'entry_manner'],
  ['entry_border_point', 'entry_manner'],
  ['border_crossing_at', 'entry_manner'],
  ['fecha_de_ingreso', 'entry_manner'],
  ['deportation_order', 'removal_order'],
  ['immigration_detention_from', 'immigration_detention'],
  ['nationality', 'nationality'],
  ['countryOfOrigin', 'nationality'],
  ['Nationalité', 'nationality'],
];

const LET_IN = [
  'status',
  'status_reason',
  'tax_status',
  'order_status',
  'visage',
  'parking_permit_fee',
  'permitted_by',
  'permits',
  'advisable',
  'is_visible',
  'supervisor_id',
  'data_entry_by',
  'audit_entry_date',
  'country',
  'place_of_service',
  'residence_area',
  'migration_number',
  'schema_migration',
  'applied_migrations',
  'border_centre',
  'stay_nights_most',
  'legal_hold',
  'document_withheld_by_employer',
  'papers_demanded_by_provider',
  'reported_by_provider',
  'trace_id',
  'arrival_of_goods',
  'entity_type',
  'worker_card',
];

describe('names in the database', () => {
  test.each(REFUSED)('%s speaks of %s', (name, concept) => {
    expect(judgeIdentifier(name)?.concept).toBe(concept);
  });

  test.each(LET_IN)('%s is let in', (name) => {
    expect(judgeIdentifier(name)).toBeUndefined();
  });

  test('every place that is let through says why', () => {
    for (const { place, why } of databaseWords().places) {
      expect(place).toMatch(/^[a-z_]+\.[a-z_]+\.[a-z_]+$/);
      expect(why.length).toBeGreaterThan(20);
    }
  });
});

test('the migration holds exactly this rule', () => {
  const sql = readFileSync(
    new URL('../../../database/migrations/0012_guard.sql', import.meta.url),
    'utf8',
  );
  expect(sql).toContain(
    databaseRule('fw').replaceAll('collate "pg_unicode_fast"', 'collate fw.words'),
  );
});

describe('the same rule in SQL', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let owner: Awaited<ReturnType<(typeof database)['borrow']>>;
  beforeAll(async () => {
    database = await freshDatabase();
    owner = await database.borrow('migrate');
    await owner.query(`create schema guard_rule; ${databaseRule('guard_rule')}`);
  });
  afterAll(async () => {
    owner.release();
    await database.close();
  });

  test('judges every third label of the corpus as TypeScript does', async () => {
    const names = [
      ...REFUSED.map(([name]) => name),
      ...LET_IN,
      ...readCorpus()
        .filter((_, at) => at % 3 === 0)
        .map(({ label }) => label),
    ];
    const { rows } = await owner.query(
      `select n.name, j.tier from unnest($1::text[]) with ordinality n (name, at)
       left join lateral guard_rule.judge_name(n.name) j on true order by n.at`,
      [names],
    );
    const different = rows.filter(
      (row) => (row['tier'] !== null) !== (judgeIdentifier(String(row['name'])) !== undefined),
    );
    expect(rows).toHaveLength(names.length);
    expect(different).toEqual([]);
  });
});
