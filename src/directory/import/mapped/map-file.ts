/**
 * The mapping file of a table or GeoJSON that is not HSDS: which column means what (docs/import.md).
 * It is data that an operator writes, so every mistake is answered with the place and what was expected.
 */
import { Problem, type FieldError } from '../../../http/problem.ts';
import { isFactCode } from '../../fact-codes.ts';
import { type Entity, SPECS } from '../entity.ts';

export const PARSERS = [
  'text',
  'yesno',
  'hours',
  'phone',
  'url',
  'email',
  'lat',
  'lon',
  'money',
  'list',
  'languages',
  'need',
] as const;
export type Parser = (typeof PARSERS)[number];

/** Where a value goes: a column of a record, or one of the special targets. */
export type Target =
  | { kind: 'column'; entity: Entity; column: string }
  | { kind: 'fact'; code: string }
  | { kind: 'attribute'; taxonomy: string }
  | { kind: 'need' | 'languages' | 'hours' | 'phone' | 'money' | 'document' | 'area' | 'ignore' };

export type ColumnMap = {
  target: Target;
  parser: Parser;
  /** Language of the texts, when it is not that of the file. */
  language?: string;
  /** What a value means; a value that is not listed goes on as it is, `null` leaves it out. */
  values?: ReadonlyMap<string, string | string[] | null>;
  /** Only listed values go on. */
  strict: boolean;
  empty: 'keep' | 'clear';
  /** The property is an object whose keys are the values. */
  keys: boolean;
  /** Between several values or columns of one text. */
  join: string;
  /** Put before the text, so that a reader knows what it is about. */
  label?: string;
};

export type HoursMap = {
  /** `{header}` stands for the one value of that column. */
  template: string;
  columns: readonly string[];
  /** Only when each of these columns has one of these values are the hours weekly; otherwise they stay as text. */
  when: ReadonlyMap<string, readonly string[]>;
  /** Taken out of each value before it is put in. */
  without: readonly string[];
  on: 'service' | 'location' | 'service_at_location';
  language?: string;
};

export type ImportMap = {
  format: 'csv' | 'geojson' | 'json';
  /** Headers that together name a row; without them the row is named by what it says. */
  key: readonly string[];
  organizationKey: readonly string[];
  locationKey: readonly string[];
  language: string;
  country?: string;
  timeZone?: string;
  delimiter?: string;
  encoding?: string;
  /** Name of the list of records in a JSON file. */
  records: string;
  columns: ReadonlyMap<string, ColumnMap>;
  hours: readonly HoursMap[];
  constants: ReadonlyMap<string, string>;
  /** Other headers of the same columns in the file of another language. */
  also: ReadonlyMap<string, ReadonlyMap<string, string>>;
};

const ENTITIES = ['organization', 'service', 'location', 'address', 'phone', 'program'] as const;
const SPECIAL = [
  'need',
  'languages',
  'hours',
  'phone',
  'money',
  'document',
  'area',
  'ignore',
] as const;

/** @throws Problem `bad_input` with every mistake and its place in the map. */
export function readMap(input: unknown): ImportMap {
  const errors: FieldError[] = [];
  const wrong = (field: string, expected: string): void => {
    errors.push({ field, expected });
  };
  const map = asObject(input);
  if (!map)
    throw new Problem('bad_input', { field: 'map', detail: 'The map is not a JSON object.' });
  const columns = new Map<string, ColumnMap>();
  for (const [header, value] of Object.entries(asObject(map['columns']) ?? {})) {
    const column = readColumn(header, value, wrong);
    if (column) columns.set(cleanHeader(header), column);
  }
  if (columns.size === 0) wrong('columns', 'at least one column with "to"');
  const format = map['format'] ?? 'csv';
  if (format !== 'csv' && format !== 'geojson' && format !== 'json')
    wrong('format', 'csv, geojson or json');
  const constants = new Map<string, string>();
  for (const [target, value] of Object.entries(asObject(map['constants']) ?? {})) {
    if (typeof value !== 'string' || readTarget(target)?.kind !== 'column')
      wrong(`constants.${target}`, 'a target such as service.status and a text');
    else constants.set(target, value);
  }
  const also = new Map<string, Map<string, string>>();
  for (const [language, names] of Object.entries(asObject(map['also']) ?? {})) {
    also.set(
      language,
      new Map(
        Object.entries(asObject(names) ?? {}).map(([header, other]) => [
          cleanHeader(header),
          cleanHeader(String(other)),
        ]),
      ),
    );
  }
  const text = (key: string): string | undefined => {
    const value = map[key];
    if (value !== undefined && typeof value !== 'string') wrong(key, 'a text');
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const result: ImportMap = {
    format: format as ImportMap['format'],
    key: texts(map['key'], 'key', wrong),
    organizationKey: texts(map['organization_key'], 'organization_key', wrong),
    locationKey: texts(map['location_key'], 'location_key', wrong),
    language: text('language') ?? 'en',
    records: text('records') ?? 'features',
    columns,
    hours: readHours(map['hours'], wrong),
    constants,
    also,
    ...definedTexts({
      country: text('country'),
      timeZone: text('time_zone'),
      delimiter: text('delimiter'),
      encoding: text('encoding'),
    }),
  };
  if (
    ![...columns.values()].some(
      ({ target }) =>
        target.kind === 'column' && target.entity === 'service' && target.column === 'name',
    ) &&
    !constants.has('service.name')
  ) {
    wrong('columns', 'one column with "to": "service.name"');
  }
  if (errors.length > 0) {
    throw new Problem('bad_input', {
      field: 'map',
      detail: `The map has mistakes: ${errors.map(({ field, expected }) => `${field} (expected ${expected})`).join('; ')}.`,
      errors,
    });
  }
  return result;
}

function readColumn(
  header: string,
  input: unknown,
  wrong: (field: string, expected: string) => void,
): ColumnMap | undefined {
  const value = typeof input === 'string' ? { to: input } : asObject(input);
  const field = `columns.${header}`;
  if (!value) {
    wrong(field, 'a target, or an object with "to"');
    return undefined;
  }
  const target = typeof value['to'] === 'string' ? readTarget(value['to']) : undefined;
  if (!target) {
    wrong(
      `${field}.to`,
      `organization.*, service.*, location.*, address.*, phone.*, service.fact.CODE, service.attribute.TAXONOMY, or one of ${SPECIAL.join(', ')}`,
    );
    return undefined;
  }
  const parser = value['parser'] ?? usualParser(target);
  if (!PARSERS.includes(parser as Parser)) wrong(`${field}.parser`, `one of ${PARSERS.join(', ')}`);
  const { empty, language } = value;
  if (empty !== undefined && empty !== 'clear' && empty !== 'keep')
    wrong(`${field}.empty`, 'clear or keep');
  const table = asObject(value['values']);
  const values = new Map<string, string | string[] | null>();
  for (const [from, to] of Object.entries(table ?? {})) {
    if (to === null || typeof to === 'string') values.set(foldValue(from), to);
    else if (Array.isArray(to) && to.every((one) => typeof one === 'string'))
      values.set(foldValue(from), to);
    else wrong(`${field}.values.${from}`, 'a text, a list of texts, or null');
  }
  return {
    target,
    parser: parser as Parser,
    strict: value['strict'] === true,
    empty: empty === 'clear' ? 'clear' : 'keep',
    keys: value['keys'] === true,
    join: typeof value['join'] === 'string' ? value['join'] : '; ',
    ...(table ? { values } : {}),
    ...(typeof language === 'string' ? { language } : {}),
    ...(typeof value['label'] === 'string' ? { label: value['label'] } : {}),
  };
}

/** A header without byte order mark and doubled spaces. */
export function cleanHeader(header: string): string {
  return header
    .replace(/^\ufeff/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Value tables do not tell case and spaces apart. */
export function foldValue(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

export function readTarget(text: string): Target | undefined {
  if ((SPECIAL as readonly string[]).includes(text)) return { kind: text as 'need' };
  const [entity, column = '', ...rest] = text.split('.');
  if (entity === 'service' && column === 'fact')
    return isFactCode(rest.join('.')) ? { kind: 'fact', code: rest.join('.') } : undefined;
  if (entity === 'service' && column === 'attribute')
    return rest.length > 0 ? { kind: 'attribute', taxonomy: rest.join('.') } : undefined;
  if (!(ENTITIES as readonly string[]).includes(entity ?? '') || rest.length > 0) return undefined;
  const name = column === 'assured_date' ? 'checked_on' : column;
  const spec = SPECS[entity as Entity].columns[name];
  return spec && spec.kind !== 'id'
    ? { kind: 'column', entity: entity as Entity, column: name }
    : undefined;
}

function usualParser(target: Target): Parser {
  switch (target.kind) {
    case 'fact':
      return 'yesno';
    case 'column':
      return target.column === 'latitude' ? 'lat' : target.column === 'longitude' ? 'lon' : 'text';
    case 'need':
    case 'languages':
    case 'hours':
    case 'phone':
    case 'money':
      return target.kind;
    case 'attribute':
      return 'list';
    default:
      return 'text';
  }
}

function readHours(input: unknown, wrong: (field: string, expected: string) => void): HoursMap[] {
  return (Array.isArray(input) ? (input as unknown[]) : input === undefined ? [] : [input]).flatMap(
    (one, i) => {
      const value = asObject(one);
      const template = value?.['template'];
      if (!value || typeof template !== 'string') {
        wrong(`hours[${i}].template`, 'a text such as "{Days} {Opens}-{Closes}"');
        return [];
      }
      const when = new Map(
        Object.entries(asObject(value['when']) ?? {}).map(
          ([header, values]) =>
            [
              cleanHeader(header),
              (Array.isArray(values) ? values : [values]).map((one) => foldValue(String(one))),
            ] as const,
        ),
      );
      const on = value['on'] ?? 'service';
      if (on !== 'service' && on !== 'location' && on !== 'service_at_location')
        wrong(`hours[${i}].on`, 'service, location or service_at_location');
      return [
        {
          template: template.replace(
            /\{([^{}]+)\}/g,
            (_, header: string) => `{${cleanHeader(header)}}`,
          ),
          columns: [...template.matchAll(/\{([^{}]+)\}/g)].map((match) =>
            cleanHeader(match[1] ?? ''),
          ),
          when,
          without: (Array.isArray(value['without']) ? (value['without'] as unknown[]) : []).map(
            String,
          ),
          on: on as HoursMap['on'],
          ...(typeof value['language'] === 'string' ? { language: value['language'] } : {}),
        },
      ];
    },
  );
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function texts(
  input: unknown,
  field: string,
  wrong: (field: string, expected: string) => void,
): string[] {
  if (input === undefined) return [];
  const list = Array.isArray(input) ? (input as unknown[]) : [input];
  if (!list.every((one) => typeof one === 'string')) wrong(field, 'a header or a list of headers');
  return list.filter((one) => typeof one === 'string').map(cleanHeader);
}

function definedTexts<T extends Record<string, string | undefined>>(
  values: T,
): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
