/** A real house with tablets, officers and everybody else, in browsers: the desk, the console, and the interface for programs. */
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { consoleRoutes } from '../../src/console/index.ts';
import { tabletTexts } from '../../src/console/tablet-words.ts';
import { addAgreement, addOrganisation, insert } from '../../src/firewall/context/testing.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { buildServer } from '../../src/http/server.ts';
import { type Compartment, COMPARTMENTS, protectionRoutes } from '../../src/protection/index.ts';
import { newGeneration, newKeyPair, wrapWithWords } from '../../src/protection/member-key.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { CATEGORIES } from '../../src/referrals/packet.ts';
import { recipientPages } from '../../src/referrals/index.ts';
import { loadLook, surroundingsOf } from '../../src/site/index.ts';
import { smallHouse } from '../../src/site/testing.ts';
import { COOKIE, staffRoutes } from '../../src/staff/index.ts';
import type { StaffRole } from '../../src/staff/roles.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { syncRoutes } from '../../src/sync/index.ts';
import { deskHouse, type DeskHouse, owner } from '../../src/sync/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';

/** Work of a wrap by words: a walk is no attack. */
const CHEAP = 8;

export type Someone = Worker & { recoveryCodes: string[] };

export type ProtectedStand = {
  house: DeskHouse;
  origin: string;
  /** Everything that the server wrote down. */
  logs: string[];
  worker(role: StaffRole): Promise<Someone>;
  /** The same role, in another organisation of this installation; in a new one by default. */
  stranger(role: StaffRole, org?: string): Promise<Someone>;
  /** A browser of somebody who has no account here; no script runs in it. */
  visitor(locale: string): Promise<BrowserContext>;
  /** A clinic that is reached by a link, under an agreement that lives; the number of its entry in the network. */
  clinic(name: string): Promise<string>;
  /** A browser in the hands of somebody who is signed in. */
  browser(who: Worker, locale?: string): Promise<BrowserContext>;
  /** Status and text of an address, as this person; with something that is sent. */
  ask(who: Worker, path: string, payload?: object): Promise<{ status: number; text: string }>;
  /** A holder of the first key of a compartment, which her words open. */
  holder(compartment: Compartment, words: string): Promise<Someone>;
  /** Several holders of it, each with words of her own; the first one leads. */
  holders(compartment: Compartment, ...words: string[]): Promise<Someone[]>;
  /** A holder in another organisation, with which an agreement for this path lives; its desk is Arabic. */
  neighbour(compartment: Compartment, name: string, words: string): Promise<Someone>;
  rows<T>(sql: string, values?: unknown[]): Promise<T[]>;
  /** Her proof of who she is becomes six minutes old. */
  ageProof(who: Worker): Promise<void>;
  close(): Promise<void>;
};

export async function protectedStand(): Promise<ProtectedStand> {
  const house = await deskHouse();
  // The clocks of a test house stand still; sessions and tickets need clocks that go.
  for (const clock of [house.house.clock, house.house.kept.clock])
    Object.defineProperty(clock, 'now', { get: () => Date.now() });
  const logs: string[] = [];
  const app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (line) => void logs.push(line) },
  });
  const port = await freePort();
  // Passkeys are for names, not for addresses of machines.
  const origin = `http://localhost:${String(port)}`;
  const door = staffDoorOf(house.house);
  const secret = (label: string) => house.house.kept.keystore.derived(label);
  await app.register(syncRoutes, { door, secret });
  await app.register(protectionRoutes, { door });
  const rooms = { door, steps: house.house.door.steps, origin, name: 'Harbour hub' };
  await app.register(staffRoutes, rooms);
  await app.register(consoleRoutes, {
    ...rooms,
    secret,
    look: loadLook(),
  });
  const surroundings = surroundingsOf(smallHouse([], {}), loadLanguages(), loadLook());
  await app.register(recipientPages, { door, surroundings });
  // The door of the console gives the cookie; here it is given outright.
  app.get<{ Params: { session: string } }>('/signed-in/:session', async ({ params }, reply) =>
    reply
      .header(
        'set-cookie',
        `${COOKIE}=${params.session}; Path=/; Secure; HttpOnly; SameSite=Strict`,
      )
      .send('signed in'),
  );
  await app.listen({ port, host: 'localhost' });
  const browser: Browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
  const rows = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await owner(house, sql, values)) as T[];
  const worker = async (role: StaffRole): Promise<Someone> => (await house.worker(role)) as Someone;
  const ask: ProtectedStand['ask'] = async (who, url, payload) => {
    const headers = { cookie: `${COOKIE}=${who.session}` };
    const sent = payload ? ({ method: 'POST', payload } as const) : {};
    const answer = await app.inject({ url, headers, ...sent });
    return { status: answer.statusCode, text: answer.body };
  };
  const stranger = async (role: StaffRole, home?: string): Promise<Someone> => {
    const who = await worker(role);
    const org = home ?? (await addOrganisation(house.house.database));
    for (const table of ['account', 'session', 'role_grant', 'training'])
      await rows(`update staff.${table} set org_id = $1 where account_id = $2`, [org, who.actor]);
    house.house.forget();
    return { ...who, org };
  };
  const holdersOf = async (
    compartment: Compartment,
    all: readonly string[],
    make: () => Promise<Someone>,
  ): Promise<Someone[]> => {
    const at = `/api/compartments/${compartment}`;
    const people: Someone[] = [];
    const members: { account: string; recipient: string }[] = [];
    for (const words of all) {
      const who = await make();
      const { identity, recipient } = await newKeyPair();
      const passphrase = await wrapWithWords(identity, words, CHEAP);
      await ask(who, `${at}/member-key`, { recipient, passphrase });
      people.push(who);
      members.push({ account: who.actor, recipient });
    }
    const [lead] = people as [Someone];
    const made = await newGeneration(1, members);
    const { status, text } = await ask(lead, `${at}/keys`, { ...made, lead: lead.actor });
    if (status !== 201) throw new Error(text);
    return people;
  };
  const holders = (compartment: Compartment, ...all: string[]): Promise<Someone[]> =>
    holdersOf(compartment, all, () => worker(compartment));
  const listed = async (to: string, more: object): Promise<string> => {
    const { database, org } = house.house;
    const network_id = randomUUID();
    await insert(database, 'referrals.network_entry', {
      network_id,
      org_id: org,
      to_org: to,
      listing_code: '10009',
      service_type: 'health',
      route: 'link',
      telephone: '+49 30 901820',
      ...more,
    });
    return network_id;
  };
  return {
    house,
    origin,
    logs,
    worker,
    rows,
    stranger,
    visitor: (locale) =>
      browser.newContext({
        locale,
        javaScriptEnabled: false,
        viewport: { width: 800, height: 900 },
      }),
    async clinic(name) {
      const { database, org } = house.house;
      const to = await addOrganisation(database, { name, kind: 'health' });
      const agreement_id = await addAgreement(database, [org, to], { categories: CATEGORIES });
      return listed(to, { agreement_id });
    },
    async neighbour(compartment, name, words) {
      const { database, org } = house.house;
      const to = await addOrganisation(database, { name, kind: 'health' });
      const purposes = ['referral.send', COMPARTMENTS[compartment].purpose];
      const agreement_id = await addAgreement(database, [org, to], {
        categories: CATEGORIES,
        purposes,
      });
      await listed(to, { route: 'account', page_lang: 'ar', agreement_id });
      const make = () => stranger(compartment, to);
      return (await holdersOf(compartment, [words], make))[0] as Someone;
    },
    async browser(who, locale = 'en') {
      const context = await browser.newContext({
        locale,
        viewport: { width: 1024, height: 900 },
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      await page.goto(`${origin}/signed-in/${who.session}`);
      await page.close();
      return context;
    },
    ask,
    holder: async (compartment, words) => (await holders(compartment, words))[0] as Someone,
    holders,
    async ageProof(who) {
      await rows(
        `update staff.session set proof_at = proof_at - interval '6 minutes' where account_id = $1`,
        [who.actor],
      );
      house.house.forget();
    },
    async close() {
      await browser.close();
      await app.close();
      await house.close();
    },
  };
}

/** Pictures of a walk, on a tablet and on a phone, where `WAYHOUSE_SHOTS` names a folder for them. */
export const shotsOf =
  (walk: string) =>
  async (page: Page, name: string): Promise<void> => {
    const folder = process.env['WAYHOUSE_SHOTS'];
    const usual = page.viewportSize();
    if (!folder || !usual) return;
    for (const width of [usual.width, 360]) {
      await page.setViewportSize({ ...usual, width });
      await page.screenshot({ path: `${folder}/${walk}-${name}-${width}.png`, fullPage: true });
    }
    await page.setViewportSize(usual);
  };

/** Sends a form of the room and waits for what it says. */
export async function sendForm(
  page: Page,
  form: string,
  answer: 'done' | 'bad' = 'done',
): Promise<string> {
  await page.locator(`${form} button:visible`).last().click();
  const note = page.locator(`main .note.${answer}:visible`).first();
  await note.waitFor({ timeout: 20_000 }).catch(async () => {
    throw new Error(`No answer to ${form}: ${await page.locator('main').innerText()}`);
  });
  return note.innerText();
}

/** Opens the key of the room on this page with her words, until what was sealed can be read. */
export async function openKey(page: Page, words: string, text: string): Promise<void> {
  await page.locator('.keyring input').fill(words);
  await page.locator('.keyring form[data-open=words] button').click();
  await page.getByText(text).first().waitFor({ timeout: 30_000 });
}

/** Opens what is folded around a form. */
export const unfold = (page: Page, form: string): Promise<void> =>
  page
    .locator('details', { has: page.locator(form) })
    .last()
    .locator('summary')
    .first()
    .click();

/** Somebody's tablet, opened for the first time; close its context at the end. */
export async function tabletOf(
  { browser, origin }: ProtectedStand,
  who: Someone,
): Promise<{ context: BrowserContext; page: Page }> {
  const words = tabletTexts('en');
  const context = await browser(who);
  const page = await context.newPage();
  await page.goto(`${origin}/desk/`);
  await page.getByRole('button', { name: words['unlock.first'] ?? '' }).click();
  await page.getByRole('button', { name: words['unlock.fresh_go'] ?? '' }).click();
  await page.locator('.queue-page h1:visible').waitFor({ timeout: 30_000 });
  return { context, page };
}

/** Everything on this tablet reaches the house. */
export async function sendAll(page: Page): Promise<void> {
  const words = tabletTexts('en');
  await page.locator('nav.rail a', { hasText: words['nav.sending'] ?? '' }).click();
  await page.getByRole('button', { name: words['sending.now'] ?? '' }).click();
  await page.getByText('Nothing waits.').waitFor({ timeout: 30_000 });
}

/** A passkey that keeps a secret, in this browser. */
export async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
