/** What a caller may ask of the lists, read from the query, a form or a JSON body (chapter 10, section 2.6). */
import { validate as isUuid } from 'uuid';
import { type FieldError, Problem } from '../../http/problem.ts';

export type ListName =
  | 'services'
  | 'organizations'
  | 'service_at_locations'
  | 'taxonomies'
  | 'taxonomy_terms';

export type ListQuestion = {
  page: number;
  perPage: number;
  ndjson: boolean;
  full: boolean;
  fullService: boolean;
  minimal: boolean;
  search?: string;
  taxonomyTermId?: string;
  taxonomyId?: string;
  organizationId?: string;
  /** An instant as PostgreSQL reads it. */
  modifiedAfter?: string;
  postcode?: string;
  proximity?: number;
  minimumAge?: number;
  maximumAge?: number;
  /** Minutes after midnight. */
  startTime?: number;
  endTime?: number;
  /** MO … SU. */
  day?: string;
  topOnly: boolean;
  parentId?: string;
};

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 500;
const LARGEST_MINIMAL_PAGE = 50_000;
const LONGEST_SEARCH = 120;

const EVERYWHERE = ['search', 'page', 'per_page', 'format'];
const TAXONOMIC = ['taxonomy_term_id', 'taxonomy_id'];
const PLACED = ['postcode', 'proximity'];
const TIMED = ['minimum_age', 'maximum_age', 'start_time', 'end_time', 'day'];

/** The parameters that each list knows; others are ignored and named in a header. */
export const KNOWN: Record<ListName, readonly string[]> = {
  services: [
    ...EVERYWHERE,
    ...TAXONOMIC,
    'organization_id',
    'modified_after',
    'minimal',
    'full',
    ...PLACED,
    ...TIMED,
  ],
  organizations: [
    ...EVERYWHERE,
    ...TAXONOMIC,
    'organization_id',
    'modified_after',
    'minimal',
    'full',
    'full_service',
  ],
  service_at_locations: [
    ...EVERYWHERE,
    ...TAXONOMIC,
    'organization_id',
    'modified_after',
    'minimal',
    'full',
    ...PLACED,
    ...TIMED,
  ],
  taxonomies: EVERYWHERE,
  taxonomy_terms: [...EVERYWHERE, 'taxonomy_id', 'top_only', 'parent_id'],
};

export type Values = ReadonlyMap<string, string>;

/**
 * One value for each name. The same name twice is well when it says the same.
 * @throws Problem `bad_input` naming each parameter that says different things or is not a plain value
 */
export function collectValues(...sources: unknown[]): Map<string, string> {
  const values = new Map<string, string>();
  const errors: FieldError[] = [];
  for (const source of sources) {
    if (source === undefined || source === null) continue;
    if (typeof source !== 'object' || Array.isArray(source)) {
      throw new Problem('bad_input', {
        field: 'body',
        detail: 'The body must be an object of parameters.',
      });
    }
    for (const [name, given] of Object.entries(source)) {
      for (const one of Array.isArray(given) ? given : [given]) {
        if (!['string', 'number', 'boolean'].includes(typeof one)) {
          errors.push({ field: name, expected: 'a text, a number, or true or false' });
          continue;
        }
        const text = String(one);
        if ((values.get(name) ?? text) !== text)
          errors.push({ field: name, expected: 'given once' });
        values.set(name, text);
      }
    }
  }
  if (errors.length > 0) throw new Problem('bad_input', { errors });
  return values;
}

/**
 * The question that these values ask of a list, and the names that it does not know.
 * @throws Problem `bad_input` naming each parameter that cannot be honoured and what it must be
 */
export function readQuestion(
  list: ListName,
  values: Values,
): { question: ListQuestion; ignored: string[] } {
  const known = KNOWN[list];
  const reader = new Reader(new Map([...values].filter(([name]) => known.includes(name))));
  const minimal = reader.flag('minimal');
  const ndjson = reader.choice('format', ['json', 'ndjson']) === 'ndjson';
  const perPage = reader.whole('per_page', 1) ?? (minimal ? LARGEST_MINIMAL_PAGE : DEFAULT_PAGE);
  const question: ListQuestion = {
    page: reader.whole('page', 1) ?? 1,
    perPage: Math.min(perPage, minimal ? LARGEST_MINIMAL_PAGE : LARGEST_PAGE),
    ndjson,
    full: reader.flag('full'),
    fullService: reader.flag('full_service'),
    minimal,
    topOnly: reader.flag('top_only'),
    ...given('search', reader.text('search', LONGEST_SEARCH)),
    ...given('taxonomyTermId', reader.id('taxonomy_term_id')),
    ...given('taxonomyId', reader.id('taxonomy_id')),
    ...given('organizationId', reader.id('organization_id')),
    ...given('parentId', reader.id('parent_id')),
    ...given('modifiedAfter', reader.instant('modified_after')),
    ...given('postcode', reader.text('postcode', 20)),
    ...given('proximity', reader.number('proximity', 0, 20_100_000)),
    ...given('minimumAge', reader.number('minimum_age', 0, 150)),
    ...given('maximumAge', reader.number('maximum_age', 0, 150)),
    ...given('startTime', reader.time('start_time')),
    ...given('endTime', reader.time('end_time')),
    ...given('day', reader.day('day')),
  };
  if (question.proximity !== undefined && question.postcode === undefined) {
    reader.errors.push({ field: 'proximity', expected: 'together with postcode' });
  }
  if (reader.errors.length > 0) throw new Problem('bad_input', { errors: reader.errors });
  const ignored = [...values.keys()].filter((name) => !known.includes(name));
  return {
    question,
    ignored: ndjson
      ? [...ignored, ...['page', 'per_page'].filter((name) => values.has(name))]
      : ignored,
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const DAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Reads values one by one and remembers what was wrong with each. */
class Reader {
  readonly errors: FieldError[] = [];
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  /** Absent and empty are the same: nothing was asked. */
  #read<T>(name: string, expected: string, read: (text: string) => T | undefined): T | undefined {
    const text = this.#values.get(name);
    if (text === undefined || text === '') return undefined;
    const value = read(text);
    if (value === undefined) this.errors.push({ field: name, expected });
    return value;
  }

  flag(name: string): boolean {
    return (
      this.#read(
        name,
        'true or false',
        (text) => ({ true: true, false: false })[text.toLowerCase()],
      ) ?? false
    );
  }

  choice(name: string, choices: readonly string[]): string | undefined {
    return this.#read(name, `one of ${choices.join(', ')}`, (text) =>
      choices.find((choice) => choice === text.toLowerCase()),
    );
  }

  whole(name: string, least: number): number | undefined {
    return this.#read(name, `a whole number from ${least}`, (text) =>
      /^\d{1,9}$/.test(text) && Number(text) >= least ? Number(text) : undefined,
    );
  }

  number(name: string, least: number, most: number): number | undefined {
    return this.#read(name, `a number from ${least} to ${most}`, (text) =>
      /^\d{1,9}(\.\d{1,6})?$/.test(text) && Number(text) >= least && Number(text) <= most
        ? Number(text)
        : undefined,
    );
  }

  text(name: string, longest: number): string | undefined {
    return this.#read(name, `a text of at most ${longest} characters`, (text) => {
      const trimmed = text.trim();
      return trimmed !== '' && trimmed.length <= longest && !trimmed.includes('\0')
        ? trimmed
        : undefined;
    });
  }

  id(name: string): string | undefined {
    return this.#read(name, 'a UUID', (text) => (isUuid(text) ? text.toLowerCase() : undefined));
  }

  instant(name: string): string | undefined {
    return this.#read(name, 'a date or an instant such as 2026-01-31T12:00:00Z', (text) => {
      // A plus sign of the offset arrives as a space when it was not encoded.
      const form =
        /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+ -]\d\d:?\d\d)?)?$/i.exec(
          text.trim(),
        );
      if (!form) return undefined;
      const instant = `${form[1]}T${form[2] ?? '00:00'}${(form[3] ?? 'Z').replace(' ', '+')}`;
      return Number.isNaN(Date.parse(instant)) || !realDate(form[1] ?? '') ? undefined : instant;
    });
  }

  time(name: string): number | undefined {
    return this.#read(name, 'a time such as 09:30', (text) => {
      const form = /^([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?$/.exec(text.trim());
      const minutes = form ? Number(form[1]) * 60 + Number(form[2]) : Number.NaN;
      return minutes <= 1440 ? minutes : undefined;
    });
  }

  day(name: string): string | undefined {
    return this.#read(name, `one of ${DAYS.join(', ')}, or a day's English name`, (text) => {
      const lower = text.trim().toLowerCase();
      return DAYS[DAYS.indexOf(lower.toUpperCase())] ?? DAYS[DAY_NAMES.indexOf(lower)];
    });
  }
}

function realDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
