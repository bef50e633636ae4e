import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { freshDatabase } from '../../database/testing.ts';
import { buildServer } from '../../http/server.ts';
import { HSDS_VERSIONS, type HsdsProfile } from '../export/fields.ts';
import { hsdsValidator, type SchemaName } from '../export/schemas.ts';
import { growDirectory } from '../testing-directory.ts';
import { organization, place, plant, service } from '../testing.ts';
import type { Page } from './answer-list.ts';
import { hsdsRoutes } from './hsds-routes.ts';

let database: Database;
let app: FastifyInstance;
const log: string[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  await growDirectory(database, { services: 90, seed: 2, secretPlaces: 5 });
  app = await buildServer({
    logLevel: 'info',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (line) => void log.push(line) },
  });
  await app.register(hsdsRoutes, { database });
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = (url: string) => app.inject({ method: 'GET', url });
const page = async (url: string): Promise<Page> => {
  const answer = await get(url);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<Page>();
};

const LISTS: { list: string; item: SchemaName; whole: SchemaName }[] = [
  { list: 'services', item: 'service_list', whole: 'service' },
  { list: 'organizations', item: 'organization_list', whole: 'organization' },
  { list: 'service_at_locations', item: 'service_at_location_list', whole: 'service_at_location' },
  { list: 'taxonomies', item: 'taxonomy', whole: 'taxonomy' },
  { list: 'taxonomy_terms', item: 'taxonomy_term', whole: 'taxonomy_term' },
];

describe('every answer is valid in the strict reading', () => {
  for (const version of HSDS_VERSIONS) {
    for (const profile of ['wayhouse', 'plain'] as HsdsProfile[]) {
      const base = profile === 'plain' ? `/hsds/plain/${version}` : `/hsds/${version}`;
      it(base, async () => {
        const info = await get(base);
        expect(info.json()).toMatchObject({
          version,
          openapi_url: expect.stringContaining('/openapi.json'),
          profile: expect.stringMatching(/^https?:/),
        });
        for (const { list, item, whole } of LISTS) {
          const set = { version, profile, strict: true } as const;
          const valid = hsdsValidator(set, item, true);
          const answer = await page(`${base}/${list}`);
          expect(answer.size, list).toBeGreaterThan(0);
          expect(valid(answer), `${list} ${JSON.stringify(valid.errors?.slice(0, 2))}`).toBe(true);
          const one = hsdsValidator(set, whole);
          for (const { id } of answer.contents.slice(0, 5)) {
            const nested = (await get(`${base}/${list}/${String(id)}`)).json<object>();
            expect(one(nested), `${list} ${JSON.stringify(one.errors?.slice(0, 2))}`).toBe(true);
          }
          if (item === whole) continue;
          const full = hsdsValidator(set, whole, true);
          const nested = await page(`${base}/${list}?full=true&per_page=500`);
          expect(full(nested), `${list} full ${JSON.stringify(full.errors?.slice(0, 2))}`).toBe(
            true,
          );
          expect(nested.total_items).toBe(answer.total_items);
        }
      });
    }
  }
});

describe('pages', () => {
  it('hold their rules: sizes sum to the total, in order of id, past the end empty', async () => {
    for (const { list } of LISTS) {
      for (const perPage of [1, 7, 50]) {
        const ids: string[] = [];
        const first = await page(`/hsds/3.1/${list}?per_page=${perPage}`);
        for (let n = 1; n <= first.total_pages; n++) {
          const one = await page(`/hsds/3.1/${list}?per_page=${perPage}&page=${n}`);
          expect(one).toMatchObject({
            page_number: n,
            size: one.contents.length,
            first_page: n === 1,
            last_page: n === first.total_pages,
            empty: false,
            total_items: first.total_items,
          });
          ids.push(...one.contents.map(({ id }) => String(id)));
        }
        expect(ids).toHaveLength(first.total_items);
        expect(ids).toEqual([...new Set(ids)].sort());
        const past = await page(
          `/hsds/3.1/${list}?per_page=${perPage}&page=${first.total_pages + 3}`,
        );
        expect(past).toMatchObject({
          size: 0,
          empty: true,
          last_page: true,
          first_page: false,
          contents: [],
          total_items: first.total_items,
        });
      }
    }
  });

  it('are cut to 500, and minimal ones give id and time only', async () => {
    expect((await page('/hsds/3.1/services?per_page=9999')).total_pages).toBe(1);
    const minimal = await page('/hsds/3.1/services?minimal=true');
    expect(Object.keys(minimal.contents[0] ?? {})).toEqual([
      'id',
      'modified_date',
      'last_modified',
    ]);
  });

  it.each([
    'page=0',
    'page=-1',
    'page=x',
    'page=1.5',
    'per_page=0',
    'per_page=',
    'full=perhaps',
    'taxonomy_term_id=1',
    'modified_after=yesterday',
    'modified_after=2026-02-30',
    'minimum_age=old',
    'day=someday',
    'start_time=25:00',
    'proximity=100',
    'postcode=9999&proximity=5',
    'format=xml',
    `search=${'a'.repeat(121)}`,
    'page=1&page=2',
  ])('refuse %s, naming the parameter', async (query) => {
    const answer = await get(`/hsds/3.1/services?${query}`);
    if (query === 'per_page=') {
      expect(answer.statusCode).toBe(200);
      return;
    }
    expect(answer.statusCode, answer.body).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json<{ errors: { field: string }[] }>().errors[0]?.field).toBe(
      query.startsWith('postcode') ? 'postcode' : query.split('=', 1)[0],
    );
  });

  it('name what they do not know and go on', async () => {
    const answer = await get('/hsds/3.1/services?colour=red&per_page=1&x%0Ay=2');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['x-ignored-parameters']).toBe('colour, x_y');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('POST', () => {
  it('takes the same names from the address, a form or JSON', async () => {
    const wanted = (await page('/hsds/3.1/services?per_page=3&page=2')).contents;
    const answers = await Promise.all([
      app.inject({ method: 'POST', url: '/hsds/3.1/services?per_page=3&page=2' }),
      app.inject({
        method: 'POST',
        url: '/hsds/3.1/services',
        payload: { per_page: 3, page: '2' },
      }),
      app.inject({
        method: 'POST',
        url: '/hsds/3.1/services?page=2',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: 'per_page=3',
      }),
    ]);
    for (const answer of answers) {
      expect(answer.statusCode, answer.body).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.json<Page>().contents).toEqual(wanted);
    }
  });

  it('refuses a name that says two things', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/hsds/3.1/services?page=2',
      payload: { page: 3 },
    });
    expect(answer.statusCode).toBe(400);
    const same = await app.inject({
      method: 'POST',
      url: '/hsds/3.1/services?page=2',
      payload: { page: 2 },
    });
    expect(same.statusCode).toBe(200);
  });
});

describe('ndjson', () => {
  it('streams everything without pages', async () => {
    for (const { list } of LISTS) {
      const all = await page(`/hsds/3.1/${list}?per_page=500`);
      const answer = await get(`/hsds/3.1/${list}?format=ndjson&per_page=2`);
      expect(answer.headers['x-ignored-parameters']).toBe('per_page');
      const lines = answer.body
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(lines).toEqual(all.contents);
    }
  });

  it('still answers 400 for a bad filter', async () => {
    expect(
      (await get('/hsds/3.1/services?format=ndjson&postcode=9999&proximity=5')).statusCode,
    ).toBe(400);
  });
});

describe('what ended', () => {
  it('is told with its status to those who follow, and never in plain lists', async () => {
    const owner = organization();
    const where = place();
    const hiddenPlace = place({}, { publicity: 'unpublished' });
    const long = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
    const kinds = {
      closed: service(owner.id, where.id, { lifecycle: 'closed', description: 'A promise' }),
      paused: service(owner.id, where.id, { lifecycle: 'paused', description: 'A promise' }),
      inactive: service(owner.id, where.id, { status: 'inactive', description: 'A promise' }),
      withdrawn: service(owner.id, where.id, { checked_on: long, description: 'A promise' }),
      hidden: service(owner.id, hiddenPlace.id, { lifecycle: 'closed', description: 'A promise' }),
      draft: service(owner.id, where.id, { lifecycle: 'draft', description: 'A promise' }),
    };
    await plant(database, [
      ...owner.rows,
      ...where.rows,
      ...hiddenPlace.rows,
      ...Object.values(kinds).flatMap(({ rows }) => rows),
    ]);
    const listed = await page(`/hsds/3.1/services?organization_id=${owner.id}`);
    expect(listed.total_items).toBe(0);
    const followed = await page(
      `/hsds/3.1/services?organization_id=${owner.id}&modified_after=2020-01-01`,
    );
    const valid = hsdsValidator(
      { version: '3.1', profile: 'wayhouse', strict: true },
      'service_list',
      true,
    );
    expect(valid(followed), JSON.stringify(valid.errors)).toBe(true);
    const status = Object.fromEntries(
      followed.contents.map(({ id, status }) => [String(id), status]),
    );
    expect(status).toEqual({
      [kinds.closed.id]: 'defunct',
      [kinds.paused.id]: 'temporarily closed',
      [kinds.inactive.id]: 'inactive',
      [kinds.withdrawn.id]: 'inactive',
    });
    expect(JSON.stringify(followed)).not.toContain('promise');
    for (const kind of ['closed', 'paused', 'inactive', 'withdrawn'] as const) {
      const one = await get(`/hsds/3.1/services/${kinds[kind].id}`);
      expect(one.json()).toMatchObject({ status: status[kinds[kind].id] });
      expect(one.body).not.toContain('promise');
    }
    for (const kind of ['hidden', 'draft'] as const) {
      expect((await get(`/hsds/3.1/services/${kinds[kind].id}`)).statusCode).toBe(404);
    }
  });
});

describe('a single object', () => {
  it('is not found in plain words', async () => {
    for (const id of ['nothing', '0192f000-0000-7000-8000-0000000000ff', "' or 1=1 --"]) {
      const answer = await get(`/hsds/3.1/services/${encodeURIComponent(id)}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({ code: 'not_found' });
    }
  });

  it('of an organisation holds its services, simply or in full', async () => {
    const organizations = (await page('/hsds/3.1/organizations?full=true&per_page=500'))
      .contents as { id: string; services: { phones?: unknown }[] }[];
    const busy = organizations.find(({ services }) => services.length > 1);
    expect(busy?.services[0]).not.toHaveProperty('phones');
    const whole = (await get(`/hsds/3.1/organizations/${busy?.id}?full_service=true`)).json<{
      services: object[];
    }>();
    expect(whole.services).toHaveLength(busy?.services.length ?? -1);
    expect(whole.services[0]).toHaveProperty('phones');
  });
});

describe('the profile', () => {
  it('is published as patches, merged schemas and a page', async () => {
    const patch = await get('/hsds/profile/1.0/profile/service.json');
    expect(patch.json()).toHaveProperty('properties.wayhouse.properties.facts');
    const merged = await get('/hsds/profile/1.0/schema/service.json');
    expect(merged.json()).toHaveProperty('properties.wayhouse');
    expect(merged.json()).toHaveProperty('properties.name');
    expect((await get('/hsds/profile/1.0/schema/metadata.json')).statusCode).toBe(200);
    expect((await get('/hsds/profile/1.0/schema/..%2fopenapi.json')).statusCode).toBe(404);
    expect((await get('/hsds/profile/1.0/')).body).toContain('A fact that is not there is unknown');
  });
});

describe('the log', () => {
  it('holds no search, no query and no body', async () => {
    await get('/hsds/3.1/services?search=geheimwoord');
    await app.inject({
      method: 'POST',
      url: '/hsds/3.1/services',
      payload: { search: 'geheimwoord' },
    });
    await get('/hsds/3.1/services?postcode=geheimwoord&page=x');
    expect(log.join('')).toContain('/hsds/3.1/services');
    expect(log.join('')).not.toMatch(/geheimwoord|search=|postcode/);
  });
});
