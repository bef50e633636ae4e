/**
 * Several mentions of one record become one (nested feeds repeat an organisation under each service),
 * and rows that share an id by mistake are told apart by what they say.
 */
import type { Transaction } from '../../../database/index.ts';
import { type Entity, SPECS } from '../entity.ts';
import { STAGE, WRITE_ORDER } from './statements.ts';

export async function foldCopies(tx: Transaction, batch: string): Promise<void> {
  const doubled = await tx.query<{ entity: Entity }>(
    `select distinct entity from (select entity from ${STAGE} where batch_id = $1 and action is null
       group by entity, row_id having count(*) > 1) d`,
    [batch],
  );
  const entities = new Set(doubled.map((row) => row.entity));
  for (const entity of WRITE_ORDER) if (entities.has(entity)) await split(tx, batch, entity);
  await aliasPairs(tx, batch);
  await merge(tx, batch);
}

/** Same id, different things: each gets an id of its own made of what tells them apart. */
async function split(tx: Transaction, batch: string, entity: Entity): Promise<void> {
  const { natural = [], parents = [], leaf, key } = SPECS[entity];
  if (key[0] !== 'id') return;
  if (leaf && natural.length > 0) {
    const says = natural.map((column) => `coalesce(cols ->> '${column}', '')`).join(` || '|' || `);
    await tx.execute(
      `update ${STAGE} s set row_id = md5(s.row_id::text || '|' || ${says})::uuid,
         foreign_id = s.foreign_id || '#' || left(md5(${says}), 12),
         findings = case when s.foreign_id ~ '^~' then s.findings else s.findings || jsonb_build_array(jsonb_build_object(
           'code', 'duplicate_key', 'severity', 'warning', 'column', 'id', 'row', s.at -> 'line', 'file', s.at -> 'file', 'entity', s.entity,
           'sentence', 'Several different records share this id; each is kept under an id of its own.')) end
       from (select row_id from ${STAGE} where batch_id = $1 and entity = $2 and action is null
         group by row_id having count(distinct ${says}) > 1) d
       where s.batch_id = $1 and s.entity = $2 and s.action is null and s.row_id = d.row_id`,
      [batch, entity],
    );
  }
  const links =
    entity === 'attribute'
      ? ['link_id']
      : leaf
        ? [...parents, ...(parents.length ? [] : requiredLinks(entity))]
        : [];
  for (const parent of links) {
    await tx.execute(
      `update ${STAGE} s set row_id = md5(s.row_id::text || '${parent}' || (s.cols ->> '${parent}'))::uuid,
         foreign_id = s.foreign_id || '@' || left(md5(s.cols ->> '${parent}'), 12)
       from (select row_id, min(cols ->> '${parent}') as first from ${STAGE}
         where batch_id = $1 and entity = $2 and action is null
         group by row_id having count(distinct cols ->> '${parent}') > 1) d
       where s.batch_id = $1 and s.entity = $2 and s.action is null and s.row_id = d.row_id
         and s.cols ->> '${parent}' <> d.first`,
      [batch, entity],
    );
  }
}

function requiredLinks(entity: Entity): string[] {
  return Object.entries(SPECS[entity].columns)
    .filter(([, { kind, required }]) => kind === 'id' && required)
    .map(([column]) => column);
}

/** A service is at a location once. A second row for the same pair is the first one under another id. */
async function aliasPairs(tx: Transaction, batch: string): Promise<void> {
  const aliases = await tx.query<{ old: string; new: string }>(
    `with pairs as (
       select distinct s.row_id, s.cols ->> 'service_id' as service_id, s.cols ->> 'location_id' as location_id
       from ${STAGE} s where batch_id = $1 and entity = 'service_at_location' and action is null),
     kept as (
       select p.service_id, p.location_id, coalesce(
         (select t.id from directory.service_at_location t
           where t.service_id = p.service_id::uuid and t.location_id = p.location_id::uuid), min(p.row_id::text)::uuid) as id
       from pairs p group by 1, 2)
     select p.row_id as old, k.id as new from pairs p join kept k using (service_id, location_id) where p.row_id <> k.id`,
    [batch],
  );
  if (aliases.length === 0) return;
  const map = JSON.stringify(aliases);
  const from = `jsonb_to_recordset($2::jsonb) as a(old uuid, new uuid)`;
  await tx.execute(
    `update ${STAGE} s set row_id = a.new from ${from}
     where s.batch_id = $1 and s.entity = 'service_at_location' and s.row_id = a.old`,
    [batch, map],
  );
  for (const column of ['service_at_location_id', 'subject_id', 'link_id']) {
    await tx.execute(
      `update ${STAGE} s set cols = s.cols || jsonb_build_object('${column}', a.new) from ${from}
       where s.batch_id = $1 and s.cols ->> '${column}' = a.old::text`,
      [batch, map],
    );
  }
}

/** The first value of each field counts; a later one that differs is named. */
async function merge(tx: Transaction, batch: string): Promise<void> {
  await tx.execute(
    `with many as (
       select entity, row_id, min(n) as n from ${STAGE} where batch_id = $1 and action is null
       group by entity, row_id having count(*) > 1),
     parts as (
       select m.n as keep, s.n, e.key, e.value from many m join ${STAGE} s on s.batch_id = $1 and s.entity = m.entity
         and s.row_id = m.row_id and s.action is null, jsonb_each(s.cols) e where e.value <> 'null'),
     first as (select distinct on (keep, key) keep, key, value from parts order by keep, key, n),
     merged as (select keep, jsonb_object_agg(key, value) as cols from first group by keep),
     apart as (
       select keep, string_agg(key, ', ' order by key) as columns from (
         select keep, key from parts group by keep, key having count(distinct value) > 1) d group by keep),
     lists as (
       select m.n as keep, array_agg(distinct c) filter (where c is not null) as complete,
         jsonb_object_agg(coalesce(f.key, ''), f.value) filter (where f.key is not null) as fresh
       from many m join ${STAGE} s on s.batch_id = $1 and s.entity = m.entity and s.row_id = m.row_id and s.action is null
         left join unnest(s.complete) c on true left join jsonb_each(s.fresh) f on true group by m.n)
     update ${STAGE} s set cols = merged.cols, complete = coalesce(lists.complete, '{}'), fresh = coalesce(lists.fresh, '{}'),
       findings = case when apart.columns is null then s.findings else s.findings || jsonb_build_array(jsonb_build_object(
         'code', 'conflicting_copy', 'severity', 'warning', 'row', s.at -> 'line', 'file', s.at -> 'file', 'entity', s.entity,
         'column', apart.columns, 'sentence', 'Copies of this record differ; the first one counts.')) end
     from merged left join apart using (keep) left join lists using (keep)
     where s.batch_id = $1 and s.n = merged.keep`,
    [batch],
  );
  await tx.execute(
    `update ${STAGE} s set action = 'copy', cols = '{}', fresh = '{}', findings = '[]' from (
       select entity, row_id, min(n) as n from ${STAGE} where batch_id = $1 and action is null
       group by entity, row_id having count(*) > 1) m
     where s.batch_id = $1 and s.entity = m.entity and s.row_id = m.row_id and s.action is null and s.n <> m.n`,
    [batch],
  );
}
