/**
 * Takes back one import: rows it changed get their values back, rows it made go away where nothing else
 * has come to rest on them, and are closed where something has. What was edited since stays.
 */
import type { Database, Transaction } from '../../database/index.ts';
import { act } from '../../firewall/index.ts';
import { Problem } from '../../http/problem.ts';
import { STAGE, tableOf, WRITE_ORDER, written } from './apply/statements.ts';
import { ABSENT } from './apply/plan.ts';
import { type Entity, SPECS } from './entity.ts';
import { HOME_ORGANISATION, isUuid } from './identity.ts';

const UNDO_DAYS = 30;

export type UndoReport = {
  batchId: string;
  /** Rows that the import had made and that are gone. */
  removed: number;
  /** Rows that it had made and that others refer to: closed instead. */
  closed: number;
  /** Rows that have their earlier values again. */
  restored: number;
  /** Rows edited since the import, left as they are. */
  kept: number;
};

/**
 * Undoes the newest applied import of its source, within 30 days.
 * @throws Problem `not_found` for an unknown batch, `conflict` when a later import of the same source stands on it
 * or the time is over.
 */
export async function undoImport(
  database: Database,
  batchId: string,
  options: { org?: string; actor?: string } = {},
): Promise<UndoReport> {
  if (!isUuid(batchId))
    throw new Problem('bad_input', { field: 'batch', detail: 'Expected the id of an import.' });
  const org = options.org ?? HOME_ORGANISATION;
  return act(
    database,
    {
      role: 'app_editor',
      actor: options.actor ?? 'command line',
      purpose: 'directory.import.undo',
      org,
    },
    async (tx) => {
      await tx.execute(`set local timezone = 'UTC'`);
      const [batch] = await tx.query<{
        source_id: string;
        state: string;
        old: boolean;
        newer: boolean;
      }>(
        `select b.source_id, b.state, b.applied_at < now() - interval '${UNDO_DAYS} days' as old,
         exists (select from directory.import_batch o where o.source_id = b.source_id and o.state = 'applied' and o.applied_at > b.applied_at) as newer
       from directory.import_batch b where b.id = $1 for update`,
        [batchId],
      );
      if (!batch)
        throw new Problem('not_found', {
          field: 'batch',
          detail: 'There is no import of this id.',
        });
      if (batch.state !== 'applied')
        throw new Problem('conflict', {
          field: 'batch',
          detail: `This import is ${batch.state}: there is nothing to take back.`,
        });
      if (batch.old)
        throw new Problem('conflict', {
          field: 'batch',
          detail: `An import can be taken back for ${UNDO_DAYS} days.`,
        });
      if (batch.newer)
        throw new Problem('conflict', {
          field: 'batch',
          detail: 'A later import of this source stands on it. Take that one back first.',
        });
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [batch.source_id]);
      const report = await takeBack(tx, batchId, batch.source_id);
      await tx.execute(`update directory.import_batch set state = 'undone' where id = $1`, [
        batchId,
      ]);
      return report;
    },
  );
}

async function takeBack(tx: Transaction, batch: string, source: string): Promise<UndoReport> {
  const report: UndoReport = { batchId: batch, removed: 0, closed: 0, restored: 0, kept: 0 };
  // What the import took away comes back first: other rows may point to it again.
  for (const entity of WRITE_ORDER) {
    const restored = await restore(tx, batch, source, entity);
    report.restored += restored.done;
    report.kept += restored.kept;
  }
  const [gone] = await tx.query<{ removed: number; closed: number }>(
    'select * from directory.unmake($1)',
    [batch],
  );
  report.removed = gone?.removed ?? 0;
  report.closed = gone?.closed ?? 0;
  await tx.execute(`delete from ${STAGE} where batch_id = $1`, [batch]);
  return report;
}

async function restore(
  tx: Transaction,
  batch: string,
  source: string,
  entity: Entity,
): Promise<{ done: number; kept: number }> {
  const spec = SPECS[entity];
  const more = [
    ...(entity === 'service' ? ['first_imported_on', 'status_reason'] : []),
    ...(['organization', 'service', 'service_at_location'].includes(entity) ? ['lifecycle'] : []),
  ];
  const columns = [
    ...new Set([...written(entity).filter((column) => !spec.key.includes(column)), ...more]),
  ];
  const same = spec.key.map((column) => `t.${column} = p."${column}"`).join(' and ');
  const changed = `from directory.import_row r, jsonb_populate_record(null::${tableOf(entity)}, r.before) p
    where r.batch_id = $1 and r.entity = '${entity}' and r.before is not null`;
  let done = 0;
  let kept = 0;
  if (columns.length > 0) {
    const untouched =
      spec.has?.version === false ? 'true' : `t.version = (r.before ->> 'version')::int + 1`;
    done = await tx.execute(
      `update ${tableOf(entity)} t set ${columns.map((column) => `"${column}" = p."${column}"`).join(', ')}
         ${spec.has?.version === false ? '' : ', version = t.version + 1'} ${spec.has?.updatedAt === false ? '' : ', updated_at = now()'}
       ${changed} and ${same} and ${untouched}`,
      [batch],
    );
    const [row] = await tx.query<{ n: string }>(
      `select count(*) as n from ${tableOf(entity)} t, directory.import_row r, jsonb_populate_record(null::${tableOf(entity)}, r.before) p
       where r.batch_id = $1 and r.entity = '${entity}' and r.before is not null and ${same}`,
      [batch],
    );
    kept = Number(row?.n ?? 0) - done;
  }
  const all = [
    ...new Set([
      ...spec.key,
      ...columns,
      ...(spec.has?.code ? ['code'] : []),
      'org_id',
      ...(spec.has?.version === false ? [] : ['version']),
    ]),
  ];
  done += await tx.execute(
    `insert into ${tableOf(entity)} (${all.map((column) => `"${column}"`).join(', ')})
     select ${all.map((column) => `p."${column}"`).join(', ')} ${changed}
       and r.action = 'inactivate' and not exists (select from ${tableOf(entity)} t where ${same}) on conflict do nothing`,
    [batch],
  );
  // The values before are again what the source said last, so that the same file can come in again.
  await tx.execute(
    `update directory.source_record b set hash = '', imported = (
         select coalesce(jsonb_object_agg(k, r.before -> k), '{}') from jsonb_object_keys(b.imported - '${ABSENT}') k)
     from directory.import_row r where r.batch_id = $1 and r.entity = '${entity}' and r.before is not null
       and b.source_id = $2 and b.entity = r.entity and b.foreign_id = r.foreign_id`,
    [batch, source],
  );
  if (spec.leaf) {
    await tx.execute(
      `insert into directory.source_record (source_id, entity, foreign_id, row_id, imported, hash, last_batch)
       select $2, r.entity, r.foreign_id, coalesce((r.before ->> 'id')::uuid, gen_random_uuid()), (
           select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(r.before) e(k, v) where k = any ($3) and v <> 'null'), '', $1
       from directory.import_row r where r.batch_id = $1 and r.entity = '${entity}' and r.action = 'inactivate'
       on conflict do nothing`,
      [batch, source, all],
    );
  }
  return { done, kept };
}
