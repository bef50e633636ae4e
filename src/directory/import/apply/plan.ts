/** Decides for each staged record what it means for the directory: create, update or nothing (three-way merge). */
import type { Transaction } from '../../../database/index.ts';
import { type Entity, SPECS } from '../entity.ts';
import { joinOnKey, keyColumns, STAGE, tableOf, WRITE_ORDER } from './statements.ts';

/** In `source_record.imported`: the record was absent in a full import, and what it was before. */
export const ABSENT = '#absent';

export async function planRecords(tx: Transaction, batch: string, source: string): Promise<void> {
  const present = new Set(
    (
      await tx.query<{ entity: Entity }>(
        `select distinct entity from ${STAGE} where batch_id = $1 and action is null`,
        [batch],
      )
    ).map((row) => row.entity),
  );
  for (const entity of WRITE_ORDER) if (present.has(entity)) await plan(tx, batch, source, entity);
}

async function plan(tx: Transaction, batch: string, source: string, entity: Entity): Promise<void> {
  const spec = SPECS[entity];
  const table = tableOf(entity);
  // `cols` become the values as PostgreSQL itself writes them, so that equal values are equal texts.
  await tx.execute(
    `with canonical as materialized (
       select s.n, s.row_id, s.foreign_id, s.complete, coalesce((
         select jsonb_object_agg(e.key, e.value)
         from jsonb_each(to_jsonb(jsonb_populate_record(null::${table}, s.cols))) e where s.cols ? e.key), '{}') as cols
       from ${STAGE} s where s.batch_id = $1 and s.entity = $2 and s.action is null),
     hashed as materialized (
       select s.*, md5(s.cols::text || array_to_string(s.complete, ',')) as hash, ${keyColumns(spec)} from canonical s),
     compared as materialized (
       select s.*, to_jsonb(t) as present, b.hash is not distinct from s.hash as same,
         coalesce(b.imported ? '${ABSENT}', false) as back,
         case when t is not null and b.row_id is null then directory.kept_by_other_source(s.row_id, $2, $3) else false end as foreign_keeper,
         case when t is null or b.hash is not distinct from s.hash then '{"set": {}, "conflicts": []}'::jsonb
           else directory.merge_three(b.imported, s.cols, to_jsonb(t)) end
         || case when b.imported ? '${ABSENT}' then jsonb_build_object('back', b.imported -> '${ABSENT}') else '{}' end as change
       from hashed s
         left join ${table} t on ${joinOnKey(spec, 't', 's')}
         left join directory.source_record b on b.source_id = $3 and b.entity = $2 and b.foreign_id = s.foreign_id)
     update ${STAGE} s set cols = p.cols, hash = p.hash, before = p.present, change = p.change, action = case
         when p.present is null then 'create'
         when p.foreign_keeper then 'unchanged'
         when p.back then 'update'
         when p.same or p.change -> 'set' = '{}' then 'unchanged'
         else 'update' end,
       findings = case
         when p.foreign_keeper then s.findings || jsonb_build_array(jsonb_build_object('code', 'conflicting_copy', 'severity', 'warning', 'entity', s.entity,
           'row', s.at -> 'line', 'file', s.at -> 'file', 'sentence', 'Another source keeps this record; it was left as it is.'))
         when not p.same and jsonb_array_length(p.change -> 'conflicts') > 0 then s.findings || jsonb_build_array(jsonb_build_object(
           'code', 'conflicting_copy', 'severity', 'warning', 'entity', s.entity, 'row', s.at -> 'line', 'file', s.at -> 'file',
           'column', (select string_agg(c, ', ') from jsonb_array_elements_text(p.change -> 'conflicts') c),
           'sentence', 'Edited here since the last import: the value here stays.'))
         else s.findings end
     from compared p
     where s.batch_id = $1 and s.n = p.n`,
    [batch, entity, source],
  );
}
