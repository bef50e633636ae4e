/** Saying no changes nothing (FIRE-06, invariant 11): every path answers the same bytes whatever stands about consent. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, openIndex } from '../app.ts';
import { readConfig } from '../config.ts';
import type { LiveIndex } from '../directory/index.ts';
import { organization, place, plant, service } from '../directory/testing.ts';
import { actAs } from '../firewall/index.ts';
import { addGrant, asOwner, insert } from '../firewall/context/testing.ts';
import { ORG_A, ORG_B, testKeeper } from '../firewall/keeper/testing.ts';
import { addAgreement, addOrganisation } from '../firewall/context/testing.ts';
import { withdrawConsent } from '../firewall/index.ts';
import { ownHouse, type OwnHouse, type Somebody } from './testing.ts';

const owner = organization();
const quay = place({ latitude: 41.2, longitude: 9.1 });
const clinic = service(owner.id, quay.id, { name: 'Quay clinic' });

let house: OwnHouse;
let index: LiveIndex;
let app: FastifyInstance;
let folder: string;
let hana: Somebody;

beforeAll(async () => {
  house = await ownHouse();
  hana = await house.somebody({ consent: false });
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-refusal-'));
  const config = readConfig({ WAYHOUSE_DATA: folder, WAYHOUSE_LOG_LEVEL: 'silent' });
  const open = {
    config,
    database: house.kept.main,
    kind: 'server' as const,
    close: async () => {},
  };
  await plant(house.kept.main, [
    ...owner.rows,
    ...quay.rows,
    ...clinic.rows,
    ['service_need', { service_id: clinic.id, need: 'health.doctor' }],
    ['point', { location_id: quay.id, code: '90001', kind: 'safe_point' }],
  ]);
  index = openIndex(open, { info: () => {}, warn: () => {} });
  await index.ready();
  const firewall = {
    ...house.firewall,
    keys: house.kept.keys,
    log: house.log,
    secret: (label: string) => house.kept.keystore.derived(label),
    close: async () => {},
  };
  app = await buildApp(open, index, {
    demo: false,
    rateLimit: 0,
    logLevel: 'silent',
    staff: { firewall, door: house.door as never, close: async () => {} },
  });
}, 90_000);
afterAll(async () => {
  await app.close();
  await index.close();
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

type Ask = { url: string; fields?: Record<string, string>; json?: object; slip?: true };

const LANGS = ['en', 'es', 'fr', 'ar', 'fa', 'ti'];
/** The same form each time: it counts once. */
const FORMS = Object.fromEntries(LANGS.map((lang) => [lang, randomUUID()]));
const PAGES = [
  '/',
  '/find',
  '/find/health',
  '/find/health/places',
  '/place',
  '/map',
  '/how-we-list',
  '/privacy',
  '/accessibility',
  '/emergency',
  '/offline',
  '/transparency',
  '/my',
  '/my/erasure',
  '/nothing',
];
const asks = (): Ask[] => [
  ...LANGS.flatMap((lang) => [
    ...PAGES.map((path) => ({ url: `/${lang}${path}` })),
    { url: `/${lang}/s/${clinic.code}` },
    { url: `/${lang}/print/${clinic.code}` },
    { url: `/${lang}/point/90001` },
    { url: `/${lang}/search`, fields: { need: 'health', must: 'papers' } },
    {
      url: `/${lang}/feedback/${clinic.code}`,
      fields: { id: FORMS[lang] ?? '', outcome: 'refused', reason: 'B14' },
    },
    ...['', '/wrong', '/erase'].map((path) => ({
      url: `/${lang}/my${path}`,
      fields: { code: hana.code },
    })),
  ]),
  { url: '/api/find?need=health&lang=en' },
  { url: '/api/find', json: { lang: 'en', needs: ['health'] } },
  { url: '/services' },
  { url: `/services/${clinic.id}` },
  { url: '/organizations' },
  { url: '/packs/index.json' },
  { url: '/transparency.json' },
  { url: '/my/data', slip: true },
];

/** What was shared is hers to see, so it differs; nothing else may. Ids made for one form, and the second of an answer, are no service. */
const plain = (text: string): string =>
  text
    .replace(/<section><h2>With whom[\s\S]*?<\/section>/, '')
    .replace(/<section><h2>(?:Con quién|Avec qui|مع من|با چه|ምስ መን)[\s\S]*?<\/section>/, '')
    .replace(
      /<li class="paper gap"><p><b>(?:What you allowed|Lo que permitió|Ce que vous avez permis|ما سمحت|آنچه اجازه|ክንካፈል)[\s\S]*?<\/li>/,
      '',
    )
    .replace(/name="(id|number)" value="[0-9a-f-]{36}"/g, 'name="$1"')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'T');

const withoutConsents = (body: string): string => {
  const { held } = JSON.parse(body) as { held: { table: string }[] };
  return JSON.stringify(held.filter(({ table }) => table !== 'consent.record'));
};

async function answers(): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { url, fields, json, slip } of asks()) {
    const answer = await app.inject({
      method: fields || json ? 'POST' : 'GET',
      url,
      headers: {
        ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...(slip ? { authorization: `Slip ${hana.code}` } : {}),
      },
      ...(fields ? { payload: new URLSearchParams(fields).toString() } : {}),
      ...(json ? { payload: json } : {}),
    });
    all.set(
      `${url} ${JSON.stringify(fields ?? json ?? '').replace(/"id":"[^"]*"/, '')}`,
      `${answer.statusCode} ${plain(slip ? withoutConsents(answer.body) : answer.body)}`,
    );
  }
  return all;
}

describe('saying no', () => {
  it('leaves every path of every service as it is: never asked, given, taken back', async () => {
    await answers();
    const never = await answers();
    const served = [...never].filter(([, text]) => text.startsWith('200')).length;
    expect(served / never.size).toBeGreaterThan(0.85);
    const grant = await addGrant(house.kept.main, {
      subject: hana.subject,
      from: ORG_A,
      to: ORG_B,
    });
    const given = await answers();
    await withdrawConsent(
      house.firewall,
      {
        kind: 'person',
        actor: '',
        org: ORG_A,
        session: hana.code,
        subject: hana.subject,
        purpose: 'own.access',
      },
      grant,
      'token',
    );
    const back = await answers();
    for (const [ask, text] of never) {
      expect(given.get(ask), `${ask}, given`).toBe(text);
      expect(back.get(ask), `${ask}, taken back`).toBe(text);
    }
  }, 120_000);

  it('changes no row that the organisation sees of its own people, in the order of its queue', async () => {
    const kept = await testKeeper();
    await addOrganisation(kept.main, { id: ORG_A });
    await addOrganisation(kept.main, { id: ORG_B });
    await addAgreement(kept.main, [ORG_A, ORG_B]);
    const firewall = { database: kept.main, keeper: kept.keeper };
    const people = Array.from({ length: 8 }, () => randomUUID());
    for (const [n, subject] of people.entries())
      await insert(kept.main, 'casework.person', {
        subject,
        org_id: ORG_A,
        purpose_id: 'desk.visit',
        last_contact: new Date(Date.UTC(2026, 9, 1 + (n % 3))),
      });
    const queue = () =>
      actAs(
        firewall,
        {
          kind: 'staff',
          actor: randomUUID(),
          org: ORG_A,
          purpose: 'desk.visit',
          route: '/queue',
          role: 'app_desk',
        },
        (tx) =>
          tx.query(
            `select p.*, (select count(*) from casework.handle h where h.subject = p.subject) from casework.person p order by last_contact, created_at, subject`,
          ),
      );
    const before = await queue();
    expect(before).toHaveLength(8);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ who: fc.nat(7), back: fc.boolean() }), { maxLength: 12 }),
        async (consents) => {
          await asOwner(kept.main, (tx) => tx.execute('delete from consent.record'));
          for (const { who, back } of consents) {
            const grant = await addGrant(kept.main, {
              subject: people[who] ?? '',
              from: ORG_A,
              to: ORG_B,
            });
            if (back)
              await asOwner(kept.main, (tx) =>
                tx.execute(
                  `update consent.record set withdrawn_at = now(), withdrawn_how = 'slip' where grant_id = $1`,
                  [grant],
                ),
              );
          }
          expect(await queue()).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
    await kept.close();
  }, 60_000);
});
