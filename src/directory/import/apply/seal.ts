/**
 * Hidden places (PT-09): where the published rule says anything but "exact and open", the address and
 * the coordinates leave the rows on their way and go only into `directory_sealed.place_exact`.
 */
import type { Transaction } from '../../../database/index.ts';
import { zoneOf } from '../check/zone.ts';
import { STAGE } from './statements.ts';

/** Every place has a rule, since every place has a time zone. */
export async function completePlaceRules(
  tx: Transaction,
  batch: string,
  fallbackZone: string | undefined,
): Promise<{ inferred: number; assumed: number }> {
  await tx.execute(
    `insert into ${STAGE} (batch_id, n, entity, foreign_id, row_id, cols, at, org_id)
     select $1, m.most + row_number() over (order by s.n), 'place_rule', s.foreign_id, s.row_id,
       jsonb_build_object('location_id', s.row_id), s.at, s.org_id
     from ${STAGE} s, (select max(n) as most from ${STAGE} where batch_id = $1) m
     where s.batch_id = $1 and s.entity = 'location' and s.action is null
       and not exists (select from ${STAGE} r where r.batch_id = $1 and r.entity = 'place_rule' and r.row_id = s.row_id and r.action is null)
       and not exists (select from directory.place_rule r where r.location_id = s.row_id)`,
    [batch],
  );
  const rows = await tx.query<{ n: number; country: string | null; lon: string | null }>(
    `select r.n, l.cols ->> 'longitude' as lon, a.country
     from ${STAGE} r left join (
         select cols ->> 'location_id' as location_id, min(cols ->> 'country') as country from ${STAGE}
         where batch_id = $1 and entity = 'address' and action is null group by 1) a on a.location_id = r.row_id::text
       left join ${STAGE} l on l.batch_id = $1 and l.entity = 'location' and l.row_id = r.row_id and l.action is null
     where r.batch_id = $1 and r.entity = 'place_rule' and r.action is null and not r.cols ? 'time_zone'
       and not exists (select from directory.place_rule t where t.location_id = r.row_id)`,
    [batch],
  );
  const zones: { n: number; zone: string; sure: boolean }[] = [];
  let inferred = 0;
  let assumed = 0;
  for (const { n, country, lon } of rows) {
    const guess = zoneOf(country ?? undefined, lon === null ? undefined : Number(lon));
    if (guess) inferred += 1;
    else assumed += 1;
    zones.push({ n, zone: guess?.zone ?? fallbackZone ?? 'Etc/UTC', sure: guess?.sure ?? false });
  }
  await tx.execute(
    `update ${STAGE} s set fresh = s.fresh || jsonb_build_object('time_zone', z.zone)
     from jsonb_to_recordset($2::jsonb) as z(n int, zone text) where s.batch_id = $1 and s.n = z.n`,
    [batch, JSON.stringify(zones)],
  );
  return { inferred, assumed };
}

/** Coordinates, address and way to a hidden place, moved into one sealed row each. */
const TELLING = `array['latitude', 'longitude', 'external_identifier', 'external_identifier_type', 'transportation']`;

export async function sealHiddenPlaces(tx: Transaction, batch: string): Promise<void> {
  // What the rule will be after this import: an editor's own change stays, so it counts before the feed's.
  await tx.execute(
    `insert into ${STAGE} (batch_id, n, entity, foreign_id, row_id, cols, at, org_id, action)
     select $1, m.most + row_number() over (order by l.id), 'place_exact', l.id::text, l.id, '{}', '{}', l.org_id, 'sealed'
     from (select max(n) as most from ${STAGE} where batch_id = $1) m, (
       select distinct on (s.row_id) s.row_id as id, s.org_id from ${STAGE} s
       left join ${STAGE} r on r.batch_id = $1 and r.entity = 'place_rule' and r.row_id = s.row_id and r.action is null
       left join directory.place_rule t on t.location_id = s.row_id
       left join directory.source_record b on b.entity = 'place_rule' and b.row_id = s.row_id
       where s.batch_id = $1 and s.action is null and s.entity in ('location', 'place_rule')
         and (
           coalesce(case when t.disclosure is distinct from coalesce(b.imported ->> 'disclosure', 'exact') then t.disclosure end,
             r.cols ->> 'disclosure', t.disclosure, 'exact') <> 'exact'
           or coalesce(case when t.publicity is distinct from coalesce(b.imported ->> 'publicity', 'public') then t.publicity end,
             r.cols ->> 'publicity', t.publicity, 'public') = 'unpublished')
       union
       select distinct on (a.cols ->> 'location_id') (a.cols ->> 'location_id')::uuid, a.org_id from ${STAGE} a
       join directory.place_rule t on t.location_id = (a.cols ->> 'location_id')::uuid
       where a.batch_id = $1 and a.entity = 'address' and a.action is null
         and (t.disclosure <> 'exact' or t.publicity = 'unpublished')
         and not exists (select from ${STAGE} s where s.batch_id = $1 and s.entity = 'place_rule' and s.row_id = t.location_id and s.action is null)) l`,
    [batch],
  );
  await tx.execute(
    `update ${STAGE} x set cols = jsonb_strip_nulls(jsonb_build_object('location_id', x.row_id,
         'latitude', l.cols -> 'latitude', 'longitude', l.cols -> 'longitude',
         'address', nullif(coalesce(a.address, '{}') || coalesce((
           select jsonb_object_agg(key, value) from jsonb_each(l.cols)
           where key in ('transportation', 'external_identifier', 'external_identifier_type') and value <> 'null'), '{}'), '{}')))
     from ${STAGE} w
       left join ${STAGE} l on l.batch_id = $1 and l.entity = 'location' and l.row_id = w.row_id and l.action is null
       left join (
         select (cols ->> 'location_id')::uuid as id, (jsonb_agg(cols - 'location_id' order by n) -> 0) as address
         from ${STAGE} where batch_id = $1 and entity = 'address' and action is null group by 1) a on a.id = w.row_id
     where x.batch_id = $1 and x.action = 'sealed' and w.batch_id = $1 and w.n = x.n`,
    [batch],
  );
  await tx.execute(
    `update ${STAGE} s set cols = s.cols - ${TELLING} from ${STAGE} x
     where s.batch_id = $1 and s.entity = 'location' and s.action is null
       and x.batch_id = $1 and x.action = 'sealed' and x.row_id = s.row_id`,
    [batch],
  );
  await tx.execute(
    `update ${STAGE} s set cols = s.cols || '{"location_type": "virtual"}' from ${STAGE} r
     where s.batch_id = $1 and s.entity = 'location' and s.action is null and r.batch_id = $1 and r.entity = 'place_rule'
       and r.action is null and r.row_id = s.row_id and r.cols ->> 'disclosure' = 'phone_only'`,
    [batch],
  );
  // A public text that repeats a hidden address, the new one or an earlier one, would tell it all the same.
  await tx.execute(
    `with streets as materialized (
       select x.row_id as id, lower(w.street) as street from ${STAGE} x, lateral (
         select x.cols #>> '{address,address_1}' as street
         union select p.address ->> 'address_1' from directory_sealed.place_exact p where p.location_id = x.row_id
         union select a.address_1 from directory.address a where a.location_id = x.row_id) w
       where x.batch_id = $1 and x.action = 'sealed' and length(w.street) >= 5),
     telling as materialized (
       select s.n, jsonb_object_agg(e.key, null::text) as cleared from ${STAGE} s
         join streets w on s.entity = 'location' and s.row_id = w.id
           or s.entity = 'service_at_location' and s.cols ->> 'location_id' = w.id::text,
         jsonb_each_text(s.cols) e
       where s.batch_id = $1 and s.action is null and s.entity in ('location', 'service_at_location')
         and e.key in ('description', 'name', 'alternate_name') and position(w.street in lower(e.value)) > 0
       group by s.n)
     update ${STAGE} s set cols = s.cols || t.cleared,
       findings = s.findings || jsonb_build_array(jsonb_build_object('code', 'contact_in_text', 'severity', 'hold', 'entity', s.entity,
         'row', s.at -> 'line', 'file', s.at -> 'file', 'sentence', 'The text told the address of a hidden place and was left out.'))
     from telling t where s.batch_id = $1 and s.n = t.n`,
    [batch],
  );
  await tx.execute(
    `update ${STAGE} s set action = 'sealed_address', cols = jsonb_build_object('location_id', s.cols -> 'location_id') from ${STAGE} x
     where s.batch_id = $1 and s.entity = 'address' and s.action is null
       and x.batch_id = $1 and x.action = 'sealed' and s.cols ->> 'location_id' = x.row_id::text`,
    [batch],
  );
}

/** Writes the sealed rows. Where nothing changed, nothing is written. */
export async function writeSealed(
  tx: Transaction,
  batch: string,
  purpose: string,
): Promise<number> {
  return tx.execute(
    `insert into directory_sealed.place_exact as t (location_id, latitude, longitude, address, purpose, expires_on, org_id)
     select x.row_id, (x.cols ->> 'latitude')::float8, (x.cols ->> 'longitude')::float8, x.cols -> 'address', $2, current_date + 365, x.org_id
     from ${STAGE} x where x.batch_id = $1 and x.action = 'sealed' and x.cols ?| array['latitude', 'longitude', 'address']
     on conflict (location_id) do update set latitude = excluded.latitude, longitude = excluded.longitude, address = excluded.address
       where (t.latitude, t.longitude, t.address) is distinct from (excluded.latitude, excluded.longitude, excluded.address)`,
    [batch, purpose],
  );
}
