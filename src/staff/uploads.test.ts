/**
 * Whatever the program takes as a file is shown to the virus scanner before it is read or kept (ASVS 5.4.3). Every route with a
 * body of another kind than forms and JSON, of more than the usual megabyte, or with a long text in it stands here: as a file, then
 * it is sent clean, harmful, and without a scanner; or with the reason why no file can be in it. A new one fails.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyPluginAsync, RouteOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeCap } from '../alerts/cap/index.ts';
import { FLOOD } from '../alerts/cap/testing.ts';
import { addPartner } from '../alerts/inbox.ts';
import { alertInboxRoutes } from '../alerts/index.ts';
import { OFFICER } from '../alerts/testing.ts';
import { channelRoutes } from '../channels/index.ts';
import { wavOf } from '../channels/voice/testing.ts';
import { consoleHouse, type ConsoleHouse } from '../console/testing.ts';
import { asOwner } from '../firewall/context/testing.ts';
import { standInClamd, type StandIn } from '../firewall/files/clamd-testing.ts';
import { openScanner, TEST_STRING } from '../firewall/files/index.ts';
import type { Worker } from '../firewall/index.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { myPages, transparencyPages } from '../my/index.ts';
import { ownReferralPages, recipientPages, referralRoutes } from '../referrals/index.ts';
import { testHouse, type TestHouse } from '../referrals/testing.ts';
import { loadLook, printPages, siteRoutes } from '../site/index.ts';
import { smallHouse } from '../site/testing.ts';
import { STAFF_ROOMS } from '../../test/staff-rooms.ts';

const SEALED = 'ciphertext of the device: this machine cannot open it, and no page gives it out';
/** Routes with long bodies, and why there is no file in them. */
const NO_FILE: Readonly<Record<string, string>> = {
  'POST /api/desk/ops': 'fields of a fixed form, sealed on the tablet or not; short texts, no file',
  ...Object.fromEntries(
    ['received', 'sent', 'delivered', 'failed', 'ussd', 'ussd/:key'].map((last) => [
      `POST /channels/:name/${last}`,
      'a message of 32 kB at most, of a gateway that signs; number and text are read from it, nothing else',
    ]),
  ),
  'POST /api/compartments/:compartment/visits/:visit/files': SEALED,
  'POST /api/compartments/:compartment/visits/:visit/steps': SEALED,
  'POST /staff/protected/:room/visits/:visit/files': SEALED,
  'POST /staff/protected/:room/visits/:visit/adults': SEALED,
};

type Answer = { statusCode: number; body: string };
type Upload = {
  /** Makes everything ready while there is a scanner; what it gives sends a file with this mark in it. */
  prepared(mark: string): Promise<() => Promise<Answer>>;
  /** How much of it is kept. */
  kept(): Promise<number>;
};

const noLog = { logLevel: 'silent', rateLimit: 0, trustedProxies: 0 } as const;
let clamd: StandIn;
let desk: ConsoleHouse;
let network: TestHouse;
let referrals: FastifyInstance;
let mira: Worker;
let farida: Worker;
let token: string;
const told: unknown[] = [];
beforeAll(async () => {
  clamd = await standInClamd();
  const scan = openScanner({
    clamd: clamd.address,
    patience: 300,
    warn: (...line) => told.push(line),
  });
  desk = await consoleHouse({ scan });
  const { database } = desk.people.house.door;
  await desk.app.register(alertInboxRoutes, { database, scan });
  mira = await desk.people.worker('editor');
  farida = await desk.people.worker('translator');
  const partner = { name: 'Weather office', mayHaveToken: true };
  token = (await addPartner(database, OFFICER.org, partner)).token ?? '';
  network = await testHouse();
  referrals = await buildServer(noLog);
  await referrals.register(referralRoutes, { ...network.parts, scan });
});
beforeEach(() => {
  desk.renew();
  told.length = 0;
});
afterAll(async () => {
  await referrals.close();
  await desk.close();
  await network.close();
  await clamd.close();
});

const count = async (table: string): Promise<number> => {
  const [row] = await asOwner(desk.people.house.door.database, (tx) =>
    tx.query<{ n: string }>(`select count(*) as n from ${table}`),
  );
  return Number(row?.n);
};
const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

let made: Promise<number> | undefined;
/** A card in English; one for all of them. */
const card = (): Promise<number> =>
  (made ??= (async () => {
    await desk.ask(mira, '/staff/cards/new', {
      topic: 'health',
      kind: 'how_to',
      source_lang: 'en',
      publisher: 'Red Cross of Selmora',
      owner_role: 'Health desk',
      source: 'Health office',
      checked_on: day(0),
      review_by: day(30),
    });
    const code = Number(/cards\/(\d+)"/.exec((await desk.ask(mira, '/staff/cards/all')).body)?.[1]);
    await desk.ask(mira, `/staff/cards/${code}/en`, {
      question: 'Where is a doctor?',
      answer: 'At the port.',
      nextStep: 'Go to the port today.',
      action: 'go',
      after: '0',
    });
    return code;
  })());

/** A form with a file, as a browser sends it. */
const form = (url: string, fields: Record<string, string>, file?: Buffer): Promise<Answer> => {
  const edge = 'edge-of-the-form';
  const part = (head: string, body: Buffer | string): Buffer =>
    Buffer.concat([
      Buffer.from(`--${edge}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]);
  const parts = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
  if (file)
    parts.push(part('name="file"; filename="a"\r\ncontent-type: application/octet-stream', file));
  return desk.app.inject({
    method: 'POST',
    url,
    headers: {
      cookie: desk.cookie(farida),
      'accept-language': 'en',
      'content-type': `multipart/form-data; boundary=${edge}`,
    },
    payload: Buffer.concat([...parts, Buffer.from(`--${edge}--\r\n`)]),
  });
};
const EXCHANGE = '/staff/cards/exchange';
const translation = async (mark: string): Promise<Buffer> => {
  await card();
  const file = await desk.app.inject({
    url: `${EXCHANGE}/file?from=en&to=fr&what=waiting&format=xliff&topic=`,
    headers: { cookie: desk.cookie(farida) },
  });
  const said: Record<string, string> = {
    question: `Où est un médecin ${randomUUID().slice(0, 4)} ?`,
    answer: 'Au port.',
    nextStep: 'Aller au port aujourd’hui.',
  };
  let french = file.body;
  for (const [id, words] of Object.entries(said))
    french = french.replace(
      new RegExp(`(<unit id="${id}"[\\s\\S]*?</source>)`),
      `$1<target>${words}</target>`,
    );
  return Buffer.from(`${french}<!-- ${mark} -->`);
};
const hidden = (body: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';

const UPLOADS: Readonly<Record<string, Upload>> = {
  'POST /staff/cards/:code/:lang/audio': {
    prepared: async (mark) => {
      const code = await card();
      const sound = wavOf(Buffer.concat([Buffer.alloc(800, 128), Buffer.from(mark)]));
      return () => form(`/staff/cards/${code}/en/audio`, { revision: '1' }, sound);
    },
    kept: () => count('guidance.medium'),
  },
  'POST /staff/cards/exchange': {
    prepared: async (mark) => {
      const file = await translation(mark);
      return () => form(EXCHANGE, {}, file);
    },
    // What was looked at waits in the form that is shown; nothing is kept here.
    kept: async () => 0,
  },
  'POST /staff/cards/exchange/apply': {
    prepared: async (mark) => {
      const file = await translation('clean');
      const digest = hidden((await form(EXCHANGE, {}, file)).body, 'digest');
      const other = mark === 'clean' ? file : await translation(mark);
      const packed = gzipSync(other).toString('base64url');
      return () => form(`${EXCHANGE}/apply`, { digest, packed });
    },
    kept: () => count('guidance.revision'),
  },
  'POST /api/v1/alerts/cap': {
    prepared: async (mark) => () =>
      desk.app.inject({
        method: 'POST',
        url: '/api/v1/alerts/cap',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cap+xml' },
        payload: `${writeCap({ ...FLOOD, identifier: randomUUID() })}<!-- ${mark} -->`,
      }),
    kept: () => count('alerts.inbox'),
  },
  'POST /api/referrals/:id/consent': {
    prepared: async (mark) => {
      const { referral_id } = await network.make();
      return () =>
        referrals.inject({
          method: 'POST',
          url: `/api/referrals/${referral_id}/consent`,
          headers: { 'x-worker': network.sender.actor },
          payload: {
            grant_id: randomUUID(),
            notice_version: 1,
            notice_lang: 'ar',
            explained: 'played',
            communication: { shared_language: true },
            given: 'mark',
            sign: { kind: 'voice', data: Buffer.from(mark).toString('base64url') },
          },
        });
    },
    kept: async () => {
      const [row] = await network.owner<{ n: string }>(
        `select (select count(*) from referrals.consent_sign) + (select count(*) from consent.record) as n`,
      );
      return Number(row?.n);
    },
  },
};

describe.each(Object.entries(UPLOADS))('%s', (route, { prepared, kept }) => {
  const send = async (mark: string): Promise<Answer> => (await prepared(mark))();
  const isScreen = route.startsWith('POST /staff/');
  /** By the code for programs, by a sentence for people. */
  const refusal = ({ body }: Answer): string | undefined =>
    isScreen
      ? /knows this file as harmful|scanner does not answer/.exec(body)?.[0]
      : (JSON.parse(body) as { code: string }).code;

  it('takes what the scanner lets pass', async () => {
    const before = await kept();
    const answer = await send('clean');
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    if (route !== 'POST /staff/cards/exchange') expect(await kept()).toBeGreaterThan(before);
    expect(told).toEqual([]);
  });

  it('refuses what it knows, keeps nothing of it, and logs the signature alone', async () => {
    const before = await kept();
    const answer = await send(TEST_STRING);
    expect(answer.statusCode).toBe(422);
    expect(refusal(answer)).toBe(isScreen ? 'knows this file as harmful' : 'malware_found');
    expect(await kept()).toBe(before);
    expect(told).toEqual([[{ signature: 'Eicar-Test-Signature' }, expect.any(String)]]);
  });

  it('refuses everything when the scanner is silent, and what was kept before stays', async () => {
    const before = await kept();
    const go = await prepared('clean');
    clamd.does.instead = 'silence';
    const answer = await go();
    clamd.does.instead = undefined;
    expect([answer.statusCode, refusal(answer)]).toEqual([
      503,
      isScreen ? 'scanner does not answer' : 'scanner_away',
    ]);
    expect(await kept()).toBe(before);
    expect(told).toEqual([[{ why: 'silent for 0.3 s' }, expect.any(String)]]);
  });
});

/** Every plugin of the program; nobody can send anything to those that are left out. */
const ROOMS: Readonly<Record<string, unknown>> = {
  ...STAFF_ROOMS,
  myPages,
  transparencyPages,
  recipientPages,
  ownReferralPages,
  printPages,
  siteRoutes,
};
const READ_ONLY = ['healthRoutes', 'transparencyRoutes'];

it('knows every plugin that the program registers', () => {
  const program = readFileSync(new URL('../app.ts', import.meta.url), 'utf8');
  const registered = [...program.matchAll(/app\.register\((\w+)/g)].map(([, name]) => name ?? '');
  const known = [...Object.keys(ROOMS), ...READ_ONLY, 'channelRoutes'];
  expect(registered.toSorted()).toEqual(known.toSorted());
});

it('knows every route that could bring a file', async () => {
  const app = await buildServer(noLog);
  const kinds = new Set<string>();
  const takesAll: FastifyInstance[] = [];
  const add = app.addContentTypeParser;
  app.addContentTypeParser = function (this: FastifyInstance, ...given: unknown[]) {
    for (const kind of [given[0]].flat()) kinds.add(String(kind));
    if (given[0] === '*') takesAll.push(this);
    return Reflect.apply(add, this, given) as FastifyInstance;
  } as never;
  const found: { name: string; route: RouteOptions; at: FastifyInstance }[] = [];
  app.addHook('onRoute', function (route) {
    for (const method of [route.method].flat())
      if (!['GET', 'HEAD', 'OPTIONS'].includes(method))
        found.push({ name: `${method} ${route.url}`, route, at: this });
  });
  const house = smallHouse();
  const surroundings = { house, languages: loadLanguages() };
  const options = {
    surroundings,
    alerts: { surroundings },
    door: {},
    database: {},
    origin: 'https://door.selmora.example',
    name: 'x',
    look: loadLook(),
    folder: '.',
    vkey: 'x',
    secret: () => Buffer.alloc(32),
    demo: { people: [], enter: async () => undefined },
    cards: {},
    house,
  };
  // Routes are only declared, never asked: they need no house behind them.
  for (const plugin of Object.values(ROOMS))
    await app.register(plugin as FastifyPluginAsync<object>, options);
  const channels = { gateways: [{ name: 'x' }], house: { now: Date.now } };
  await app.register(channelRoutes, { channels } as never);
  await app.ready();
  const FORM = 'application/x-www-form-urlencoded';
  const mayBringFile = ({ route, at }: (typeof found)[number]): boolean =>
    (route.bodyLimit ?? 0) > 1_000_000 ||
    takesAll.some((one) => one === at || Object.prototype.isPrototypeOf.call(one, at)) ||
    [...kinds].some((kind) => kind !== FORM && at.hasContentTypeParser(kind)) ||
    longest(route.schema?.body) > 20_000;
  const all = [...new Set(found.filter(mayBringFile).map(({ name }) => name))];
  expect(all.toSorted()).toEqual([...Object.keys(UPLOADS), ...Object.keys(NO_FILE)].toSorted());
});

type Schema = {
  maxLength?: number;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
};
/** Characters of the longest text that a body states. */
function longest(schema: unknown): number {
  const { maxLength = 0, properties = {}, items, anyOf = [] } = (schema ?? {}) as Schema;
  return Math.max(
    maxLength,
    ...[...Object.values(properties), items, ...anyOf].map((one) => (one ? longest(one) : 0)),
  );
}
