/**
 * What a full import no longer names. Records that people may hold a link to are paused with the reason
 * `absent_in_source` and never removed; details (a phone, a schedule) go with their source.
 */
import type { Transaction } from '../../../database/index.ts';
import { ENTITIES, type Entity, SPECS } from '../entity.ts';
import { ABSENT } from './plan.ts';
import { sameRow, STAGE, tableOf } from './statements.ts';

const MAIN = ['organization', 'service', 'service_at_location'] as const;
/** More than this share and more than this many: a second person looks first (chapter 10, section 2.2). */
const SHARE = 0.1;
const NUMBER = 20;

export async function planWithdrawals(
  tx: Transaction,
  batch: string,
  source: string,
): Promise<{ absent: number; waiting: boolean }> {
  let absent = 0;
  for (const entity of MAIN) {
    absent += await tx.execute(
      `insert into ${STAGE} (batch_id, n, entity, foreign_id, row_id, cols, org_id, action, before)
       select $1, m.most + row_number() over (order by b.foreign_id), b.entity, b.foreign_id, b.row_id, '{}', t.org_id, 'inactivate', to_jsonb(t)
       from directory.source_record b join ${tableOf(entity)} t on t.id = b.row_id, (select max(n) as most from ${STAGE} where batch_id = $1) m
       where b.source_id = $2 and b.entity = '${entity}' and not b.imported ? '${ABSENT}'
         and exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = '${entity}')
         and not exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = '${entity}' and s.foreign_id = b.foreign_id)
         and not exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = '${entity}' and s.row_id = b.row_id)`,
      [batch, source],
    );
  }
  const [row] = await tx.query<{ known: string }>(
    `select count(*) as known from directory.source_record
     where source_id = $1 and entity = any ($2) and not imported ? '${ABSENT}'`,
    [source, MAIN],
  );
  return { absent, waiting: absent > NUMBER && absent > SHARE * Number(row?.known ?? 0) };
}

export async function writeWithdrawals(
  tx: Transaction,
  batch: string,
  source: string,
): Promise<void> {
  await tx.execute(
    `update directory.source_record b set last_batch = $1, imported = b.imported || jsonb_build_object('${ABSENT}',
         jsonb_strip_nulls(jsonb_build_object('lifecycle', s.before -> 'lifecycle', 'status', s.before -> 'status'))
           || case when s.entity = 'service' then jsonb_build_object('status_reason', s.before -> 'status_reason') else '{}' end)
     from ${STAGE} s where s.batch_id = $1 and s.action = 'inactivate' and b.source_id = $2 and b.entity = s.entity and b.foreign_id = s.foreign_id`,
    [batch, source],
  );
  for (const entity of MAIN) {
    const more =
      entity === 'service'
        ? `, status = 'inactive', status_reason = 'absent_in_source', last_modified = now()`
        : '';
    await tx.execute(
      `update ${tableOf(entity)} t set lifecycle = case when t.lifecycle = 'closed' then t.lifecycle else 'paused' end,
         version = t.version + 1, updated_at = now() ${more}
       from ${STAGE} s where s.batch_id = $1 and s.entity = '${entity}' and s.action = 'inactivate' and t.id = s.row_id`,
      [batch],
    );
  }
}

/**
 * Marks details to be taken away: in a full import all that their source no longer names (of kinds that
 * the import holds at all), else those of records that listed them completely. What was edited here stays.
 */
export async function planTakingAway(
  tx: Transaction,
  batch: string,
  source: string,
  full: boolean,
): Promise<number> {
  let taken = 0;
  const named = await tx.query<{ entity: Entity; lists: Entity[] }>(
    `select s.entity, coalesce(array_agg(distinct c) filter (where c is not null), '{}') as lists
     from ${STAGE} s left join unnest(s.complete) c on true where s.batch_id = $1 group by s.entity`,
    [batch],
  );
  const present = new Set(named.map((row) => row.entity));
  for (const entity of ENTITIES) {
    if (!SPECS[entity].leaf) continue;
    const all = full && present.has(entity);
    const listed = parentsOf(entity)
      .filter(([, parent]) =>
        named.some((row) => row.entity === parent && row.lists.includes(entity)),
      )
      .map(
        ([
          column,
          parent,
        ]) => `exists (select from ${STAGE} p where p.batch_id = $1 and p.entity = '${parent}'
          and p.row_id = (b.imported ->> '${column}')::uuid and '${entity}' = any (p.complete))`,
      );
    if (!all && listed.length === 0) continue;
    taken += await tx.execute(
      `insert into ${STAGE} (batch_id, n, entity, foreign_id, row_id, cols, org_id, action, before)
       select $1, m.most + row_number() over (order by b.foreign_id), b.entity, b.foreign_id, b.row_id, b.imported, t.org_id, 'take_away', to_jsonb(t)
       from (select max(n) as most from ${STAGE} where batch_id = $1) m, directory.source_record b
         join ${tableOf(entity)} t on ${sameRow(SPECS[entity], 't', 'b.imported', 'b.row_id')}
       where b.source_id = $2 and b.entity = '${entity}' ${all ? '' : `and (${listed.join(' or ')})`}
         and not exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = '${entity}' and s.foreign_id = b.foreign_id)
         and not exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = '${entity}' and s.row_id = b.row_id)
         and directory.merge_three('{}', b.imported, to_jsonb(t)) = '{"set": {}, "conflicts": []}'`,
      [batch, source],
    );
  }
  return taken;
}

function parentsOf(entity: Entity): [string, string][] {
  const pairs: [string, string][] = Object.entries(SPECS[entity].columns).flatMap(
    ([column, { kind, ref }]) =>
      kind === 'id' &&
      ref &&
      column !== 'said_by' &&
      column !== 'taxonomy_term_id' &&
      column !== 'unit_id'
        ? [[column, ref] as [string, string]]
        : [],
  );
  if (entity === 'attribute') for (const parent of ENTITIES) pairs.push(['link_id', parent]);
  if (entity === 'fact' || entity === 'field_text') {
    for (const parent of ENTITIES)
      if (SPECS[parent].key[0] === 'id') pairs.push(['subject_id', parent]);
  }
  return pairs;
}
