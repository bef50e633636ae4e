/** A real house for journey J1: the desk and one worker's tablet, a clinic without an account in its network, a person's own pages, the log. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { buildTablet } from '../../src/console/tablet-build.ts';
import { tabletRoutes } from '../../src/console/tablet-routes.ts';
import { tabletTexts } from '../../src/console/tablet-words.ts';
import {
  logFolder,
  logSigner,
  Sequencer,
  sequencerStore,
  vkeyOf,
} from '../../src/firewall/audit/index.ts';
import { unscanned } from '../../src/firewall/files/clamd-testing.ts';
import { withCheckDigit } from '../../src/directory/damm.ts';
import { addAgreement, addOrganisation, insert } from '../../src/firewall/context/testing.ts';
import { codeDigest } from '../../src/firewall/index.ts';
import { buildPack, findServices } from '../../src/finder/index.ts';
import type { FinderQuery } from '../../src/finder/query.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { myPages } from '../../src/my/index.ts';
import { peopleRoutes } from '../../src/people/index.ts';
import { recordOf } from '../../src/referrals/conditions.ts';
import { ownReferralPages, recipientPages, referralRoutes } from '../../src/referrals/index.ts';
import { CATEGORIES } from '../../src/referrals/packet.ts';
import { clinic, CLINIC_CODE } from '../../src/referrals/testing.ts';
import { loadLook, surroundingsOf } from '../../src/site/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import type { StaffRole } from '../../src/staff/roles.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { syncRoutes } from '../../src/sync/index.ts';
import { deskHouse, type DeskHouse, owner } from '../../src/sync/testing.ts';
import { setUp, type Stand } from './browser.ts';

export const CLINIC = 'Red Hill Clinic';
/** Another that takes the same people, with an account. */
export const OTHER = 'Mill Street Clinic';
const OTHER_CODE = withCheckDigit('2000');

export type ArrivalStand = Stand & {
  house: DeskHouse;
  sequencer: Sequencer;
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  /** A second slip of somebody, whose code is known: what the picture on her own holds is read by a camera. */
  slipOf(subject: string): Promise<string>;
  /** Makes a code that is said aloud one of hers. */
  sayable(subject: string, code: string): Promise<void>;
};

export async function arrivalStand(): Promise<ArrivalStand> {
  const house = await deskHouse();
  const { kept, database, org, clock } = house.house;
  // The clocks of a test house stand still; leases and sessions need clocks that go.
  for (const one of [clock, kept.clock])
    Object.defineProperty(one, 'now', { get: () => Date.now() });
  const partner = await addOrganisation(database, { name: CLINIC, kind: 'health' });
  const agreement = await addAgreement(database, [org, partner], { categories: CATEGORIES });
  await insert(database, 'referrals.network_entry', {
    network_id: randomUUID(),
    org_id: org,
    to_org: partner,
    listing_code: CLINIC_CODE,
    service_type: 'health',
    route: 'link',
    telephone: '+49 30 901820',
    agreement_id: agreement,
  });
  const takes = { needs: ['health.maternal'], languages: [{ lang: 'ti', mode: 'staff' }] } as const;
  const second = await addOrganisation(database, { name: OTHER, kind: 'health' });
  await insert(database, 'referrals.network_entry', {
    network_id: randomUUID(),
    org_id: org,
    to_org: second,
    listing_code: OTHER_CODE,
    service_type: 'health',
    route: 'account',
    agreement_id: await addAgreement(database, [org, second], { categories: CATEGORIES }),
  });
  const listed = [
    clinic(takes),
    clinic({ ...takes, code: OTHER_CODE, name: { text: OTHER, lang: 'en' } }),
  ];
  const directory = {
    listings: (codes: readonly string[]) => listed.filter(({ code }) => codes.includes(code)),
    find: (query: FinderQuery) =>
      findServices(
        buildPack(
          listed.map((one) => recordOf(one, query.now)),
          { now: query.now, territory: 'test', labels: {} },
        ),
        query,
      ),
  };
  const folder = await mkdtemp(join(tmpdir(), 'wayhouse-arrival-log-'));
  const signer = await logSigner('port.example/audit', kept.keeper);
  const sequencer = new Sequencer({
    store: sequencerStore(kept.main),
    ledger: kept.keeper,
    signer,
    log: logFolder(folder),
    node: 'port.example',
    clock: Date.now,
    alarm: () => {},
  });
  const door = staffDoorOf(house.house);
  const secret = (label: string) => kept.keystore.derived(label);
  const stand = await setUp({}, async (app, site) => {
    const surroundings = surroundingsOf(site, loadLanguages(), loadLook());
    await app.register(syncRoutes, { door, secret });
    await app.register(peopleRoutes, { door, secret });
    await app.register(myPages, { door, log: { folder, vkey: vkeyOf(signer) }, surroundings });
    await app.register(recipientPages, { door, surroundings });
    await app.register(ownReferralPages, { door, secret, surroundings, directory });
    await app.register(referralRoutes, {
      door,
      origin: 'https://door.selmora.example',
      now: Date.now,
      directory,
      scan: unscanned,
    });
    tabletRoutes(
      app,
      await buildTablet(loadLook(), { name: 'Harbour hub', zone: 'Europe/Berlin' }),
    );
    // The door of the console gives the cookie; here it is given outright.
    app.get<{ Params: { session: string } }>('/signed-in/:session', async ({ params }, reply) =>
      reply
        .header(
          'set-cookie',
          `${COOKIE}=${params.session}; Path=/; Secure; HttpOnly; SameSite=Strict`,
        )
        .send('signed in'),
    );
  });
  const handle = (subject: string, kind: string, code_hash: Buffer) =>
    insert(database, 'casework.handle', {
      handle_id: randomUUID(),
      org_id: org,
      purpose_id: 'desk.visit',
      subject,
      kind,
      code_hash,
    });
  return {
    ...stand,
    house,
    sequencer,
    rows: async <T>(sql: string, values: unknown[] = []) =>
      (await owner(house, sql, values)) as T[],
    async slipOf(subject) {
      const code = `slip-${randomUUID()}`;
      await handle(subject, 'slip', secretHash(code));
      return code;
    },
    sayable: (subject, code) => handle(subject, 'spoken', codeDigest(secret, 'spoken', code)),
    async close() {
      await stand.close();
      await house.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the desk says in a language, by the name of the text. */
export function wordsOf(language: string): (id: string) => string {
  const texts = tabletTexts(language);
  return (id) => texts[id] ?? id;
}

/** One worker's tablet, opened for the first time, in English: with the four words that open it again. Close its context at the end. */
export type Tablet = { context: BrowserContext; page: Page; words: string };

export async function openTablet(
  { house, browser, origin }: ArrivalStand,
  role: StaffRole = 'desk',
): Promise<Tablet> {
  const local = origin.replace('127.0.0.1', 'localhost');
  const say = wordsOf('en');
  const { session } = await house.worker(role);
  const context = await browser.newContext({
    locale: 'en',
    viewport: { width: 1024, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(40_000);
  await page.goto(`${local}/signed-in/${session}`);
  await page.goto(`${local}/desk/`);
  await page.getByRole('button', { name: say('unlock.first') }).click();
  const words = await page.locator('.secret').innerText();
  await page.getByRole('button', { name: say('unlock.fresh_go') }).click();
  await page.locator('.queue-page h1:visible').waitFor({ timeout: 30_000 });
  return { context, page, words };
}

/** Goes to a screen of the tablet without loading it anew. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
export async function openVisit(page: Page, visit: string): Promise<void> {
  await goTo(page, `/desk/visits/${visit}`);
  await page.locator('nav.tasks').waitFor();
}
