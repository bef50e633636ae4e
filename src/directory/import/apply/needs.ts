/** Terms of other taxonomies become our needs where the network's table says so (`directory.need_map`). */
import type { Transaction } from '../../../database/index.ts';
import { STAGE } from './statements.ts';

export async function mapNeeds(tx: Transaction, batch: string): Promise<void> {
  await tx.execute(
    `insert into ${STAGE} (batch_id, n, entity, foreign_id, row_id, cols, at, org_id)
     select $1, m.most + row_number() over (order by w.service_id, w.need), 'service_need', w.service_id || '/' || w.need,
       md5('service_need ' || w.service_id || w.need)::uuid, jsonb_build_object('service_id', w.service_id, 'need', w.need), '{}', w.org_id
     from (select max(n) as most from ${STAGE} where batch_id = $1) m, (
       select distinct a.cols ->> 'link_id' as service_id, k.need, a.org_id
       from ${STAGE} a
       join lateral (
         select t.cols ->> 'code' as code, t.cols ->> 'name' as name, t.cols ->> 'taxonomy_label' as label, (t.cols ->> 'taxonomy_id')::uuid as taxonomy_id
         from ${STAGE} t where t.batch_id = $1 and t.entity = 'taxonomy_term' and t.action is null and t.row_id = (a.cols ->> 'taxonomy_term_id')::uuid
         union all
         select x.code, x.name, x.taxonomy_label, x.taxonomy_id from directory.taxonomy_term x where x.id = (a.cols ->> 'taxonomy_term_id')::uuid) term on true
       left join lateral (
         select y.cols ->> 'name' as name, y.cols ->> 'uri' as uri from ${STAGE} y
         where y.batch_id = $1 and y.entity = 'taxonomy' and y.action is null and y.row_id = term.taxonomy_id
         union all
         select z.name, z.uri from directory.taxonomy z where z.id = term.taxonomy_id limit 1) taxonomy on true
       join directory.need_map k on lower(k.taxonomy) in (lower(term.label), lower(taxonomy.name), lower(taxonomy.uri))
         and k.term in (lower(term.code), lower(term.name))
       where a.batch_id = $1 and a.entity = 'attribute' and a.action is null and a.cols ->> 'link_entity' = 'service') w
     where not exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = 'service_need' and s.action is null
       and s.cols ->> 'service_id' = w.service_id and s.cols ->> 'need' = w.need)`,
    [batch],
  );
}
