/** Which objects a question is about, in order of id: all ids and how many, or one page of them. */
import type { Transaction } from '../../database/index.ts';
import { WAYHOUSE_TAXONOMIES, WAYHOUSE_TERMS } from '../export/wayhouse-terms.ts';
import {
  ageConditions,
  Conditions,
  type FilterContext,
  openSchedules,
  placesFor,
  searchCondition,
  taxonomyConditions,
} from './filters.ts';
import type { ListName, ListQuestion } from './parameters.ts';

export type Found = { total: number; ids: string[] };
/** Undefined: all of them. */
export type Slice = { limit: number; offset: number } | undefined;

export function findIds(
  tx: Transaction,
  list: ListName,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
): Promise<Found> {
  return FINDERS[list](tx, question, context, slice);
}

type Finder = (
  tx: Transaction,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
) => Promise<Found>;

const FINDERS: Record<ListName, Finder> = {
  services: findServices,
  service_at_locations: findServiceAtLocations,
  organizations: findOrganizations,
  taxonomies: findTaxonomies,
  taxonomy_terms: findTerms,
};

async function run(
  tx: Transaction,
  hits: string,
  conditions: Conditions,
  slice: Slice,
): Promise<Found> {
  const limit = slice
    ? `limit ${conditions.value(slice.limit)}::bigint offset ${conditions.value(slice.offset)}::bigint`
    : '';
  const [row] = await tx.query<{ total: number; ids: string[] }>(
    `with ${conditions.tables} hits as materialized (${hits})
     select (select count(*)::int from hits) as total, array(select id::text from hits order by id ${limit}) as ids`,
    conditions.values,
  );
  return row ?? { total: 0, ids: [] };
}

/** Listed and vouched for; when asked for changes, also what was withdrawn or ended since. */
async function findServices(
  tx: Transaction,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
): Promise<Found> {
  const conditions = new Conditions();
  const today = conditions.value(context.today);
  const { modifiedAfter, organizationId, search } = question;
  if (modifiedAfter === undefined) conditions.add(`v.vouched_until >= ${today}::date`);
  else {
    const since = conditions.value(modifiedAfter);
    conditions.add(
      `v.changed_at >= ${since}::timestamptz
       or v.vouched_until < ${today}::date and v.vouched_until + 1 >= (${since}::timestamptz at time zone 'UTC')::date`,
    );
  }
  if (organizationId !== undefined) {
    conditions.add(`v.organization_id = ${conditions.value(organizationId)}::uuid`);
  }
  if (search !== undefined) searchCondition(conditions, search, 'v');
  ageConditions(conditions, question, 'v');
  taxonomyConditions(
    conditions,
    question,
    context,
    (links, services) =>
      `v.id in (${links}) or v.id in (${services}) or v.id in (
         select x.service_id from directory.pub_service_at_location x where x.id in (${links}))`,
  );
  const opening = openSchedules(conditions, question);
  if (opening) {
    conditions.add(
      `v.id in (select service_id from ${opening})
       or v.id in (select x.service_id from directory.pub_service_at_location x
         where x.id in (select service_at_location_id from ${opening})
           or x.location_id in (select location_id from ${opening}))`,
    );
  }
  const places = await placesFor(tx, question);
  if (places) {
    conditions.add(
      `v.id in (select x.service_id from directory.pub_service_at_location x
         where x.location_id = any(${conditions.value(places)}::uuid[]))`,
    );
  }
  const live = `select v.id from directory.pub_service v where ${conditions.text}`;
  const ended =
    modifiedAfter === undefined || narrows(question) ? '' : endedServices(conditions, question);
  return run(tx, live + ended, conditions, slice);
}

/** True when a filter looks at what is not told of an ended service. */
function narrows(question: ListQuestion): boolean {
  const told = ['search', 'organizationId', 'modifiedAfter'];
  const plain = ['page', 'perPage', 'ndjson', 'full', 'fullService', 'minimal', 'topOnly'];
  return Object.keys(question).some((key) => !told.includes(key) && !plain.includes(key));
}

function endedServices(conditions: Conditions, question: ListQuestion): string {
  const { modifiedAfter, organizationId, search } = question;
  const parts = [`e.changed_at >= ${conditions.value(modifiedAfter)}::timestamptz`];
  if (organizationId !== undefined) {
    parts.push(`e.organization_id = ${conditions.value(organizationId)}::uuid`);
  }
  for (const word of search?.split(/\s+/) ?? []) {
    parts.push(`e.name ilike ${conditions.value(`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`)}`);
  }
  return ` union all select e.id from directory.pub_ended_service e where ${parts.join(' and ')}`;
}

async function findServiceAtLocations(
  tx: Transaction,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
): Promise<Found> {
  const conditions = new Conditions();
  conditions.add(`s.vouched_until >= ${conditions.value(context.today)}::date`);
  const { modifiedAfter, organizationId, search } = question;
  if (modifiedAfter !== undefined) {
    conditions.add(`s.changed_at >= ${conditions.value(modifiedAfter)}::timestamptz`);
  }
  if (organizationId !== undefined) {
    conditions.add(`s.organization_id = ${conditions.value(organizationId)}::uuid`);
  }
  if (search !== undefined) searchCondition(conditions, search, 's');
  ageConditions(conditions, question, 's');
  taxonomyConditions(
    conditions,
    question,
    context,
    (links, services) =>
      `v.id in (${links}) or v.service_id in (${links}) or v.location_id in (${links}) or v.service_id in (${services})`,
  );
  const opening = openSchedules(conditions, question);
  if (opening) {
    conditions.add(
      `v.id in (select service_at_location_id from ${opening})
       or v.service_id in (select service_id from ${opening})
       or v.location_id in (select location_id from ${opening})`,
    );
  }
  const places = await placesFor(tx, question);
  if (places) conditions.add(`v.location_id = any(${conditions.value(places)}::uuid[])`);
  return run(
    tx,
    `select v.id from directory.pub_service_at_location v
     join directory.pub_service s on s.id = v.service_id where ${conditions.text}`,
    conditions,
    slice,
  );
}

function findOrganizations(
  tx: Transaction,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
): Promise<Found> {
  const conditions = new Conditions();
  const { modifiedAfter, organizationId, search } = question;
  if (modifiedAfter !== undefined) {
    conditions.add(`v.updated_at >= ${conditions.value(modifiedAfter)}::timestamptz`);
  }
  if (organizationId !== undefined)
    conditions.add(`v.id = ${conditions.value(organizationId)}::uuid`);
  if (search !== undefined) searchCondition(conditions, search, 'v');
  taxonomyConditions(
    conditions,
    question,
    context,
    (links, services) =>
      `v.id in (${links}) or v.id in (select s.organization_id from directory.pub_service s
         where s.id in (${links}) or s.id in (${services}))`,
  );
  return run(
    tx,
    `select v.id from directory.pub_organization v where ${conditions.text}`,
    conditions,
    slice,
  );
}

function findTaxonomies(
  tx: Transaction,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
): Promise<Found> {
  const conditions = new Conditions();
  for (const word of question.search?.split(/\s+/) ?? []) {
    const pattern = conditions.value(`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
    conditions.add(`v.name ilike ${pattern} or v.description ilike ${pattern}`);
  }
  const ours = context.profile === 'plain' ? WAYHOUSE_TAXONOMIES : [];
  const matching = ours.filter((row) => matches(row, question.search)).map(({ id }) => id);
  return run(
    tx,
    `select v.id from directory.pub_taxonomy v where ${conditions.text}
     union all select unnest(${conditions.value(matching)}::uuid[])`,
    conditions,
    slice,
  );
}

function findTerms(
  tx: Transaction,
  question: ListQuestion,
  context: FilterContext,
  slice: Slice,
): Promise<Found> {
  const conditions = new Conditions();
  const { search, taxonomyId, parentId, topOnly } = question;
  for (const word of search?.split(/\s+/) ?? []) {
    const pattern = conditions.value(`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
    conditions.add(`v.name ilike ${pattern} or v.description ilike ${pattern}`);
  }
  if (taxonomyId !== undefined)
    conditions.add(`v.taxonomy_id = ${conditions.value(taxonomyId)}::uuid`);
  if (parentId !== undefined) conditions.add(`v.parent_id = ${conditions.value(parentId)}::uuid`);
  if (topOnly) conditions.add('v.parent_id is null');
  const ours = context.profile === 'plain' ? WAYHOUSE_TERMS : [];
  const matching = ours
    .filter(
      (term) =>
        matches(term, search) &&
        (taxonomyId === undefined || term.taxonomy_id === taxonomyId) &&
        (parentId === undefined || term.parent_id === parentId) &&
        !(topOnly && term.parent_id !== undefined),
    )
    .map(({ id }) => id);
  return run(
    tx,
    `select v.id from directory.pub_taxonomy_term v where ${conditions.text}
     union all select unnest(${conditions.value(matching)}::uuid[])`,
    conditions,
    slice,
  );
}

function matches(row: { name: string; description: string }, search: string | undefined): boolean {
  const text = [row.name, row.description].map((part) => part.toLowerCase());
  return (search?.toLowerCase().split(/\s+/) ?? []).every((word) =>
    text.some((part) => part.includes(word)),
  );
}
