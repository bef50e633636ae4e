/** Puts the rows of one listing together: which level speaks, what is shown, in which languages. */
import { dayOf, dayOfInstant } from '../../languages/days.ts';
import type { Row } from '../../database/index.ts';
import type { DocCode, FactValue } from '../fact-codes.ts';
import type { HolidayRule } from '../../finder/schedule.ts';
import type { LanguageMode } from '../../finder/record.ts';
import type { SourceKind } from '../listing.ts';
import type { FactLevel, StatedFact } from './facts.ts';
import type { Batch } from './load-sources.ts';
import type { ScheduleRow } from './schedule-rule.ts';
import { placeOf } from './assemble-place.ts';
import { optional, textOf } from './row-texts.ts';
import type { ListingSource, SourcePhone } from './source.ts';

/** Undefined when the service or the place went out of sight between two statements. */
export function assembleSource(sal: Row, batch: Batch): ListingSource | undefined {
  const service = batch.services.get(String(sal['service_id']));
  const organization = batch.organizations.get(String(service?.['organization_id']));
  const location = batch.locations.get(String(sal['location_id']));
  if (!service || !organization || !location) return undefined;
  const texts = (row: Row, field: string) => textOf(row, field, batch.texts);
  const name = texts(service, 'name');
  const organizationName = texts(organization, 'name');
  if (!name || !organizationName) return undefined;
  const ids = [sal, service, location, organization].map((row) => String(row['id']));
  const code = String(sal['code']);
  const serviceId = String(service['id']);
  const checkedBy = batch.organizations.get(String(service['checked_by']))?.['name'];
  const website = service['url'] ?? location['url'] ?? organization['website'];
  const email = service['email'] ?? organization['email'];
  return {
    code,
    serviceId,
    serviceAtLocationId: String(sal['id']),
    name,
    ...optional('otherNames', texts(service, 'alternate_name')),
    ...optional('description', texts(sal, 'description') ?? texts(service, 'description')),
    organization: {
      id: String(organization['id']),
      code: String(organization['code']),
      name: organizationName,
    },
    needs: (batch.needs.get(serviceId) ?? []).map((row) => String(row['need'])),
    ...optional('application', texts(service, 'application_process')),
    ...optional('eligibility', texts(service, 'eligibility_description')),
    eligibilityHeld: service['eligibility_held'] === true,
    ...optional('fees', texts(service, 'fees_description')),
    ...optional('alert', texts(service, 'alert')),
    place: placeOf(location, batch),
    phones: phonesOf(ids, batch),
    ...(website ? { website: String(website) } : {}),
    ...(email ? { email: String(email) } : {}),
    schedules: schedulesOf(ids, batch),
    holidayRule: service['holiday_rule'] as HolidayRule,
    facts: factsOf(ids, batch),
    languages: languagesOf(ids, batch),
    documents: (batch.documents.get(serviceId) ?? []).map((row) => ({
      doc: row['doc_code'] as DocCode,
      level: row['level'] as 'needed' | 'helpful',
      ...optional('text', texts(row, 'document')),
    })),
    ...number('minAge', service['minimum_age']),
    ...number('maxAge', service['maximum_age']),
    capacity: (batch.capacities.get(serviceId) ?? []).map((row) => ({
      free: Math.max(0, Math.floor(Number(row['available']))),
      ...(row['unit'] ? { unit: String(row['unit']) } : {}),
      updated: (row['updated'] as Date).getTime(),
      until: (row['counts_until'] as Date).getTime(),
    })),
    clock: {
      ...dayIf('checkedOn', service['checked_on']),
      ...dayIf('firstImportedOn', service['first_imported_on']),
      createdOn: dayOfInstant(Number(service['created_ms'])),
    },
    ...(checkedBy ? { checkedBy: String(checkedBy) } : {}),
    ...(service['confirmed_by'] ? { confirmedBy: String(service['confirmed_by']) } : {}),
    elsewhere: (batch.codes.get(serviceId) ?? [])
      .map((row) => String(row['code']))
      .filter((other) => other !== code),
    updatedAt: (service['changed_at'] as Date).toISOString(),
  };
}

const PHONE_KINDS: Record<string, SourcePhone['kind'] | undefined> = {
  text: 'text',
  voice: 'voice',
  cell: 'voice',
  video: 'voice',
  fax: 'fax',
  textphone: 'tty',
};

/** The numbers of the service at this place, then of the service and the place; else the organisation's. */
function phonesOf(ids: readonly string[], batch: Batch): SourcePhone[] {
  const near = ids.slice(0, 3).flatMap((id) => phonesAt(id, ids, batch));
  const rows = near.length > 0 ? near : phonesAt(ids[3] ?? '', ids, batch);
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const number = String(row['e164'] ?? row['number']);
    const kind = row['type'] === null ? 'voice' : PHONE_KINDS[String(row['type'])];
    if (!kind || seen.has(number)) return [];
    seen.add(number);
    return {
      number,
      ...(row['extension'] ? { extension: String(row['extension']) } : {}),
      kind,
      ...optional('note', textOf(row, 'description', batch.texts)),
    };
  });
}

function phonesAt(id: string, ids: readonly string[], batch: Batch): readonly Row[] {
  const own = (batch.phones.get(id) ?? []).filter((row) => speaksFor(row, ids));
  if (own.length > 0) return own;
  return (batch.contacts.get(id) ?? [])
    .filter((contact) => speaksFor(contact, ids))
    .flatMap((contact) => batch.phones.get(String(contact['id'])) ?? []);
}

const OWNERS = ['service_at_location_id', 'service_id', 'location_id', 'organization_id'];

/** False for a row that hangs on another place or service as well: it speaks for that pair only. */
function speaksFor(row: Row, ids: readonly string[]): boolean {
  return OWNERS.every(
    (column, level) => (row[column] ?? null) === null || row[column] === ids[level],
  );
}

/** The rows of the most specific level that has any (chapter 10, section 3.2). */
function schedulesOf(ids: readonly string[], batch: Batch): ScheduleRow[] {
  const columns = ['service_at_location_id', 'service_id', 'location_id'];
  for (const [level, column] of columns.entries()) {
    const id = ids[level] ?? '';
    const rows = (batch.schedules.get(id) ?? []).filter(
      (row) =>
        row[column] === id && columns.slice(0, level).every((narrower) => row[narrower] === null),
    );
    if (rows.length > 0) return rows.map(scheduleRow);
  }
  return [];
}

const SCHEDULE_COLUMNS = [
  'valid_from',
  'valid_to',
  'dtstart',
  'time_zone',
  'until',
  'count',
  'wkst',
  'freq',
  'interval',
  'byday',
  'byweekno',
  'bymonthday',
  'byyearday',
  'opens_at',
  'closes_at',
  'effect',
  'replaces',
  'women_only',
] as const;

function scheduleRow(row: Row): ScheduleRow {
  const kept: Row = {};
  for (const column of SCHEDULE_COLUMNS) {
    const value = row[column];
    if (value !== null && value !== false && value !== '') kept[column] = value;
  }
  return kept as ScheduleRow;
}

function factsOf(ids: readonly string[], batch: Batch): StatedFact[] {
  return ids.flatMap((id, level) =>
    (batch.facts.get(id) ?? []).map((row) => ({
      code: String(row['code']),
      level: level as FactLevel,
      value: Number(row['value']) as FactValue,
      sourceKind: row['source_kind'] as SourceKind,
      ...(row['said_by_name'] ? { saidBy: String(row['said_by_name']) } : {}),
      ...dayIf('checkedOn', row['checked_on']),
      ...dayIf('reviewBy', row['review_by']),
    })),
  );
}

function languagesOf(ids: readonly string[], batch: Batch): { lang: string; mode: LanguageMode }[] {
  const seen = new Set<string>();
  return [ids[1], ids[2]].flatMap((id) =>
    (batch.languages.get(id ?? '') ?? []).flatMap((row) => {
      if (!speaksFor(row, ids)) return [];
      const key = `${String(row['code'])} ${String(row['mode'])}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return { lang: String(row['code']), mode: row['mode'] as LanguageMode };
    }),
  );
}

function number<K extends string>(key: K, value: unknown): Partial<Record<K, number>> {
  return value === null || value === undefined
    ? {}
    : ({ [key]: Number(value) } as Record<K, number>);
}

function dayIf<K extends string>(key: K, date: unknown): Partial<Record<K, number>> {
  return typeof date === 'string' ? ({ [key]: dayOf(date) } as Record<K, number>) : {};
}
