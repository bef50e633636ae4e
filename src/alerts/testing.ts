/** For tests of alerts: a small country in a database, an officer, a clock that is put forward, and the public pages on it. */
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/index.ts';
import { freshDatabase } from '../database/testing.ts';
import { loadGazetteer } from '../directory/gazetteer/index.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import {
  buildPhoneScripts,
  loadLook,
  type SiteHouse,
  siteRoutes,
  type Surroundings,
  surroundingsOf,
} from '../site/index.ts';
import { SETTINGS, smallHouse } from '../site/testing.ts';
import { type Alert, HOUR, NO_SHAPES } from './alert.ts';
import type { AlertDraft } from './check-draft.ts';
import { type AlertHouse, openAlerts, surroundsOf, withAlerts } from './house.ts';
import { cancelAlert, issueAlert, type Officer } from './issue.ts';
import { alertPages } from './routes.ts';

export const OFFICER: Officer = {
  account: '00000000-0000-7000-8000-00000000a1e7',
  org: '00000000-0000-7000-8000-000000000001',
};

/** Province 1 with the towns 2 and 3, the quarter 4 in town 2, and province 5. */
const PLACES = [
  [1, 'region', 'North', undefined],
  [2, 'town', 'Port Amara', 1],
  [3, 'town', 'Hill Town', 1],
  [4, 'quarter', 'Old Harbour', 2],
  [5, 'region', 'South', undefined],
] as const;
const PARENTS = new Map<number, number | undefined>(PLACES.map(([id, , , parent]) => [id, parent]));
export const lineOf = (id: number): number[] => {
  const line: number[] = [];
  for (let at: number | undefined = id; at !== undefined && PARENTS.has(at); at = PARENTS.get(at))
    line.push(at);
  return line;
};

/** A flood, in English, for two hours; `change` overrides. */
export function draftOf(change: Partial<AlertDraft> = {}): AlertDraft {
  return {
    status: 'actual',
    hazard: 'flood',
    urgency: 'Immediate',
    severity: 'Severe',
    certainty: 'Observed',
    responses: ['Evacuate'],
    areas: [],
    shapes: NO_SHAPES,
    services: [],
    needs: [],
    sourceLang: 'en',
    texts: [
      {
        lang: 'en',
        headline: 'Flood in the harbour',
        description: 'The river is over its banks.',
        instruction: 'Go up the hill now.',
        state: 'written',
      },
    ],
    hours: 2,
    ...change,
  };
}

/** An alert that is in no database. */
export function alertOf(change: Partial<Alert> = {}): Alert {
  const { hours, effectiveAt: _, ...content } = draftOf();
  const issuedAt = change.issuedAt ?? Date.UTC(2026, 10, 12, 17, 0);
  const id = change.id ?? '01900000-0000-7000-8000-000000000001';
  return {
    ...content,
    id,
    org: OFFICER.org,
    chain: id,
    kind: 'alert',
    issuedAt,
    effectiveAt: issuedAt,
    expiresAt: issuedAt + hours * HOUR,
    ...change,
  };
}

export type AlertStand = {
  database: Database;
  alerts: AlertHouse;
  app: FastifyInstance;
  clock: { now: number };
  /** Issues and lets the book know. @returns the id */
  issue(change?: Partial<AlertDraft>, prior?: string): Promise<string>;
  /** Takes one back. */
  cancel(id: string): Promise<string>;
  close(): Promise<void>;
};

/** @param kept true: the pages are kept between two changes, as they are in the whole program */
export async function alertStand(kept = true): Promise<AlertStand> {
  const database = await freshDatabase();
  await loadGazetteer(
    database,
    PLACES.map(([id, kind, name, parent]) => ({
      code: `P${id}`,
      kind,
      ...(parent === undefined ? {} : { parent: `P${parent}` }),
      country: 'XW',
      names: { en: [name] },
      lat: 41,
      lon: 9,
    })),
  );
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  const { alerts, house, surroundings } = await alertsOn(database, now, kept);
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await app.register(alertPages, { alerts, surroundings });
  await app.register(siteRoutes, { house });
  return {
    database,
    alerts,
    app,
    clock,
    async issue(change, prior) {
      const options = { now: clock.now, ...(prior === undefined ? {} : { prior }) };
      const { id } = await issueAlert(database, OFFICER, draftOf(change), options);
      await alerts.book.refresh();
      return id;
    },
    async cancel(taken) {
      const { id } = await cancelAlert(database, OFFICER, taken, clock.now);
      await alerts.book.refresh();
      return id;
    },
    async close() {
      await app.close();
      await alerts.book.close();
      await database.close();
    },
  };
}

/** The room of alerts on a database, with the small public house around it. */
export async function alertsOn(
  database: Database,
  now: () => number,
  kept = true,
): Promise<{ alerts: AlertHouse; house: SiteHouse; surroundings: Surroundings }> {
  const languages = loadLanguages('XW');
  const generation = {};
  const plain = {
    ...smallHouse([], { ...SETTINGS, origin: 'https://door.selmora.example' }),
    now,
    ...(kept ? { generation: () => generation } : {}),
  };
  const alerts = await openAlerts({
    database,
    languages,
    now,
    surrounds: surroundsOf(plain, languages),
    line: lineOf,
  });
  const house = withAlerts(plain, alerts);
  const { enhance } = await buildPhoneScripts();
  return {
    alerts,
    house,
    surroundings: surroundingsOf(house, languages, loadLook(), enhance.path),
  };
}
