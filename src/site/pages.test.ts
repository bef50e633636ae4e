import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isItsTurn } from '../../checks/turns.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { ICON_NAMES } from './icons.ts';
import { siteRoutes } from './routes.ts';
import { mainOf } from './testing-answers.ts';
import { ENDED, LISTINGS, POINTS, smallHouse } from './testing.ts';

/** English, Arabic and today's sixth of the others: a page is checked in full, so all of them take too long for every run. */
const LANGS = loadLanguages()
  .offered.map(({ language }) => language)
  .filter(({ code }, at) => code === 'en' || code === 'ar' || isItsTurn(at, 6));
const [clinic = '', , , hospital = '', shelter = '', withdrawn = '', line = ''] = LISTINGS.map(
  ({ code }) => code,
);
let app: FastifyInstance;

beforeAll(async () => {
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(siteRoutes, { house: smallHouse() });
});
afterAll(() => app.close());

const get = (url: string) => app.inject({ url });
const post = (url: string, fields: string[][]) =>
  app.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

/** Every page of a language, by GET and by POST. */
function pages(lang: string): { name: string; load: () => ReturnType<typeof post> }[] {
  const paths = [
    '/',
    '/?place=1',
    '/find',
    '/find/health',
    '/find/any',
    '/find/health/places',
    '/find/health/places?place=1',
    '/how-we-list',
    '/privacy',
    '/accessibility',
    '/emergency',
    '/offline',
    '/map',
    '/map?place=1&need=health',
    '/place',
    '/org/1008',
    ...[clinic, hospital, shelter, withdrawn, line].map((code) => `/s/${code}`),
    ...ENDED.map(({ code }) => `/s/${code}`),
    `/print/${clinic}`,
    `/print/${shelter}`,
    ...POINTS.map(({ code }) => `/point/${code}`),
  ];
  const posts: [string, string[][]][] = [
    ['/search', [['q', 'doctor']]],
    ['/search', [['q', 'docter']]],
    [
      '/search',
      [
        ['need', 'health'],
        ['place', '1'],
        ['when', 'evening'],
        ['speak', 'ti'],
        ['must', 'papers'],
        ['must', 'woman'],
        ['must', 'free'],
      ],
    ],
    ['/search', [['q', 'nothing like that']]],
    [
      '/search',
      [
        ['need', 'health'],
        ['where', 'harbour'],
      ],
    ],
    [
      '/search',
      [
        ['need', 'health'],
        ['where', 'nowhere'],
      ],
    ],
    [
      '/find/health',
      [
        ['must', 'papers'],
        ['when', 'night'],
      ],
    ],
    ['/place', [['where', 'harbour']]],
    [
      `/feedback/${clinic}`,
      [
        ['id', randomUUID()],
        ['outcome', 'refused'],
      ],
    ],
    [
      `/feedback/${clinic}`,
      [
        ['id', randomUUID()],
        ['outcome', 'got_it'],
      ],
    ],
  ];
  return [
    ...paths.map((path) => ({ name: `GET ${path}`, load: () => get(`/${lang}${path}`) })),
    ...posts.map(([path, fields]) => ({
      name: `POST ${path} ${JSON.stringify(fields)}`,
      load: () => post(`/${lang}${path}`, fields),
    })),
    { name: 'GET /nothing', load: () => get(`/${lang}/nothing`) },
    { name: 'GET /s/1011', load: () => get(`/${lang}/s/1011`) },
    { name: 'POST bad', load: () => post(`/${lang}/search`, [['need', 'gold']]) },
  ];
}

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-inline-style': 'off',
    'require-sri': 'off',
    'no-trailing-whitespace': 'off',
    'doctype-style': 'off',
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'no-raw-characters': 'off',
    'attribute-empty-style': 'off',
    'long-title': 'off',
    'no-implicit-button-type': 'off',
    'wcag/h30': 'off',
    'tel-non-breaking': 'off',
    'prefer-native-element': 'off',
    'no-redundant-role': 'off',
    'no-dup-class': 'off',
    'form-dup-name': 'off',
    'element-permitted-content': 'error',
  },
});

describe.each(LANGS)('pages in $code', ({ code: lang, tag, dir }) => {
  test('are valid HTML, under a strict policy, without a trace', async () => {
    for (const { name, load } of pages(lang)) {
      const answer = await load();
      expect(answer.headers['content-type'], name).toBe('text/html; charset=utf-8');
      const report = await validator.validateString(answer.body);
      const problems = report.results.flatMap(({ messages }) =>
        messages.map(
          ({ ruleId, message, line: at }) => `${name}: ${ruleId} ${message} (${String(at)})`,
        ),
      );
      expect(problems).toEqual([]);
      expect(answer.headers['set-cookie'], name).toBeUndefined();
      expect(answer.headers['referrer-policy'], name).toBe('no-referrer');
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'/);
      expect(policy).not.toContain('unsafe');
      if (name.startsWith('POST')) expect(answer.headers['cache-control'], name).toBe('no-store');
      // Nothing of others: links out are marked, everything loaded is ours.
      expect(answer.body.match(/ (?:src|action)="(?!\/)[^"]*"/g), name).toBeNull();
      expect(mainOf(answer.body), name).not.toMatch(
        / style="| on\w+="|javascript:|undefined|\[object|NaN/,
      );
      expect(answer.body, name).toMatch(new RegExp(`<html lang="${tag}" dir="${dir}">`));
      // Leave is the first link.
      expect(/<a [^>]*>/.exec(answer.body)?.[0], name).toContain('href="/leave"');
    }
  });

  test('name every picture that they use, and none in vain', async () => {
    for (const { name, load } of pages(lang)) {
      const { body } = await load();
      const used = new Set([...body.matchAll(/<use href="#(\w+)"/g)].map(([, id]) => id));
      const carried = new Set([...body.matchAll(/<symbol id="(\w+)"/g)].map(([, id]) => id));
      for (const id of used) expect(carried, `${name} uses ${String(id)}`).toContain(id);
      for (const id of carried) expect(ICON_NAMES).toContain(id);
    }
  });
});
