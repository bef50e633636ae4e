import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isItsTurn } from '../../checks/turns.ts';
import { transactionOn } from '../../src/database/database.ts';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase } from '../../src/database/testing.ts';
import { GUARDED } from '../../src/firewall/catalogue/rules.ts';
import { type GuardedRow, mayOpen, mayWrite, RIGHTS } from '../../src/firewall/context/model.ts';
import { missedByCatalogue, missedByWorlds, probeMutants } from './mutate-policies.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { oracleInserts, oracleSees } from './naive-oracle.ts';
import { weaker } from './policy-mutants.ts';
import { crosses, expected } from './prober/answers.ts';
import { askersOf } from './prober/askers.ts';
import { type EditingProber, openEditingProber } from './prober/ask-editing.ts';
import { EDITING_TABLES } from './prober/editing-tables.ts';
import { openProber, type Prober } from './prober/prober.ts';
import { NOT_DESCRIBED, type ProbeRow, type Table } from './prober/table.ts';
import type { Stored, StoredRow } from './random-world.ts';

let database: Database;
let prober: Prober;
let publicOnes: Database;
let editing: EditingProber;
let mutants: Mutant[];
beforeAll(async () => {
  database = await freshDatabase();
  prober = await openProber(database);
  publicOnes = await freshDatabase();
  editing = await openEditingProber(publicOnes);
  mutants = await mutantsOf(transactionOn(prober.client));
});
afterAll(async () => {
  prober.close();
  editing.close();
  await publicOnes.close();
  await database.close();
});

describe('the prober', () => {
  test('knows every guarded table of the live database', async () => {
    const { rows } = await prober.client.query<{ name: string }>(
      `select c.oid::regclass::text name from pg_class c where c.relkind in ('r', 'p') and c.relnamespace::regnamespace::text = any ($1)`,
      [[...GUARDED]],
    );
    const described = prober.tables.map(({ name }) => name);
    const live = rows.map(({ name }) => name);
    expect(live.filter((name) => ![...described, ...NOT_DESCRIBED].includes(name))).toEqual([]);
    expect(
      described.filter((name) => !live.includes(name) || NOT_DESCRIBED.includes(name)),
    ).toEqual([]);
  });

  // Each table every third day; `node test/attack/mutate-policies.ts` asks about all of them before it spoils one.
  test('finds every answer of the sound database as the design has it', async () => {
    let statements = 0;
    for (const table of prober.tables.filter((_, i) => isItsTurn(i, 3))) {
      const asked = await prober.sound(table);
      expect(asked.differences, table.name).toEqual([]);
      statements += asked.statements;
    }
    expect(statements).toBeGreaterThan(12_000);
    expect(await prober.clause({ sql: '' })).toBeNull();
  }, 180_000);

  test('finds that an organisation edits its own, in the directory and in guidance, and that nobody else does', async () => {
    const { rows } = await prober.client.query<{ name: string }>(
      `select c.oid::regclass::text name from pg_class c where c.relkind = 'r' and c.relrowsecurity
        and c.relnamespace::regnamespace::text in ('directory', 'directory_sealed', 'guidance')`,
    );
    expect(EDITING_TABLES.map(({ name }) => name).toSorted()).toEqual(
      rows.map(({ name }) => name).toSorted(),
    );
    let statements = 0;
    for (const { name } of EDITING_TABLES) {
      const asked = await editing.ask(name);
      expect(asked.differences, name).toEqual([]);
      statements += asked.statements;
    }
    expect(statements).toBeGreaterThan(3_000);
  });

  test('expects what the TypeScript rule and the naive oracle say, where they know the table', () => {
    let compared = 0;
    for (const table of prober.tables) {
      const rows = table.rows.map((row) => storedAs(table, row));
      const world: Stored = { ...prober.stage, rows, subjects: [], points: [] };
      for (const { role, context: ticket } of askersOf(prober.stage, table, 'own_fw')) {
        // Both know of no protected path: those are the desk's business (its own rows are compared).
        const rights = RIGHTS[role]?.[table.name];
        if (!rights || !ticket) continue;
        const known = ({ compartment = 'general' }: ProbeRow): boolean => compartment === 'general';
        const context = { ...ticket, expires: prober.stage.now + 25_000 };
        const asker = { role, context };
        const byOracle = oracleSees(world, context);
        for (const [i, before] of table.rows.entries()) {
          if (!known(before)) continue;
          const row = rows[i] as StoredRow;
          const want = expected(prober.stage, table, asker, 'select', { before });
          const found = [
            mayOpen(world, context, row).allowed,
            byOracle.has(`${row.table} ${row.id}`),
          ];
          expect(found, `${before.what} to ${JSON.stringify(context)}`).toEqual([want, want]);
          compared++;
        }
        if (!rights.includes('insert')) continue;
        for (const after of table.tries.filter(known)) {
          const row = storedAs(table, after);
          // Consent and agreement are the trigger's part of a crossing, not the policies'.
          const want =
            expected(prober.stage, table, asker, 'insert', { after }) &&
            (table.shape !== 'crossing' || crosses(after));
          expect(
            mayWrite(world, context, 'insert', { after: row }).allowed,
            JSON.stringify([after.what, context]),
          ).toBe(want);
          // The oracle was not told of agreements being written.
          if (table.shape !== 'party') expect(oracleInserts(world, context, row)).toBe(want);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(8_000);
  });
});

function storedAs(table: Table, row: ProbeRow): StoredRow {
  const { name } = table;
  const [org, purpose, subject] = [row.org ?? '', row.purpose ?? '', row.subject];
  const facts = ((): GuardedRow => {
    switch (table.shape) {
      case 'crossing':
        return {
          shape: 'crossing',
          table: name,
          from: org,
          to: row.to ?? '',
          grant: '',
          agreement: '',
          categories: [],
          ...row.packet,
          purpose,
        };
      case 'party':
        return { shape: 'agreement', table: name, parties: row.parties ?? ['', ''] };
      case 'erasing':
        return { shape: 'erasing', table: name, org, subject: subject ?? '' };
      case 'told':
        return { shape: 'notice', table: name, to: row.to ?? '' };
      default:
        return {
          shape: 'home',
          table: name,
          org,
          purpose,
          subject,
          ...(row.point === undefined ? {} : { point: row.point }),
        };
    }
  })();
  return { ...facts, id: row.key };
}

describe('mutants', () => {
  // Others each day; `node test/attack/mutate-policies.ts` makes all of them.
  const day = Math.floor(Date.now() / 86_400_000);

  test('each policy is there in more than three forms, and each clause of an expression', () => {
    const policies = mutants.filter(({ kind }) => kind === 'policy');
    const forms = Map.groupBy(policies, ({ what }) => what);
    expect(forms.size).toBeGreaterThan(200);
    expect([...forms].filter(([, list]) => list.length < 3)).toEqual([]);
    expect(weaker("((a = 'x (AND) y') AND ((b IS NULL) OR (b = f(c, (d AND e)))))")).toEqual([
      ["(a = 'x (AND) y')", '((b IS NULL) OR (b = f(c, (d AND e))))'],
      ['((b IS NULL) OR (b = f(c, (d AND e))))', "(a = 'x (AND) y')"],
      ['(b IS NULL)', "(a = 'x (AND) y') AND ((b = f(c, (d AND e))))"],
      ['(b = f(c, (d AND e)))', "(a = 'x (AND) y') AND ((b IS NULL))"],
    ]);
    expect(weaker('((a, b) = ( SELECT o.x, o.y FROM f() o(x, y)))').map(([left]) => left)).toEqual([
      'a',
      'b',
    ]);
    expect(weaker("(NOT ((COALESCE(a, '{}'::uuid[]) || b) && ( SELECT f() AS f)))")).toEqual([
      ["COALESCE(a, '{}'::uuid[])", 'NOT (b && ( SELECT f() AS f))'],
      ['b', "NOT (COALESCE(a, '{}'::uuid[]) && ( SELECT f() AS f))"],
    ]);
  });

  test('each function that a policy of a guarded table calls is spoilt too', async () => {
    const { rows } = await prober.client.query<{ called: string }>(
      `select distinct d.refobjid::regproc::text called from pg_depend d join pg_policy p on p.oid = d.objid
        join pg_class c on c.oid = p.polrelid
        where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_proc'::regclass and c.relnamespace::regnamespace::text = any ($1)`,
      [[...GUARDED]],
    );
    const spoilt = new Set(mutants.filter(({ kind }) => kind === 'clause').map(({ what }) => what));
    // It has no clause of its own: it says the person of fw.own_row, which is spoilt.
    spoilt.add('fw.own_subject');
    expect(rows.map(({ called }) => called).filter((name) => !spoilt.has(name))).toEqual([]);
    expect(rows.length).toBeGreaterThan(8);
  });

  test('every fortieth that changes an answer is told by the prober, or excused by a reason that holds', async () => {
    const some = mutants.filter(
      ({ probe }, i) => probe !== null && !NOT_DESCRIBED.includes(probe) && (i + day) % 40 === 0,
    );
    const { missed, seen } = await probeMutants({ prober, editing }, some);
    expect(missed.map(({ what, how }) => `${what}: ${how}`)).toEqual([]);
    expect(seen).toBeGreaterThan(45);
  }, 180_000);

  test('every hundred and sixtieth is seen by the catalogue, of the policies of what is public too', async () => {
    const some = mutants.filter((_, i) => (i + day) % 160 === 0);
    expect(new Set(some.map(({ kind }) => kind))).toContain('editing policy');
    expect(await missedByCatalogue(database, some)).toEqual([]);
  }, 180_000);

  test('random worlds see what is opened: crossings, a desk, an end-sealed compartment', async () => {
    const opened = mutants.filter(
      ({ kind, how, what }) =>
        kind === 'policy' &&
        [
          'referrals.packet shared_desk USING true',
          'casework.person home_desk USING true',
          'detention.file purpose_detention USING true',
        ].includes(`${what} ${how}`),
    );
    expect(opened.length).toBe(3);
    expect(await missedByWorlds(opened, 120)).toEqual([]);
  }, 180_000);
});
