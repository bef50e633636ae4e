/** The one key that our profile adds to HSDS objects: what HSDS has no place for (chapter 10, section 2.5). */
import { dateOf, dayOf } from '../../languages/days.ts';
import type { Row } from '../../database/index.ts';
import { FACTS, isFactCode, REVIEW_DAYS } from '../fact-codes.ts';
import type { ProfileFact, ProfileTranslation } from '../profile.ts';
import type { EntityName } from './fields.ts';
import type { Related } from './related.ts';

const ANSWERS = ['unknown', 'yes', 'no'] as const;

/** Undefined when there is nothing to say. */
export function profileKey(entity: EntityName, row: Row, related: Related): Row | undefined {
  const id = String(row['id']);
  const key = {
    ...common(row, related),
    ...keep(OWN[entity]?.(row, related) ?? {}),
    ...keep({ facts: WITH_FACTS.has(entity) ? factsOf(id, related) : [] }),
  };
  return Object.keys(key).length > 0 ? key : undefined;
}

const WITH_FACTS = new Set<EntityName>([
  'organization',
  'service',
  'service_at_location',
  'location',
]);

const OWN: Partial<Record<EntityName, (row: Row, related: Related) => Row>> = {
  organization: (row) => ({ code: row['code'], in_network: row['in_network'] || undefined }),
  service: (row, { needs }) => ({
    needs: (needs.get(String(row['id'])) ?? []).map((need) => need['need']),
    confirmed_by: row['confirmed_by'],
    confirmed_on: row['confirmed_on'],
    holiday_rule: row['holiday_rule'] === 'unknown' ? undefined : row['holiday_rule'],
  }),
  service_at_location: (row) => ({ code: row['code'] }),
  location: (row, related) => ({
    publicity: 'public',
    disclosure: row['disclosure'],
    time_zone: row['time_zone'],
    area: related.areas.get(String(row['area_id']))?.code,
    point: pointOf(String(row['id']), related),
  }),
  schedule: (row) => ({
    time_zone: row['time_zone'],
    effect: row['effect'] === 'open' ? undefined : row['effect'],
    replaces: row['replaces'] || undefined,
    women_only: row['women_only'] || undefined,
  }),
  language: (row) => ({ mode: row['mode'] }),
  required_document: (row) => ({
    doc_code: row['doc_code'],
    level: row['level'],
    checked_on: row['checked_on'],
  }),
  service_capacity: (row) => ({ stale_after: lengthOf(Number(row['stale_seconds'])) }),
};

function common(row: Row, { texts }: Related): Row {
  const translations = (texts.get(String(row['id'])) ?? []).map(
    (text): ProfileTranslation => ({
      field: String(text['field']),
      lang: String(text['lang']),
      text: String(text['text']),
      state: text['state'] as NonNullable<ProfileTranslation['state']>,
    }),
  );
  return keep({ source_lang: row['source_lang'], translations });
}

function factsOf(id: string, { facts }: Related): ProfileFact[] {
  return (facts.get(id) ?? []).map(
    (fact) =>
      keep({
        code: fact['code'],
        value: ANSWERS[Number(fact['value'])],
        source_kind: fact['source_kind'],
        said_by: fact['said_by_name'],
        method: fact['method'],
        checked_on: fact['checked_on'],
        review_by: fact['review_by'] ?? dueAfter(fact),
        note: fact['note'],
      }) as ProfileFact,
  );
}

/** When an answer has to be asked again, also where only the day of its check is kept. */
function dueAfter(fact: Row): string | undefined {
  const code = String(fact['code']);
  const { review } = REVIEW_DAYS[isFactCode(code) ? FACTS[code].clock : 'quick'];
  const checked = fact['checked_on'];
  return typeof checked === 'string' ? dateOf(dayOf(checked) + review) : undefined;
}

/** `HH:MM:SS` of seconds. */
function lengthOf(seconds: number): string {
  const parts = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds % 60),
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function pointOf(id: string, { points, agreements }: Related): Row | undefined {
  const point = points.get(id);
  if (!point) return undefined;
  const agreement = agreements.get(id);
  return keep({
    code: point['code'],
    kind: point['kind'],
    spaces: point['spaces'],
    package_template: point['package_template'],
    elements: point['elements'],
    agreement: agreement
      ? keep({
          kind: agreement['kind'],
          guarantees: agreement['guarantees'],
          valid_from: agreement['valid_from'],
          valid_to: agreement['valid_to'],
          breached_on: agreement['breached_on'],
        })
      : undefined,
  });
}

/** Without what is not known and without empty lists. */
function keep(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) =>
        value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
