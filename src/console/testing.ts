/** For tests of the console's screens: a house with people at a point, a server with the console, and forms as a browser sends them. */
import type { FastifyInstance } from 'fastify';
import { type AlertHouse, openSubscribers } from '../alerts/index.ts';
import { alertsOn } from '../alerts/testing.ts';
import type { Scan } from '../firewall/files/index.ts';
import { unscanned } from '../firewall/files/clamd-testing.ts';
import type { Worker } from '../firewall/index.ts';
import { buildServer } from '../http/server.ts';
import { peopleRoutes } from '../people/index.ts';
import { peopleHouse, type PeopleHouse } from '../people/testing.ts';
import { loadLook } from '../site/index.ts';
import { COOKIE } from '../staff/index.ts';
import { ORIGIN, staffDoorOf } from '../staff/testing.ts';
import { type ConsoleOptions, consoleRoutes } from './index.ts';

/** What a screen answered; `text` is its words, without marks of direction. */
export type Shown = { status: number; body: string; text: string };
export type ConsoleHouse = {
  people: PeopleHouse;
  app: FastifyInstance;
  alerts: AlertHouse;
  admin: Worker;
  marta: Worker;
  /** A screen, or a form that is sent; in a language of the browser. */
  ask(
    who: Worker,
    url: string,
    fields?: Record<string, string | string[]>,
    language?: string,
  ): Promise<Shown>;
  /** The cookie of somebody who is signed in. */
  cookie(who: Worker): string;
  /** Before each test: clocks that stand are set, and what is remembered of sessions is forgotten. */
  renew(): void;
  close(): Promise<void>;
};

/** @param more what else the console has: channels to try on a phone, a scanner of files */
export async function consoleHouse({
  scan = unscanned,
  ...more
}: Pick<ConsoleOptions, 'channels'> & { scan?: Scan } = {}): Promise<ConsoleHouse> {
  const people = await peopleHouse();
  const { house } = people;
  const door = staffDoorOf(house);
  const secret = (label: string) => house.kept.keystore.derived(label);
  const known = new Set(['svc:407132.hours']);
  const { alerts, surroundings } = await alertsOn(house.door.database, () => house.clock.now);
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(peopleRoutes, { door, secret });
  await app.register(consoleRoutes, {
    door,
    secret,
    steps: house.door.steps,
    now: () => house.clock.now,
    origin: ORIGIN,
    name: 'Harbour hub',
    look: loadLook(),
    timeZone: 'Europe/Lisbon',
    ...more,
    alerts: {
      database: house.door.database,
      house: alerts,
      surroundings,
      subscribers: openSubscribers(house.door.database, secret, () => house.clock.now),
    },
    cards: {
      database: house.door.database,
      territory: 'XW',
      scan,
      resolve: async (references) =>
        Object.fromEntries(references.filter((one) => known.has(one)).map((one) => [one, '08:00'])),
    },
  });
  return {
    people,
    app,
    alerts,
    admin: await people.worker('administrator'),
    marta: await people.worker('point_manager'),
    ask: (...asked) => ask(app, ...asked),
    cookie: ({ session }) => `${COOKIE}=${session}`,
    renew() {
      house.kept.clock.now = house.clock.now = Date.now();
      house.forget();
    },
    async close() {
      await app.close();
      await alerts.book.close();
      await people.close();
    },
  };
}

async function ask(
  app: FastifyInstance,
  who: Worker,
  url: string,
  fields?: Record<string, string | string[]>,
  language = 'en',
): Promise<Shown> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields ?? {}))
    for (const one of [value].flat()) form.append(name, one);
  const answer = await app.inject({
    method: fields ? 'POST' : 'GET',
    url,
    headers: {
      cookie: `${COOKIE}=${who.session}`,
      'accept-language': language,
      ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(fields ? { payload: form.toString() } : {}),
  });
  const main = answer.body.replace(/^[\s\S]*<main/, '<main');
  const text = main
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/\s+/g, ' ');
  return { status: answer.statusCode, body: answer.body, text };
}
