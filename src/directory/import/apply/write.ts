/** Writes what was planned: set-based, one statement for all creations and one for all updates of a table. */
import type { Transaction } from '../../../database/index.ts';
import { type Entity, SPECS } from '../entity.ts';
import { ABSENT } from './plan.ts';
import { joinOnKey, keyColumns, STAGE, tableOf, WRITE_ORDER, written } from './statements.ts';

export async function writeRecords(tx: Transaction, batch: string, org: string): Promise<void> {
  const present = new Set(
    (
      await tx.query<{ entity: Entity }>(
        `select distinct entity from ${STAGE} where batch_id = $1 and action in ('create', 'update')`,
        [batch],
      )
    ).map((row) => row.entity),
  );
  for (const entity of WRITE_ORDER) {
    if (!present.has(entity)) continue;
    if (SPECS[entity].has?.code) await settleCodes(tx, batch, entity);
    await create(tx, batch, org, entity);
    await update(tx, batch, entity);
  }
}

/** A code that another record already has is not taken over: codes are never used twice. */
async function settleCodes(tx: Transaction, batch: string, entity: Entity): Promise<void> {
  await tx.execute(
    `update ${STAGE} s set cols = s.cols - 'code', change = s.change #- '{set,code}',
       findings = s.findings || jsonb_build_array(jsonb_build_object('code', 'duplicate_key', 'severity', 'warning', 'entity', s.entity,
         'column', 'code', 'row', s.at -> 'line', 'file', s.at -> 'file', 'sentence', 'The code belongs to another record; it was not taken over.'))
     where s.batch_id = $1 and s.entity = $2 and s.action in ('create', 'update') and s.cols ? 'code'
       and coalesce(s.before ->> 'code', '') <> s.cols ->> 'code'
       and (directory.code_taken(s.cols ->> 'code')
         or exists (select from ${STAGE} o where o.batch_id = $1 and o.entity in ('organization', 'service_at_location', 'point')
           and o.action in ('create', 'update') and o.cols ->> 'code' = s.cols ->> 'code' and o.n < s.n))`,
    [batch, entity],
  );
}

async function create(tx: Transaction, batch: string, org: string, entity: Entity): Promise<void> {
  const spec = SPECS[entity];
  const columns = written(entity).filter((column) => column !== 'code' || !spec.has?.code);
  const defaults = JSON.stringify(spec.defaults ?? {});
  const source = (withCode: boolean): string => `
    from ${STAGE} s, jsonb_populate_record(null::${tableOf(entity)},
      $3::jsonb || jsonb_strip_nulls(s.fresh) || jsonb_strip_nulls(s.cols) ${spec.key[0] === 'id' ? `|| jsonb_build_object('id', s.row_id)` : ''}) r
    where s.batch_id = $1 and s.entity = '${entity}' and s.action = 'create' ${spec.has?.code ? `and s.cols ->> 'code' is ${withCode ? 'not ' : ''}null` : ''}`;
  const names = columns.map((column) => `"${column}"`);
  const values = columns.map((column) => `r."${column}"`);
  const org_id = spec.has?.org === false ? [] : ['org_id'];
  // Records that bring their code first: the codes made for the others then avoid them.
  if (spec.has?.code) {
    await tx.execute(
      `insert into ${tableOf(entity)} (${[...names, 'code', ...org_id].join(', ')})
       select ${[...values, 'r.code', '$2'].join(', ')} ${source(true)}`,
      [batch, org, defaults],
    );
  }
  await tx.execute(
    `insert into ${tableOf(entity)} (${[...names, ...org_id].join(', ')}) select ${[...values, '$2'].join(', ')} ${source(false)}`,
    [batch, org, defaults],
  );
}

async function update(tx: Transaction, batch: string, entity: Entity): Promise<void> {
  const spec = SPECS[entity];
  const columns = written(entity).filter((column) => !spec.key.includes(column));
  if (columns.length === 0) return;
  const defaults = JSON.stringify(spec.defaults ?? {});
  const names = columns.map((column) => `"${column}"`).join(', ');
  const more = [
    ...(spec.has?.version === false ? [] : ['version = t.version + 1']),
    ...(spec.has?.updatedAt === false ? [] : ['updated_at = now()']),
    ...(entity === 'service' ? ['last_modified = now()'] : []),
  ];
  // The keys are worked out first: under row-level security a join on what `->>` and casts give could use
  // neither an index nor a hash, and would go through all pairs.
  // A cleared field that may not be empty goes back to its default; `back` is what an absence had changed.
  await tx.execute(
    `with s as materialized (
       select s.row_id, s.change, ${keyColumns(spec)} from ${STAGE} s
       where s.batch_id = $1 and s.entity = '${entity}' and s.action = 'update')
     update ${tableOf(entity)} t set (${names}) = (
         select ${columns.map((column) => `r."${column}"`).join(', ')}
         from jsonb_populate_record(t, (
           select coalesce(jsonb_object_agg(e.key, case when e.value = 'null' then coalesce($2::jsonb -> e.key, 'null') else e.value end), '{}')
           from jsonb_each(coalesce(s.change -> 'back', '{}') || (s.change -> 'set')) e)) r)
       ${more.map((assignment) => `, ${assignment}`).join('')}
     from s where ${joinOnKey(spec, 't', 's')}`,
    [batch, defaults],
  );
}

/** What a record has on its creation without having said it: that is as good as said, for the next merge. */
const DEFAULTS = Object.fromEntries(
  Object.entries(SPECS).map(([entity, { defaults = {} }]) => [entity, defaults]),
);

/** Remembers what came in: the base of the next merge, and the rows of this batch for its undo. */
export async function remember(tx: Transaction, batch: string, source: string): Promise<void> {
  await tx.execute(
    `insert into directory.source_record as b (source_id, entity, foreign_id, row_id, imported, hash, last_batch)
     select $2, s.entity, s.foreign_id, s.row_id,
       case when s.action = 'create' then coalesce($3::jsonb -> s.entity, '{}') || s.fresh || s.cols else s.cols end, s.hash, $1
     from ${STAGE} s
       left join directory.source_record old on old.source_id = $2 and old.entity = s.entity and old.foreign_id = s.foreign_id
     where s.batch_id = $1 and s.action in ('create', 'update', 'unchanged') and s.hash is not null
       and (old.hash is distinct from s.hash or old.imported ? '${ABSENT}')
       and (s.action <> 'unchanged' or old.row_id is not null or not directory.kept_by_other_source(s.row_id, s.entity, $2))
     on conflict (source_id, entity, foreign_id) do update
       set row_id = excluded.row_id, imported = (b.imported - '${ABSENT}') || excluded.imported, hash = excluded.hash, last_batch = excluded.last_batch
       where b.hash <> excluded.hash or b.imported ? '${ABSENT}'`,
    [batch, source, JSON.stringify(DEFAULTS)],
  );
  await tx.execute(
    `insert into directory.import_row (batch_id, n, entity, foreign_id, action, findings, before)
     select s.batch_id, s.n, s.entity, s.foreign_id, case
         when s.action in ('create', 'update', 'unchanged', 'refused', 'inactivate') then s.action
         when s.action = 'take_away' then 'inactivate' when s.action = 'sealed_address' then 'held' else 'unchanged' end,
       s.findings, case when s.action in ('update', 'inactivate', 'take_away') then s.before end
     from ${STAGE} s where s.batch_id = $1 and s.action <> 'copy' and s.action <> 'sealed'
       and (s.action <> 'unchanged' or s.findings <> '[]')`,
    [batch],
  );
}
