/** Makes the records of one mapped row: the organisation, the service, its place, and what hangs on them. */
import { dateOf } from '../../../languages/days.ts';
import { parseHours } from '../../../languages/hours-text/index.ts';
import type { ScheduleRule } from '../../../finder/schedule.ts';
import type { Entity } from '../entity.ts';
import { contentId, partsId } from '../identity.ts';
import type { Raw } from '../raw.ts';
import { idText } from '../shape/object.ts';
import { cellValues, money, rawValues, yesNo } from './cell.ts';
import { type ColumnMap, foldValue, type HoursMap, type ImportMap } from './map-file.ts';
import type { SourceRow } from './source-rows.ts';

type Values = Record<string, unknown>;

/** `isRefused`: whether the guard keeps a header out; such a column is never looked at here. */
export function recordsOf(
  row: SourceRow,
  map: ImportMap,
  isRefused: (header: string) => boolean,
): Raw[] {
  const { place } = row;
  const parts: Partial<Record<Entity, Values>> = { service: { source_lang: map.language } };
  const details: Raw[] = [];
  const ids = idsOf(row, map);
  const service = { service_id: ids.service };
  const needs = new Set<string>();
  let needsMapped = false;
  for (const [header, column] of map.columns) {
    if (!row.cells.has(header) || isRefused(header)) continue;
    const values = cellValues(row.cells.get(header), column);
    const { target } = column;
    if (target.kind === 'column') {
      const into = (parts[target.entity] ??= {});
      if (values.length > 0) into[target.column] = textOf(into[target.column], values, column);
      else if (column.empty === 'clear') into[target.column] ??= null;
      continue;
    }
    if (target.kind === 'need') needsMapped = true;
    for (const value of values) {
      switch (target.kind) {
        case 'fact': {
          const said = yesNo(value);
          if (said !== 'unknown')
            details.push({
              entity: 'fact',
              foreignId: `service/${ids.service}/${target.code}`,
              values: {
                subject_type: 'service',
                subject_id: ids.service,
                code: target.code,
                value: said,
              },
              place,
            });
          break;
        }
        case 'need':
          needs.add(value);
          break;
        case 'languages':
          details.push({
            entity: 'language',
            foreignId: `${ids.service}/${foldValue(value)}`,
            values: { ...service, name: value },
            place,
          });
          break;
        case 'phone':
          details.push({
            entity: 'phone',
            foreignId: `${ids.service}/${value}`,
            values: { ...service, number: value },
            place,
          });
          break;
        case 'money':
          details.push({
            entity: 'cost_option',
            foreignId: `${ids.service}/${header}/${foldValue(value)}`,
            values: { ...service, ...money(value) },
            place,
          });
          break;
        case 'document':
          details.push({
            entity: 'required_document',
            foreignId: `${ids.service}/${foldValue(value)}`,
            values: { ...service, document: value, source_lang: map.language },
            place,
          });
          break;
        case 'area':
          details.push({
            entity: 'service_area',
            foreignId: `${ids.service}/${foldValue(value)}`,
            values: { ...service, name: value, source_lang: map.language },
            place,
          });
          break;
        case 'hours':
          details.push(...scheduleRows(value, 'service', ids, map.language, place));
          break;
        case 'attribute':
          details.push(...attributeRows(target.taxonomy, value, ids.service, place));
          break;
        default:
      }
    }
  }
  for (const hours of map.hours) details.push(...hoursRows(hours, row, ids, map, isRefused));
  for (const need of needs)
    details.push({
      entity: 'service_need',
      foreignId: `${ids.service}/${need}`,
      values: { ...service, need },
      place,
    });
  for (const [target, value] of map.constants) {
    const [entity, column] = target.split('.') as [Entity, string];
    const into = (parts[entity] ??= {});
    into[column] ??= value;
  }
  return [...mainRows(parts, ids, row, map, needsMapped), ...details];
}

type Ids = { service: string; organization: string; location: string };

function idsOf(row: SourceRow, map: ImportMap): Ids {
  const keyed = (headers: readonly string[]): string | undefined => {
    const texts = headers.map((header) => idText(row.cells.get(header)) ?? '');
    return texts.some((one) => one !== '') ? texts.join('/') : undefined;
  };
  const service = keyed(map.key) ?? contentId([...row.cells]);
  const organization =
    keyed(map.organizationKey) ?? firstOf(row, map, 'organization', 'name') ?? `of ${service}`;
  return {
    service,
    organization: organization.trim(),
    location: keyed(map.locationKey) ?? service,
  };
}

function firstOf(
  row: SourceRow,
  map: ImportMap,
  entity: Entity,
  column: string,
): string | undefined {
  for (const [header, one] of map.columns) {
    if (
      one.target.kind === 'column' &&
      one.target.entity === entity &&
      one.target.column === column
    )
      return cellValues(row.cells.get(header), one)[0];
  }
  return undefined;
}

function textOf(before: unknown, values: readonly string[], column: ColumnMap): unknown {
  const text = (column.label ? `${column.label} ` : '') + values.join(column.join);
  return typeof before === 'string' && before !== '' ? `${before}${column.join}${text}` : text;
}

function mainRows(
  parts: Partial<Record<Entity, Values>>,
  ids: Ids,
  { place }: SourceRow,
  map: ImportMap,
  needsMapped: boolean,
): Raw[] {
  const rows: Raw[] = [];
  const lang = { source_lang: map.language };
  const organization: Values = { ...lang, ...parts.organization };
  organization['name'] ??= ids.organization;
  rows.push({ entity: 'organization', foreignId: ids.organization, values: organization, place });
  rows.push({
    entity: 'service',
    foreignId: ids.service,
    values: { ...parts.service, organization_id: ids.organization },
    place,
    ...(needsMapped ? { complete: ['service_need'] } : {}),
  });
  const { location, address, phone } = parts;
  if (location || address) {
    rows.push({
      entity: 'location',
      foreignId: ids.location,
      values: { ...lang, ...location, organization_id: ids.organization },
      place,
    });
    rows.push({
      entity: 'service_at_location',
      foreignId: `${ids.service}@${ids.location}`,
      values: { service_id: ids.service, location_id: ids.location },
      place,
    });
    if (map.timeZone)
      rows.push({
        entity: 'place_rule',
        foreignId: ids.location,
        values: { location_id: ids.location, time_zone: map.timeZone },
        place,
      });
  }
  if (address)
    rows.push({
      entity: 'address',
      foreignId: `${ids.location}/address`,
      values: {
        ...(map.country ? { country: map.country } : {}),
        ...address,
        location_id: ids.location,
      },
      place,
    });
  if (phone)
    rows.push({
      entity: 'phone',
      foreignId: `${ids.service}/phone`,
      values: { ...phone, service_id: ids.service },
      place,
    });
  return rows;
}

function attributeRows(
  taxonomy: string,
  value: string,
  service: string,
  place: SourceRow['place'],
): Raw[] {
  const term = `${taxonomy}/${foldValue(value)}`;
  return [
    { entity: 'taxonomy', foreignId: taxonomy, values: { name: taxonomy }, place },
    {
      entity: 'taxonomy_term',
      foreignId: term,
      values: { name: value, taxonomy_id: taxonomy, taxonomy },
      place,
    },
    {
      entity: 'attribute',
      foreignId: `${service}/${term}`,
      values: { link_id: service, link_entity: 'service', taxonomy_term_id: term },
      place,
    },
  ];
}

function hoursRows(
  hours: HoursMap,
  row: SourceRow,
  ids: Ids,
  map: ImportMap,
  isRefused: (header: string) => boolean,
): Raw[] {
  if (hours.columns.some(isRefused)) return [];
  const keys = (header: string): string[] => rawValues(row.cells.get(header), { keys: true });
  const said = hours.columns.map((header) => keys(header));
  if (said.every((values) => values.length === 0)) return [];
  const strip = (value: string): string =>
    hours.without.reduce((text, part) => text.replace(part, ''), value).trim();
  const text = hours.columns
    .reduce(
      (all, header, i) => all.replace(`{${header}}`, (said[i] ?? []).map(strip).join(', ')),
      hours.template,
    )
    .replace(/\s+/g, ' ')
    .replace(/^[\s-]+|[\s-]+$/g, '');
  const regular = [...hours.when].every(
    ([header, wanted]) =>
      keys(header).some((value) => wanted.includes(foldValue(value))) && keys(header).length === 1,
  );
  const sure = regular && said.every((values) => values.length === 1);
  return scheduleRows(text, hours.on, ids, hours.language ?? map.language, row.place, sure);
}

/** Rules when the words can be read wholly; else the words, and the hours are unknown. */
function scheduleRows(
  text: string,
  on: HoursMap['on'],
  ids: Ids,
  lang: string,
  place: SourceRow['place'],
  sure = true,
): Raw[] {
  const link =
    on === 'service'
      ? { service_id: ids.service }
      : on === 'location'
        ? { location_id: ids.location }
        : { service_at_location_id: `${ids.service}@${ids.location}` };
  const parsed = sure ? parseHours(text, lang) : undefined;
  const rules: Values[] = parsed ? parsed.rules.map(ruleValues) : [{ effect: 'unknown' }];
  return rules.map((rule, i) => ({
    entity: 'schedule',
    foreignId: `${Object.values(link)[0]}/hours/${i}-${partsId(text).slice(0, 8)}`,
    values: { ...link, ...rule, description: text, source_lang: lang },
    place,
  }));
}

export function ruleValues(rule: ScheduleRule): Values {
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const values: Values = { effect: rule.effect };
  if (rule.opens !== undefined) values['opens_at'] = clock(rule.opens);
  if (rule.closes !== undefined) values['closes_at'] = clock(rule.closes);
  if (rule.freq) values['freq'] = rule.freq;
  if (rule.interval) values['interval'] = rule.interval;
  if (rule.byday)
    values['byday'] = rule.byday.map((one) => `${one.ordinal ?? ''}${one.day}`).join(',');
  if (rule.bymonthday) values['bymonthday'] = rule.bymonthday.join(',');
  if (rule.byweekno) values['byweekno'] = rule.byweekno.join(',');
  if (rule.dtstart !== undefined) values['dtstart'] = dateOf(rule.dtstart);
  if (rule.until !== undefined) values['until'] = dateOf(rule.until);
  if (rule.validFrom !== undefined) values['valid_from'] = dateOf(rule.validFrom);
  if (rule.validTo !== undefined) values['valid_to'] = dateOf(rule.validTo);
  if (rule.replaces) values['replaces'] = true;
  if (rule.womenOnly) values['women_only'] = true;
  return values;
}

/** The same rows in another language become translations of the texts, where they are in that language at all. */
export function translationsOf(
  row: SourceRow,
  map: ImportMap,
  language: string,
  isRefused: (header: string) => boolean,
): Raw[] {
  const names = map.also.get(language);
  const ids = idsOf(row, map);
  const idOf: Partial<Record<Entity, string>> = {
    service: ids.service,
    location: ids.location,
    organization: ids.organization,
  };
  const texts = new Map<string, { entity: Entity; column: string; text: unknown }>();
  for (const [header, column] of map.columns) {
    const other = names?.get(header) ?? header;
    const { target } = column;
    if (
      target.kind !== 'column' ||
      idOf[target.entity] === undefined ||
      isRefused(other) ||
      isRefused(header)
    )
      continue;
    if (!TRANSLATED.has(target.column)) continue;
    const values = rawValues(row.cells.get(other), column);
    if (values.length === 0 || !values.some((value) => isIn(value, language))) continue;
    const key = `${target.entity}.${target.column}`;
    texts.set(key, {
      entity: target.entity,
      column: target.column,
      text: textOf(texts.get(key)?.text, values, { ...column, label: '' }),
    });
  }
  return [...texts.values()].map(({ entity, column, text }) => ({
    entity: 'field_text',
    foreignId: `${entity}/${idOf[entity]}/${column}/${language}`,
    values: { subject_type: entity, subject_id: idOf[entity], field: column, lang: language, text },
    place: row.place,
  }));
}

const TRANSLATED = new Set([
  'name',
  'alternate_name',
  'description',
  'application_process',
  'fees_description',
  'wait_time',
  'eligibility_description',
  'interpretation_services',
  'alert',
  'transportation',
]);

/** Whether a text has letters of the language's script; Latin ones cannot be told apart by their letters. */
function isIn(text: string, language: string): boolean {
  const script = new Intl.Locale(language).maximize().script ?? 'Latn';
  return new RegExp(`\\p{Script=${script}}`, 'u').test(text);
}
