import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Row } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { buildServer } from '../../http/server.ts';
import { FACTS, isFactCode } from '../fact-codes.ts';
import { asOwner } from '../testing.ts';
import { chance, growDirectory } from '../testing-directory.ts';
import {
  FACT_TAXONOMY,
  meaningOf,
  NEED_TAXONOMY,
  WAYHOUSE_TERMS,
} from '../export/wayhouse-terms.ts';
import type { Page } from './answer-list.ts';
import { hsdsRoutes } from './hsds-routes.ts';

/** 500 random combinations of filters against a reading in plain loops over the same rows. */
const COMBINATIONS = 500;
const TODAY = new Date().toISOString().slice(0, 10);

type Tables = Record<
  | 'service'
  | 'sal'
  | 'organization'
  | 'location'
  | 'address'
  | 'schedule'
  | 'attribute'
  | 'term'
  | 'text'
  | 'fact'
  | 'need'
  | 'ended',
  Row[]
>;
type Query = Record<string, string>;

let database: Database;
let app: FastifyInstance;
let tables: Tables;
beforeAll(async () => {
  database = await freshDatabase();
  await growDirectory(database, { services: 120, seed: 9 });
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(hsdsRoutes, { database });
  const all = (view: string) => asOwner(database, `select * from directory.pub_${view}`);
  tables = {
    service: await all('service'),
    sal: await all('service_at_location'),
    organization: await all('organization'),
    location: await all('location'),
    address: await all('address'),
    schedule: await all('schedule'),
    attribute: await all('attribute'),
    term: await all('taxonomy_term'),
    text: await all('field_text'),
    fact: await all('fact'),
    need: await all('service_need'),
    ended: await all('ended_service'),
  };
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const has = (value: unknown, word: string): boolean =>
  String(value ?? '')
    .toLowerCase()
    .includes(word.toLowerCase());

function saysAll(row: Row, search: string): boolean {
  return search
    .split(/\s+/)
    .every(
      (word) =>
        has(row['name'], word) ||
        has(row['alternate_name'], word) ||
        has(row['description'], word) ||
        tables.text.some(
          (text) =>
            text['subject_id'] === row['id'] &&
            ['name', 'alternate_name', 'description'].includes(String(text['field'])) &&
            has(text['text'], word),
        ),
    );
}

/** Ids of objects that carry the term or a term of the taxonomy, and of services that meet a need of ours. */
function carriers(
  query: Query,
  key: 'taxonomy_term_id' | 'taxonomy_id',
  plain: boolean,
): { links: Set<string>; services: Set<string> } {
  const id = query[key];
  const links = new Set<string>();
  const services = new Set<string>();
  for (const row of tables.attribute) {
    const term = tables.term.find((one) => one['id'] === row['taxonomy_term_id']);
    if ((key === 'taxonomy_term_id' ? term?.['id'] : term?.['taxonomy_id']) === id)
      links.add(String(row['link_id']));
  }
  if (!plain) return { links, services };
  const meaning = key === 'taxonomy_term_id' ? meaningOf(id ?? '') : undefined;
  for (const fact of tables.fact) {
    const code = String(fact['code']);
    if (!isFactCode(code) || FACTS[code].favourable === 'none') continue;
    const wanted = FACTS[code].favourable === 'yes' ? 1 : 2;
    if (fact['value'] !== wanted || String(fact['counts_until'] ?? '') < TODAY) continue;
    if (id === FACT_TAXONOMY.id || (meaning && 'fact' in meaning && meaning.fact === code))
      links.add(String(fact['subject_id']));
  }
  for (const need of tables.need) {
    if (id === NEED_TAXONOMY.id || (meaning && 'need' in meaning && meaning.need === need['need']))
      services.add(String(need['service_id']));
  }
  return { links, services };
}

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

function isOpen(row: Row, query: Query): boolean {
  if (row['effect'] !== 'open') return false;
  const { day, start_time: start, end_time: end } = query;
  if (
    day &&
    !String(row['byday'] ?? '')
      .split(',')
      .some((part) => part.trim().replace(/^[+-]?[1-5]/, '') === day)
  )
    return false;
  const from = start ?? end;
  const to = end ?? start;
  if (from === undefined || to === undefined) return true;
  if (row['opens_at'] === null || row['closes_at'] === null) return false;
  const opens = Number(row['opens_at']);
  const closes =
    Number(row['closes_at']) <= opens ? Number(row['closes_at']) + 1440 : Number(row['closes_at']);
  const until = minutes(to) < minutes(from) ? minutes(to) + 1440 : minutes(to);
  return opens <= minutes(from) && closes >= until;
}

function placesNear(query: Query): Set<string> | undefined {
  const { postcode, proximity } = query;
  if (!postcode) return undefined;
  const at = tables.address
    .filter((row) => row['postal_code'] === postcode)
    .flatMap((row) => tables.location.filter((l) => l['id'] === row['location_id']));
  if (!proximity) return new Set(at.map((row) => String(row['id'])));
  const middle = (column: string): number =>
    at.reduce((sum, row) => sum + Number(row[column]), 0) / at.length;
  const radians = Math.PI / 180;
  const [lat, lon] = [middle('latitude'), middle('longitude')];
  const metres = (row: Row): number => {
    const [a, b] = [Number(row['latitude']), Number(row['longitude'])];
    const h =
      Math.sin(((a - lat) * radians) / 2) ** 2 +
      Math.cos(lat * radians) * Math.cos(a * radians) * Math.sin(((b - lon) * radians) / 2) ** 2;
    return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
  };
  return new Set(
    tables.location
      .filter(
        (row) =>
          row['disclosure'] === 'exact' &&
          row['latitude'] !== null &&
          metres(row) <= Number(proximity),
      )
      .map((row) => String(row['id'])),
  );
}

function expected(list: string, query: Query, plain: boolean): string[] {
  const places = placesNear(query);
  const taxonomic = (['taxonomy_term_id', 'taxonomy_id'] as const)
    .filter((key) => query[key])
    .map((key) => carriers(query, key, plain));
  const sals = (service: string): Row[] =>
    tables.sal.filter((row) => row['service_id'] === service);
  const timed = query['day'] ?? query['start_time'] ?? query['end_time'];
  const open = tables.schedule.filter((row) => isOpen(row, query));
  const serviceFits = (row: Row): boolean =>
    (!query['organization_id'] || row['organization_id'] === query['organization_id']) &&
    (!query['search'] || saysAll(row, query['search'])) &&
    (!query['minimum_age'] ||
      row['maximum_age'] === null ||
      Number(row['maximum_age']) >= Number(query['minimum_age'])) &&
    (!query['maximum_age'] ||
      row['minimum_age'] === null ||
      Number(row['minimum_age']) <= Number(query['maximum_age']));
  if (list === 'organizations') {
    return tables.organization
      .filter(
        (row) =>
          (!query['organization_id'] || row['id'] === query['organization_id']) &&
          (!query['search'] || saysAll(row, query['search'])) &&
          taxonomic.every(
            ({ links, services }) =>
              links.has(String(row['id'])) ||
              tables.service.some(
                (s) =>
                  s['organization_id'] === row['id'] &&
                  (links.has(String(s['id'])) || services.has(String(s['id']))),
              ),
          ),
      )
      .map((row) => String(row['id']))
      .sort();
  }
  if (list === 'service_at_locations') {
    return tables.sal
      .filter((row) => {
        const service = tables.service.find((s) => s['id'] === row['service_id']);
        if (!service || String(service['vouched_until']) < TODAY || !serviceFits(service))
          return false;
        const ids = [row['id'], row['service_id'], row['location_id']].map(String);
        return (
          taxonomic.every(
            ({ links, services }) => ids.some((id) => links.has(id)) || services.has(ids[1] ?? ''),
          ) &&
          (!timed ||
            open.some(
              (h) =>
                h['service_at_location_id'] === ids[0] ||
                h['service_id'] === ids[1] ||
                h['location_id'] === ids[2],
            )) &&
          (!places || places.has(ids[2] ?? '')) &&
          (!query['modified_after'] ||
            (service['changed_at'] as Date) >= new Date(query['modified_after']))
        );
      })
      .map((row) => String(row['id']))
      .sort();
  }
  const live = tables.service.filter((row) => {
    const id = String(row['id']);
    const here = sals(id);
    const since = query['modified_after'];
    const dayAfter = new Date(Date.parse(String(row['vouched_until'])) + 86_400_000);
    const current = since
      ? (row['changed_at'] as Date) >= new Date(since) ||
        (String(row['vouched_until']) < TODAY && dayAfter >= new Date(since.slice(0, 10)))
      : String(row['vouched_until']) >= TODAY;
    return (
      current &&
      serviceFits(row) &&
      taxonomic.every(
        ({ links, services }) =>
          links.has(id) || services.has(id) || here.some((x) => links.has(String(x['id']))),
      ) &&
      (!timed ||
        open.some(
          (h) =>
            h['service_id'] === id ||
            here.some(
              (x) =>
                h['service_at_location_id'] === x['id'] || h['location_id'] === x['location_id'],
            ),
        )) &&
      (!places || here.some((x) => places.has(String(x['location_id']))))
    );
  });
  const told = ['search', 'organization_id', 'modified_after'];
  const ended =
    query['modified_after'] && Object.keys(query).every((key) => told.includes(key))
      ? tables.ended.filter(
          (row) =>
            (row['changed_at'] as Date) >= new Date(query['modified_after'] ?? '') &&
            (!query['organization_id'] || row['organization_id'] === query['organization_id']) &&
            (query['search']?.split(/\s+/) ?? []).every((word) => has(row['name'], word)),
        )
      : [];
  return [...live, ...ended].map((row) => String(row['id'])).sort();
}

describe('filters', () => {
  it(`are cumulative: ${COMBINATIONS} random combinations give what plain loops give`, {
    timeout: 120_000,
  }, async () => {
    const random = chance(77);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    const id = (rows: Row[]): string => String(pick(rows)['id']);
    const choices: Record<string, (plain: boolean) => string> = {
      search: () =>
        pick(['kitchen', 'night', 'women clinic', '100%', 'people_1', 'خدمة', 'zzz', 'a']),
      taxonomy_term_id: (plain) =>
        plain && random() < 0.6 ? pick(WAYHOUSE_TERMS).id : id(tables.term),
      taxonomy_id: (plain) =>
        plain && random() < 0.6
          ? pick([FACT_TAXONOMY.id, NEED_TAXONOMY.id])
          : String(pick(tables.term)['taxonomy_id']),
      organization_id: () => id(tables.organization),
      modified_after: () => pick(['2020-01-01', TODAY, '2026-08-01', '2099-01-01']),
      postcode: () => String(pick(tables.address)['postal_code']),
      minimum_age: () => pick(['5', '18', '65']),
      maximum_age: () => pick(['12', '30', '90']),
      day: () => pick(['MO', 'TU', 'FR', 'SU']),
      start_time: () => pick(['08:30', '10:00', '23:00']),
      end_time: () => pick(['09:00', '15:00', '02:00']),
    };
    let nonEmpty = 0;
    for (let n = 0; n < COMBINATIONS; n++) {
      const plain = random() < 0.5;
      const list = pick(['services', 'services', 'service_at_locations', 'organizations']);
      const query: Query = {};
      for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
        const name = pick(
          list === 'organizations'
            ? ['search', 'taxonomy_term_id', 'taxonomy_id', 'organization_id']
            : Object.keys(choices),
        );
        query[name] = choices[name]?.(plain) ?? '';
      }
      if (query['postcode'] && random() < 0.5) query['proximity'] = pick(['500', '3000', '20000']);
      const url = `/hsds/${plain ? 'plain/' : ''}3.1/${list}?${new URLSearchParams({ ...query, per_page: '500' }).toString()}`;
      const answer = await app.inject(url);
      expect(answer.statusCode, `${url} ${answer.body}`).toBe(200);
      const found = answer.json<Page>().contents.map((one) => String(one['id']));
      expect(found, url).toEqual(expected(list, query, plain));
      if (found.length > 0) nonEmpty++;
    }
    expect(nonEmpty).toBeGreaterThan(COMBINATIONS / 4);
  });
});
