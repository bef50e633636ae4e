/**
 * `node test/attack/mutate-policies.ts [--worlds 400] [--only policy]`: makes every mutant, one at a time.
 * Each must be found by the catalogue's rules; those that change what somebody sees or writes, by the random worlds
 * in a clone of the database too. Prints a table; ends with 1 when one lives.
 */
import { parseArgs } from 'node:util';
import { transactionOn } from '../../src/database/database.ts';
import type { Database } from '../../src/database/index.ts';
import { freshDatabase, startTestCluster } from '../../src/database/testing.ts';
import { findingsIn } from '../../src/firewall/catalogue/check.ts';
import { compareWorlds } from './compare-worlds.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

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

/** Mutants that `worlds` random worlds do not see, each in a database of its own. */
export async function missedByWorlds(
  mutants: readonly Mutant[],
  worlds: number,
  onOne: (mutant: Mutant, seen: boolean) => void = () => {},
): Promise<Mutant[]> {
  const missed: Mutant[] = [];
  for (const mutant of mutants) {
    const clone = await freshDatabase();
    try {
      const owner = await clone.borrow('migrate');
      await owner.query(mutant.sql);
      owner.release();
      // A mutant that makes statements fail is seen as well as one that shows too much.
      const seen = await compareWorlds(clone, {
        worlds,
        seed: 7,
        batch: 40,
        stopAtFirst: true,
      }).then(
        ({ differences }) => differences.length > 0,
        () => true,
      );
      if (!seen) missed.push(mutant);
      onOne(mutant, seen);
    } finally {
      await clone.close();
    }
  }
  return missed;
}

if (process.argv[1]?.endsWith('mutate-policies.ts')) {
  const { values } = parseArgs({
    options: { worlds: { type: 'string', default: '400' }, only: { type: 'string' } },
  });
  const cluster = await startTestCluster();
  const database = await freshDatabase();
  const owner = await database.borrow('migrate');
  const all = (await mutantsOf(transactionOn(owner))).filter(
    ({ kind }) => !values.only || kind === values.only,
  );
  owner.release();
  const byCatalogue = await missedByCatalogue(database, all);
  // `--worlds 0`: the catalogue alone, in a few minutes.
  const behaving = all.filter(({ behaves }) => behaves && Number(values.worlds) > 0);
  let done = 0;
  const byWorlds = await missedByWorlds(behaving, Number(values.worlds), (mutant, seen) => {
    done++;
    if (!seen || done % 20 === 0)
      process.stderr.write(
        `${done}/${behaving.length}${seen ? '' : ` lives: ${mutant.what} ${mutant.how}`}\n`,
      );
  });
  process.stdout.write(
    '| Mutants | All | Seen by the catalogue | Changing what is seen or written | Seen by random worlds |\n|---|--:|--:|--:|--:|\n',
  );
  for (const kind of new Set(all.map((mutant) => mutant.kind))) {
    const these = (list: readonly Mutant[]): number =>
      list.filter((mutant) => mutant.kind === kind).length;
    process.stdout.write(
      `| ${kind} | ${these(all)} | ${these(all) - these(byCatalogue)} | ${these(behaving)} | ${these(behaving) - these(byWorlds)} |\n`,
    );
  }
  for (const { kind, what, how } of [...byCatalogue, ...byWorlds])
    process.stdout.write(`LIVES: ${kind} ${what} (${how})\n`);
  await database.close();
  await cluster.stop();
  process.exitCode = byCatalogue.length + byWorlds.length > 0 ? 1 : 0;
}
