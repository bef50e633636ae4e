/**
 * `node test/attack/mutate-policies.ts [--only policy] [--table casework.person,...] [--worlds 0]`: makes every mutant, or those of
 * one kind or of some tables, one at a time. Each must be found by the catalogue's rules; and each that changes what somebody
 * sees or writes, by the prober's questions too. `--worlds n` shows a hundredth of them to n random worlds as well. Prints a
 * table and who is excused why; ends with 1 when one lives.
 */
import { parseArgs } from 'node:util';
import { transactionOn } from '../../src/database/database.ts';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { findingsIn } from '../../src/firewall/catalogue/check.ts';
import { compareWorlds } from './compare-worlds.ts';
import { excuseFor } from './equivalent-mutants.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { type EditingProber, openEditingProber } from './prober/ask-editing.ts';
import { EDITING_TABLES } from './prober/editing-tables.ts';
import { openProber, type Prober } from './prober/prober.ts';
import { NOT_DESCRIBED } from './prober/table.ts';

/** Mutants that the catalogue's rules do not see. */
export async function missedByCatalogue(
  database: Database,
  mutants: readonly Mutant[],
): Promise<Mutant[]> {
  const owner = await database.borrow('migrate');
  const missed: Mutant[] = [];
  const text = (found: unknown[]): string => JSON.stringify(found);
  try {
    const sound = text(await findingsIn(transactionOn(owner)));
    for (const mutant of mutants) {
      await owner.query('begin');
      await owner.query(mutant.sql);
      if (text(await findingsIn(transactionOn(owner))) === sound) missed.push(mutant);
      await owner.query('rollback');
    }
  } finally {
    owner.release();
  }
  return missed;
}

/** Who answers: about people, and about who edits what is public. */
export type Probers = { prober: Prober; editing: EditingProber };
export type Probed = { seen: number; excused: [Mutant, reason: string][]; missed: Mutant[] };

/** What the prober makes of the mutants that change answers. */
export async function probeMutants(
  { prober, editing }: Probers,
  mutants: readonly Mutant[],
  onOne: (mutant: Mutant, seen: string | null) => void = () => {},
): Promise<Probed> {
  const probed: Probed = { seen: 0, excused: [], missed: [] };
  for (const mutant of mutants) {
    if (mutant.probe === null || NOT_DESCRIBED.includes(mutant.probe)) continue;
    const { probe: table, sql } = mutant;
    const seen = await (table === 'functions'
      ? prober.clause(mutant)
      : EDITING_TABLES.some(({ name }) => name === table)
        ? editing.ask(table, sql).then(({ differences: [first] }) => first ?? null)
        : prober.policy({ table, sql }));
    onOne(mutant, seen);
    if (seen !== null) {
      probed.seen++;
      continue;
    }
    const reason = await excuseFor(prober.client, mutant);
    if (reason === null) probed.missed.push(mutant);
    else probed.excused.push([mutant, reason]);
  }
  return probed;
}

/** Mutants that `worlds` random worlds do not see, each in a database of its own. */
export async function missedByWorlds(
  mutants: readonly Mutant[],
  worlds: number,
): Promise<Mutant[]> {
  const missed: Mutant[] = [];
  for (const mutant of mutants) {
    const clone = await freshDatabase();
    try {
      const owner = await clone.borrow('migrate');
      await owner.query(mutant.sql);
      owner.release();
      const wish = { worlds, seed: 7, batch: 40, stopAtFirst: true };
      // A mutant that makes statements fail is seen as well as one that shows too much.
      const seen = await compareWorlds(clone, wish).then(
        ({ differences }) => differences.length > 0,
        () => true,
      );
      if (!seen) missed.push(mutant);
    } finally {
      await clone.close();
    }
  }
  return missed;
}

if (process.argv[1]?.endsWith('mutate-policies.ts')) {
  const { values } = parseArgs({
    options: {
      worlds: { type: 'string', default: '0' },
      only: { type: 'string' },
      table: { type: 'string' },
    },
  });
  const chosen = values.table?.split(',');
  const cluster = await startTestCluster();
  const database = await freshDatabase();
  const prober = await openProber(database);
  const publicOnes = await freshDatabase();
  const editing = await openEditingProber(publicOnes);
  const started = performance.now();
  const described = [...prober.tables, ...EDITING_TABLES].map(({ name }) => name);
  const unknown = chosen?.filter((name) => !described.includes(name));
  if (unknown?.length) throw new Error(`--table: the prober does not know ${unknown.join(', ')}`);
  for (const table of prober.tables)
    if (!chosen || chosen.includes(table.name)) {
      const { differences, statements } = await prober.sound(table);
      if (chosen)
        process.stderr.write(`${table.name}: ${statements} questions when all is sound\n`);
      for (const { asker, what, expected, found } of differences)
        throw new Error(
          `${table.name} answers ${JSON.stringify(asker)}, ${what}: expected ${expected}, found ${found}`,
        );
    }
  for (const { name } of EDITING_TABLES)
    for (const difference of (await editing.ask(name)).differences)
      throw new Error(`${name} answers ${difference}`);
  const all = (await mutantsOf(transactionOn(prober.client))).filter(
    ({ kind, what }) =>
      (!values.only || kind === values.only) &&
      (!chosen || chosen.includes(what.split(' ')[0] ?? '')),
  );
  let done = 0;
  const probed = await probeMutants({ prober, editing }, all, (mutant, seen) => {
    if (++done % 100 === 0)
      process.stderr.write(`${done} asked about, ${mutant.what}: ${seen?.slice(0, 150)}\n`);
  });
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const catalogueStarted = performance.now();
  const byCatalogue = await missedByCatalogue(database, all);
  const catalogueMinutes = ((performance.now() - catalogueStarted) / 60_000).toFixed(1);
  const some = all.filter(
    ({ kind, what }, i) => kind === 'policy' && i % 100 === 0 && !/backup|definer/.test(what),
  );
  const byWorlds =
    Number(values.worlds) > 0 ? await missedByWorlds(some, Number(values.worlds)) : [];
  process.stdout.write(
    '| Mutants | All | Seen by the catalogue | Changing answers | Told by the prober | Excused |\n|---|--:|--:|--:|--:|--:|\n',
  );
  for (const kind of new Set(all.map((mutant) => mutant.kind))) {
    const these = (list: readonly Mutant[]): number =>
      list.filter((mutant) => mutant.kind === kind).length;
    const asked = these(
      all.filter(({ probe }) => probe !== null && !NOT_DESCRIBED.includes(probe)),
    );
    const excused = these(probed.excused.map(([mutant]) => mutant));
    process.stdout.write(
      `| ${kind} | ${these(all)} | ${these(all) - these(byCatalogue)} | ${asked} | ${asked - excused - these(probed.missed)} | ${excused} |\n`,
    );
  }
  process.stdout.write(
    `the prober's questions took ${minutes} minutes, the catalogue's rules ${catalogueMinutes}\n`,
  );
  if (NOT_DESCRIBED.length > 0)
    process.stdout.write(
      `not described to the prober, the catalogue alone sees them: ${NOT_DESCRIBED.join(', ')}\n`,
    );
  for (const [{ what, how }, reason] of probed.excused)
    process.stdout.write(`excused: ${what}, ${how}: ${reason}\n`);
  for (const [by, list] of Object.entries({
    catalogue: byCatalogue,
    prober: probed.missed,
    worlds: byWorlds,
  }))
    for (const { kind, what, how } of list)
      process.stdout.write(`LIVES past the ${by}: ${kind} ${what} (${how})\n`);
  prober.close();
  editing.close();
  await publicOnes.close();
  await database.close();
  await cluster.stop();
  process.exitCode = byCatalogue.length + probed.missed.length + byWorlds.length > 0 ? 1 : 0;
}
