/** The WHERE of each list: cumulative conditions over the public views, values as parameters. */
import type { Transaction } from '../../database/index.ts';
import { Problem } from '../../http/problem.ts';
import { FACTS, NO, YES } from '../fact-codes.ts';
import type { HsdsProfile } from '../export/fields.ts';
import { FACT_TAXONOMY, meaningOf, NEED_TAXONOMY } from '../export/wayhouse-terms.ts';
import type { ListQuestion } from './parameters.ts';

/** Collects conditions; `value` gives the place of a parameter. */
export class Conditions {
  readonly values: unknown[] = [];
  readonly #parts: string[] = [];
  readonly #tables: string[] = [];

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  add(condition: string): void {
    this.#parts.push(condition);
  }

  /** A query that several conditions look into; it is planned and run once. Gives its name. */
  table(query: string): string {
    const name = `table_${this.#tables.length + 1}`;
    this.#tables.push(`${name} as materialized (${query})`);
    return name;
  }

  /** To stand before the last table of a `with`. */
  get tables(): string {
    return this.#tables.map((table) => `${table}, `).join('');
  }

  get text(): string {
    return this.#parts.length > 0 ? this.#parts.map((part) => `(${part})`).join(' and ') : 'true';
  }
}

export type FilterContext = { profile: HsdsProfile; today: string };

/** Each word of the search must stand in the name, another name, the description or a translation of these. */
export function searchCondition(conditions: Conditions, search: string, alias: string): void {
  for (const word of search.split(/\s+/)) {
    const pattern = conditions.value(`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
    conditions.add(
      `${alias}.name ilike ${pattern} or ${alias}.alternate_name ilike ${pattern} or ${alias}.description ilike ${pattern}
       or ${alias}.id in (select t.subject_id from directory.pub_field_text t
         where t.field in ('name', 'alternate_name', 'description') and t.text ilike ${pattern})`,
    );
  }
}

/**
 * Objects that carry a term, or any term of a taxonomy, themselves or on what belongs to them.
 * @param owners SQL of the ids that count, each one a query of ids with their `owner`
 */
export function taxonomyConditions(
  conditions: Conditions,
  question: ListQuestion,
  context: FilterContext,
  idsWith: (links: string, services: string) => string,
): void {
  const { taxonomyTermId, taxonomyId } = question;
  for (const [column, id] of [
    ['a.taxonomy_term_id', taxonomyTermId],
    ['m.taxonomy_id', taxonomyId],
  ] as const) {
    if (id === undefined) continue;
    const place = conditions.value(id);
    const links = [
      `select a.link_id from directory.pub_attribute a
       join directory.pub_taxonomy_term m on m.id = a.taxonomy_term_id where ${column} = ${place}::uuid`,
    ];
    let services = 'select null::uuid where false';
    if (context.profile === 'plain') {
      const ours = column === 'a.taxonomy_term_id' ? meaningOf(id) : undefined;
      const { facts, needs } = ourConditions(
        conditions,
        ours,
        column === 'm.taxonomy_id' ? id : undefined,
        context,
      );
      if (facts) links.push(facts);
      if (needs) services = needs;
    }
    const carrying = conditions.table(links.join(' union '));
    conditions.add(idsWith(`select link_id from ${carrying}`, services));
  }
}

/** Our own terms stand for facts and needs; only known and favourable facts are told in the plain form. */
function ourConditions(
  conditions: Conditions,
  meaning: ReturnType<typeof meaningOf>,
  taxonomyId: string | undefined,
  { today }: FilterContext,
): { facts?: string; needs?: string } {
  const counts = (): string => `f.counts_until >= ${conditions.value(today)}::date`;
  if (meaning && 'fact' in meaning) {
    const wanted = FACTS[meaning.fact].favourable === 'yes' ? YES : NO;
    return {
      facts: `select f.subject_id as link_id from directory.pub_fact f where f.code = ${conditions.value(meaning.fact)}
        and f.value = ${conditions.value(wanted)} and ${counts()}`,
    };
  }
  if (meaning) {
    return {
      needs: `select n.service_id from directory.pub_service_need n where n.need = ${conditions.value(meaning.need)}`,
    };
  }
  if (taxonomyId === FACT_TAXONOMY.id) {
    const codes = (favourable: 'yes' | 'no'): string[] =>
      Object.entries(FACTS).flatMap(([code, fact]) =>
        fact.favourable === favourable ? [code] : [],
      );
    return {
      facts: `select f.subject_id as link_id from directory.pub_fact f where ${counts()} and
        (f.value = ${YES} and f.code = any(${conditions.value(codes('yes'))}::text[])
         or f.value = ${NO} and f.code = any(${conditions.value(codes('no'))}::text[]))`,
    };
  }
  return taxonomyId === NEED_TAXONOMY.id
    ? { needs: 'select n.service_id from directory.pub_service_need n' }
    : {};
}

/** Services for people of these ages: the ranges meet, and a missing limit is none. */
export function ageConditions(conditions: Conditions, question: ListQuestion, alias: string): void {
  const { minimumAge, maximumAge } = question;
  if (minimumAge !== undefined) {
    conditions.add(
      `${alias}.maximum_age is null or ${alias}.maximum_age >= ${conditions.value(minimumAge)}`,
    );
  }
  if (maximumAge !== undefined) {
    conditions.add(
      `${alias}.minimum_age is null or ${alias}.minimum_age <= ${conditions.value(maximumAge)}`,
    );
  }
}

/**
 * The name of a table of schedules that are open on the day and cover the times asked for; undefined when
 * nothing was asked. An opening past midnight covers times up to its end on the next day.
 */
export function openSchedules(conditions: Conditions, question: ListQuestion): string | undefined {
  const { day, startTime, endTime } = question;
  if (day === undefined && startTime === undefined && endTime === undefined) return undefined;
  const parts = [`h.effect = 'open'`];
  if (day !== undefined) {
    parts.push(`h.byday ~ ${conditions.value(`(^|,)\\s*[+-]?[1-5]?${day}\\s*(,|$)`)}`);
  }
  const closes = `(case when h.closes_at <= h.opens_at then h.closes_at + 1440 else h.closes_at end)`;
  const from = startTime ?? endTime;
  const to = endTime ?? startTime;
  if (from !== undefined && to !== undefined) {
    const until = conditions.value(to < from ? to + 1440 : to);
    parts.push(`h.opens_at <= ${conditions.value(from)}::int and ${closes} >= ${until}::int`);
  }
  return conditions.table(
    `select h.service_id, h.service_at_location_id, h.location_id from directory.pub_schedule h where ${parts.join(' and ')}`,
  );
}

/**
 * Ids of places for `postcode`: those with that postal code, or with `proximity` those within so many metres
 * of the middle of them. Undefined when nothing was asked.
 * @throws Problem `bad_input` when no place here has that postal code: then nothing is known to be near it
 */
export async function placesFor(
  tx: Transaction,
  { postcode, proximity }: ListQuestion,
): Promise<string[] | undefined> {
  if (postcode === undefined) return undefined;
  const rows = await tx.query<{ id: string; latitude: number | null; longitude: number | null }>(
    `select l.id, l.latitude, l.longitude from directory.pub_address a
     join directory.pub_location l on l.id = a.location_id
     where upper(replace(a.postal_code, ' ', '')) = upper(replace($1, ' ', ''))`,
    [postcode],
  );
  if (proximity === undefined) return rows.map(({ id }) => id);
  const placed = rows.filter((row) => row.latitude !== null && row.longitude !== null);
  if (placed.length === 0) {
    throw new Problem('bad_input', {
      errors: [
        {
          field: 'postcode',
          expected: 'a postal code of a place in this directory, for proximity',
        },
      ],
    });
  }
  const middle = (column: 'latitude' | 'longitude'): number =>
    placed.reduce((sum, row) => sum + Number(row[column]), 0) / placed.length;
  const near = await tx.query<{ id: string }>(
    'select id from directory.locations_near($1, $2, $3) as id',
    [middle('latitude'), middle('longitude'), proximity],
  );
  return near.map(({ id }) => id);
}
