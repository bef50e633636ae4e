/** From the stage into the directory, in one transaction (chapter 10, section 2.2). */
import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../../../database/index.ts';
import { act, type Acting } from '../../../firewall/index.ts';
import { dropStage } from '../stage.ts';
import { type StageSummary, summarise } from '../report.ts';
import { foldCopies } from './fold.ts';
import { checkLinks } from './links.ts';
import { mapNeeds } from './needs.ts';
import { planRecords } from './plan.ts';
import { completePlaceRules, sealHiddenPlaces, writeSealed } from './seal.ts';
import { planTakingAway, planWithdrawals, writeWithdrawals } from './withdraw.ts';
import { remember, writeRecords } from './write.ts';

export type ApplyOptions = {
  batchId: string;
  source: { id: string; name: string };
  org: string;
  mode: 'full' | 'delta';
  format: string;
  sha256?: string | undefined;
  timeZone?: string | undefined;
  dryRun: boolean;
  confirmWithdrawals: boolean;
  onStep?: (step: string) => void;
};

export type Applied = StageSummary & {
  state: 'applied' | 'checked' | 'waiting';
  zones: { inferred: number; assumed: number };
};

/** Carries the summary out of a transaction that must leave nothing behind. */
class RolledBack extends Error {
  readonly applied: Applied;
  constructor(applied: Applied) {
    super('rolled back on purpose');
    this.applied = applied;
  }
}

export async function applyStage(
  database: Database,
  acting: Acting,
  options: ApplyOptions,
): Promise<Applied> {
  try {
    return await act(database, acting, (tx) => apply(tx, options));
  } catch (error) {
    if (error instanceof RolledBack) return error.applied;
    throw error;
  }
}

async function apply(tx: Transaction, options: ApplyOptions): Promise<Applied> {
  const { batchId: batch, source, mode } = options;
  const step = options.onStep ?? (() => {});
  await tx.execute(`set local timezone = 'UTC'`);
  // Batches differ by a thousand times in size: a plan made for one is wrong for the next.
  await tx.execute(`set local plan_cache_mode = 'force_custom_plan'`);
  await tx.execute(`set local jit = off`);
  // One import of a source at a time.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7))`, [source.id]);
  await tx.query('select directory.analyze_stage()');
  step('fold');
  await foldCopies(tx, batch);
  step('links');
  await checkLinks(tx, batch);
  await mapNeeds(tx, batch);
  const zones = await completePlaceRules(tx, batch, options.timeZone);
  await sealHiddenPlaces(tx, batch);
  step('plan');
  await planRecords(tx, batch, source.id);
  const { waiting } =
    mode === 'full' ? await planWithdrawals(tx, batch, source.id) : { waiting: false };
  const taken = await planTakingAway(tx, batch, source.id, mode === 'full');
  const stop = options.dryRun
    ? 'checked'
    : waiting && !options.confirmWithdrawals
      ? 'waiting'
      : undefined;
  if (stop) throw new RolledBack({ ...(await summarise(tx, batch)), state: stop, zones });

  step('write');
  await tx.execute(
    `insert into directory.import_batch (id, source_id, format, mode, state, file_sha256, applied_at) values ($1, $2, $3, $4, 'applied', $5, now())`,
    [batch, source.id, options.format, mode, options.sha256 ?? null],
  );
  await writeRecords(tx, batch, options.org);
  if (taken > 0) await tx.query('select directory.take_away($1)', [batch]);
  await writeSealed(tx, batch, `imported from ${source.name}`);
  await writeWithdrawals(tx, batch, source.id);
  await remember(tx, batch, source.id);
  // Last, so that it reaches what this import remembers as well.
  await tx.query('select directory.hide_places($1)', [batch]);
  const summary = await summarise(tx, batch);
  await tx.execute(`update directory.import_batch set counts = $2 where id = $1`, [
    batch,
    JSON.stringify(summary.counts),
  ]);
  await dropStage(tx, batch);
  return { ...summary, state: 'applied', zones };
}

export function newBatchId(): string {
  return randomUUID();
}
