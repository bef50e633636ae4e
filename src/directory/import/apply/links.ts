/** Every link must lead somewhere: to a record of this import that was not refused, or to a row that exists. */
import type { Transaction } from '../../../database/index.ts';
import { isEssential, NEED_CODES } from '../../needs.ts';
import { type Entity, SPECS } from '../entity.ts';
import { linksOf, STAGE, tableOf, WRITE_ORDER } from './statements.ts';

const ESSENTIAL = NEED_CODES.filter((code) => !code.includes('.') && isEssential(code));

const MISSING = (column: string, severity: 'error' | 'warning'): string =>
  `jsonb_build_array(jsonb_build_object('code', 'dangling_ref', 'severity', '${severity}', 'column', '${column}',
     'row', s.at -> 'line', 'file', s.at -> 'file', 'entity', s.entity,
     'sentence', 'It points to a record that is not there or was refused.'))`;

export async function checkLinks(tx: Transaction, batch: string): Promise<void> {
  await resolveNames(tx, batch);
  const present = new Set(
    (
      await tx.query<{ entity: Entity }>(
        `select distinct entity from ${STAGE} where batch_id = $1 and action is null`,
        [batch],
      )
    ).map((row) => row.entity),
  );
  for (const entity of WRITE_ORDER) {
    if (!present.has(entity)) continue;
    await checkWhole(tx, batch, entity);
    for (const { column, ref, required } of linksOf(entity))
      await checkLink(tx, batch, entity, column, ref, required);
    if (entity === 'attribute') await checkSubject(tx, batch, entity, 'link_entity', 'link_id');
    if (entity === 'fact' || entity === 'field_text')
      await checkSubject(tx, batch, entity, 'subject_type', 'subject_id');
    const { parents } = SPECS[entity];
    if (parents) {
      await tx.execute(
        `update ${STAGE} s set action = 'refused', cols = '{}' where batch_id = $1 and entity = $2 and action is null
           and not s.cols ?| $3`,
        [batch, entity, parents],
      );
    }
  }
  await refusePaperDemands(tx, batch);
}

/** What was said in parts must be whole now, unless the record exists already. */
async function checkWhole(tx: Transaction, batch: string, entity: Entity): Promise<void> {
  const { columns, key } = SPECS[entity];
  const required = Object.entries(columns).flatMap(([column, spec]) =>
    spec.required ? [column] : [],
  );
  if (required.length === 0 || key[0] !== 'id') return;
  await tx.execute(
    `update ${STAGE} s set action = 'refused', cols = '{}', findings = s.findings || jsonb_build_array(jsonb_build_object(
         'code', 'required_missing', 'severity', 'error', 'row', s.at -> 'line', 'file', s.at -> 'file', 'entity', s.entity,
         'column', $3::text, 'sentence', 'Only a part of the record is given, and the record is not there.'))
     where s.batch_id = $1 and s.entity = $2 and s.action is null and not (s.fresh || s.cols) ?& $4
       and not exists (select from ${tableOf(entity)} t where t.id = s.row_id)`,
    [batch, entity, required[0], required],
  );
}

function leadsNowhere(ref: Entity, id: string): string {
  const { key } = SPECS[ref];
  return `not exists (select from ${STAGE} p where p.batch_id = s.batch_id and p.entity = '${ref}' and p.row_id = ${id}
      and p.action is distinct from 'refused')
    and not exists (select from ${tableOf(ref)} t where t.${key[0]} = ${id})`;
}

async function checkLink(
  tx: Transaction,
  batch: string,
  entity: Entity,
  column: string,
  ref: Entity,
  required: boolean,
): Promise<void> {
  const id = `(s.cols ->> '${column}')::uuid`;
  await tx.execute(
    `update ${STAGE} s set findings = s.findings || ${MISSING(column, required ? 'error' : 'warning')},
       ${required ? `action = 'refused', cols = '{}'` : `cols = s.cols - '${column}'`}
     where s.batch_id = $1 and s.entity = $2 and s.action is null and s.cols ->> '${column}' is not null
       and ${leadsNowhere(ref, id)}`,
    [batch, entity],
  );
}

/** Links whose target's kind stands in another column. */
async function checkSubject(
  tx: Transaction,
  batch: string,
  entity: Entity,
  kindColumn: string,
  column: string,
): Promise<void> {
  const kinds = await tx.query<{ kind: string }>(
    `select distinct cols ->> '${kindColumn}' as kind from ${STAGE} where batch_id = $1 and entity = $2 and action is null`,
    [batch, entity],
  );
  for (const { kind } of kinds) {
    const ref =
      kind in SPECS && SPECS[kind as Entity].key[0] === 'id' ? (kind as Entity) : undefined;
    const id = `(s.cols ->> '${column}')::uuid`;
    await tx.execute(
      `update ${STAGE} s set findings = s.findings || ${MISSING(column, 'error')}, action = 'refused', cols = '{}'
       where s.batch_id = $1 and s.entity = $2 and s.action is null and s.cols ->> '${kindColumn}' = $3
         and (${ref ? leadsNowhere(ref, id) : 'true'})`,
      [batch, entity, kind],
    );
  }
}

/** Names and codes that stand for rows: who said a fact, the published area of a place. */
async function resolveNames(tx: Transaction, batch: string): Promise<void> {
  await tx.execute(
    `with named as materialized (
       select distinct on (name) name, id from (
         select lower(p.cols ->> 'name') as name, p.row_id as id, 1 as rank from ${STAGE} p
         where p.batch_id = $1 and p.entity = 'organization' and p.action is null
         union all
         select lower(t.name), t.id, 2 from directory.organization t) o
       order by name, rank, id),
     asked as materialized (
       select s.n, named.id from ${STAGE} s left join named on named.name = lower(s.cols ->> 'said_by_name')
       where s.batch_id = $1 and s.entity = 'fact' and s.action is null and s.cols ? 'said_by_name')
     update ${STAGE} s set
       cols = s.cols - 'said_by_name' || case when a.id is null then '{}' else jsonb_build_object('said_by', a.id) end,
       findings = case when a.id is null then s.findings || ${MISSING('said_by', 'warning')} else s.findings end
     from asked a where s.batch_id = $1 and s.n = a.n`,
    [batch],
  );
  await tx.execute(
    `update ${STAGE} s set cols = s.cols - 'area' || coalesce((
         select jsonb_build_object('area_place_id', n.id) from directory.place_name n where n.code = s.cols ->> 'area'), '{}'),
       findings = case when exists (select from directory.place_name n where n.code = s.cols ->> 'area') then s.findings
         else s.findings || ${MISSING('area', 'warning')} end
     where s.batch_id = $1 and s.entity = 'place_rule' and s.action is null and s.cols ? 'area'`,
    [batch],
  );
}

/** A member of the network may not ask for a residence paper at an essential service (FIRE-01, JUS-03). */
async function refusePaperDemands(tx: Transaction, batch: string): Promise<void> {
  await tx.execute(
    `with asked as materialized (
       select s.n, coalesce(a.cols ->> 'service_id', x.service_id::text, s.cols ->> 'subject_id')::uuid as service
       from ${STAGE} s
         left join ${STAGE} a on a.batch_id = $1 and a.entity = 'service_at_location' and a.action is null and a.row_id = (s.cols ->> 'subject_id')::uuid
         left join directory.service_at_location x on x.id = (s.cols ->> 'subject_id')::uuid
       where s.batch_id = $1 and s.entity = 'fact' and s.action is null
         and s.cols ->> 'code' = 'asks_residence_paper' and s.cols ->> 'value' = '1'),
     essential as materialized (
       select (n.cols ->> 'service_id')::uuid as service from ${STAGE} n where n.batch_id = $1 and n.entity = 'service_need'
         and n.action is null and split_part(n.cols ->> 'need', '.', 1) = any ($2)
       union
       select n.service_id from directory.service_need n where split_part(n.need, '.', 1) = any ($2)),
     members as materialized (
       select o.row_id as id from ${STAGE} o where o.batch_id = $1 and o.entity = 'organization' and (o.cols ->> 'in_network')::boolean
       union
       select o.id from directory.organization o where o.in_network),
     belongs as materialized (
       select y.row_id as service, (y.cols ->> 'organization_id')::uuid as organization from ${STAGE} y
       where y.batch_id = $1 and y.entity = 'service' and y.action is null
       union
       select y.id, y.organization_id from directory.service y where y.id in (select service from asked))
     update ${STAGE} s set action = 'refused', cols = '{}', findings = s.findings || jsonb_build_array(jsonb_build_object(
         'code', 'status_text_held', 'severity', 'hold', 'column', 'asks_residence_paper', 'row', s.at -> 'line', 'file', s.at -> 'file',
         'entity', 'fact', 'sentence', 'A member of the network may not ask for residence papers at an essential service (FIRE-01).',
         'suggestion', 'Speak with the organisation; the network has to know.'))
     from asked q
     where s.batch_id = $1 and s.n = q.n and q.service in (select service from essential)
       and q.service in (select b.service from belongs b join members m on m.id = b.organization)`,
    [batch, ESSENTIAL],
  );
}
