/** Makes a stage row of a raw record: each value read and checked, links resolved, refused parts left out. */
import { checkCoordinates } from './check/coordinate.ts';
import { countryOfState } from './check/country.ts';
import { namesOffice } from './check/person.ts';
import { readValue } from './check/value.ts';
import { areZawgyi } from './check/text.ts';
import { type Conversion, linkedEntity } from './conversion.ts';
import { type Entity, SPECS } from './entity.ts';
import { type Finding, type FindingCode, finding } from './finding.ts';
import { finish } from './finish.ts';
import { contentId, partsId, rowId } from './identity.ts';
import type { Raw } from './raw.ts';
import { idText } from './shape/object.ts';

type Values = Record<string, unknown>;

export type StageRow = {
  entity: string;
  foreign_id: string;
  row_id: string;
  cols: Values;
  fresh: Values;
  complete: string[];
  at: Values;
  findings: Finding[];
  action: 'refused' | null;
};

/** HSDS names whose column is named otherwise here. */
const RENAMED: Partial<Record<Entity, Record<string, string>>> = {
  service: { assured_date: 'checked_on' },
  taxonomy: { version: 'version_label' },
  taxonomy_term: { taxonomy: 'taxonomy_label' },
};
/** Known HSDS keys that are not kept: names and addresses of persons, and what only echoes other fields. */
const LEFT_OUT: Partial<Record<Entity, readonly string[]>> = {
  service: ['assurer_email', 'last_modified', 'fees', 'metadata'],
  schedule: ['timezone'],
  location: ['locations'],
};
/** Findings that would stand on every row are joined per column. */
const JOINED = new Set<FindingCode>([
  'personal_name_dropped',
  'unknown_field',
  'status_column_refused',
  'contact_in_text',
  'html_stripped',
]);

export function convert(raw: Raw, conversion: Conversion): StageRow {
  const { entity } = raw;
  const spec = SPECS[entity];
  const findings: Finding[] = [];
  const at = { ...raw.place, entity };
  const note = (one: Finding): void => {
    const whole = {
      ...(raw.place.file ? { file: raw.place.file } : {}),
      ...(raw.place.line ? { row: raw.place.line } : {}),
      entity,
      ...one,
      ...(one.column === undefined ? {} : { column: plainName(one.column) }),
    };
    if (JOINED.has(one.code)) conversion.repeated.add(whole);
    else findings.push(whole);
  };
  const values = { ...raw.values };
  prepare(entity, values, conversion, note);
  const isInZawgyi = areZawgyi(Object.values(values));
  const cols: Values = {};
  let failedTime = false;
  for (const [given, input] of Object.entries(values)) {
    const name = RENAMED[entity]?.[given] ?? given;
    const column = spec.columns[name];
    if (!column) {
      unknownField(entity, given, input, conversion, note);
      continue;
    }
    if (conversion.refusals.isRefused(entity, given, input, conversion.columns)) {
      note(
        finding(
          'status_column_refused',
          'The column says what status people have. It was not imported (FIRE-02).',
          { column: given },
        ),
      );
      continue;
    }
    if (column.kind === 'id') {
      const id = idText(input);
      if (id === undefined) continue;
      const ref = column.ref ?? linkedEntity(values);
      cols[name] = ref ? rowId(conversion.source, ref, id) : undefined;
      continue;
    }
    const read = readValue(column, input, isInZawgyi);
    for (const { code, sentence, suggestion } of read.notes) {
      note(finding(code, sentence, { column: given, ...(suggestion ? { suggestion } : {}) }));
      if (code === 'bad_time' && read.value === undefined) failedTime = true;
    }
    if (input !== null && input !== '')
      conversion.columns.count(`${entity}.${given}`, read.value !== undefined);
    if (read.value !== undefined) cols[name] = read.value;
  }
  const fresh: Values = { ...raw.fresh };
  const refusal = finish(raw, cols, fresh, { conversion, note, failedTime, spec });
  const foreignId =
    raw.foreignId === undefined ? contentId(entity, cols) : plainName(raw.foreignId, 600);
  const failed = refusal || findings.some((one) => one.severity === 'error');
  for (const name of Object.keys(cols)) if (cols[name] === undefined) delete cols[name];
  return {
    entity,
    foreign_id: foreignId,
    row_id: keyOf(entity, foreignId, cols, conversion.source),
    // What is refused leaves nothing behind but its place.
    cols: failed ? {} : cols,
    fresh: failed ? {} : fresh,
    complete: failed ? [] : (raw.complete ?? []),
    at,
    findings,
    action: failed ? 'refused' : null,
  };
}

/** A name from a feed as it may be stored and printed: no control signs, no broken letters, not endless. */
function plainName(name: string, most = 80): string {
  return name
    .slice(0, most)
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd]/g, '?');
}

/** What must be looked at before single values are read. */
function prepare(
  entity: Entity,
  values: Values,
  conversion: Conversion,
  note: (one: Finding) => void,
): void {
  for (const key of LEFT_OUT[entity] ?? []) {
    if (key === 'fees' && !values['fees_description'] && values['fees'])
      values['fees_description'] = values['fees'];
    delete values[key];
  }
  delete values['metadata'];
  if (entity === 'contact' && values['name'] !== undefined) {
    if (values['name'] !== null && values['name'] !== '') {
      note(
        finding(
          'personal_name_dropped',
          'Names of persons are not kept; the function of the contact is.',
          { column: 'name' },
        ),
      );
    }
    delete values['name'];
  }
  if (
    entity === 'address' &&
    typeof values['attention'] === 'string' &&
    values['attention'] !== '' &&
    !namesOffice(values['attention'])
  ) {
    note(
      finding('personal_name_dropped', 'It may name a person, so it is not kept.', {
        column: 'attention',
      }),
    );
    delete values['attention'];
  }
  if (entity === 'location')
    for (const one of checkCoordinates(values, conversion.territory)) note(one);
  if (entity === 'attribute') values['link_entity'] = linkedEntity(values) ?? values['link_entity'];
  if (entity === 'phone' && typeof values['number'] === 'number')
    values['number'] = String(values['number']);
  if (entity === 'fact' && typeof values['value'] === 'string') {
    values['value'] =
      { unknown: 0, yes: 1, no: 2 }[values['value'].toLowerCase()] ?? values['value'];
  }
  if (
    entity === 'address' &&
    typeof values['country'] === 'string' &&
    values['country'].trim() === ''
  )
    delete values['country'];
  if (entity === 'address' && values['country'] === undefined) {
    const deduced =
      conversion.country ?? countryOfState(values['state_province'], values['postal_code']);
    if (deduced) values['country'] = deduced;
  }
}

function unknownField(
  entity: Entity,
  key: string,
  input: unknown,
  conversion: Conversion,
  note: (one: Finding) => void,
): void {
  const column = key.slice(0, 80);
  if (conversion.refusals.isRefused(entity, key, input, conversion.columns)) {
    note(
      finding(
        'status_column_refused',
        'The column says what status people have. It was not imported (FIRE-02).',
        { column: conversion.refusals.nameOf(key) },
      ),
    );
  } else if (input !== null && input !== '' && input !== undefined) {
    note(
      finding('unknown_field', 'This field is not part of the format and was not imported.', {
        column,
      }),
    );
  }
}

function keyOf(entity: Entity, foreignId: string, cols: Values, source: string): string {
  switch (entity) {
    case 'place_rule':
    case 'point':
    case 'space_agreement':
      return rowId(source, 'location', foreignId);
    case 'fact':
      return partsId('fact', String(cols['subject_id']), String(cols['code']));
    case 'field_text':
      return partsId(
        'field_text',
        String(cols['subject_id']),
        String(cols['field']),
        String(cols['lang']),
      );
    case 'service_need':
      return partsId('service_need', String(cols['service_id']), String(cols['need']));
    default:
      return rowId(source, entity, foreignId);
  }
}
