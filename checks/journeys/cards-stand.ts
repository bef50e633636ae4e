/** A house with editors, the public site, printers, channels and packs over one set of cards: the stand of journey J2. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type OpenChannels, openChannels } from '../../src/channels/index.ts';
import { openPrinter } from '../../src/channels/print/index.ts';
import { consoleRoutes } from '../../src/console/index.ts';
import type { Database } from '../../src/database/index.ts';
import { unscanned } from '../../src/firewall/files/clamd-testing.ts';
import type { Listing } from '../../src/directory/listing.ts';
import { type PackEntry, publishPack } from '../../src/directory/packs/index.ts';
import { buildPack, encodePack, encodeTexts, findServices } from '../../src/finder/index.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { openShelf, type Resolve, type Shelf, suggest } from '../../src/guidance/index.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import { loadNeedLabels } from '../../src/languages/need-labels.ts';
import { peopleHouse } from '../../src/people/testing.ts';
import { loadLook, phoneDocuments, printPages, surroundingsOf } from '../../src/site/index.ts';
import { LISTINGS, listing, ZONE } from '../../src/site/testing.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { setUp, type Stand } from './browser.ts';
import { recordsOf } from './records.ts';

const SHOTS = process.env['WAYHOUSE_SHOTS'];

/** Thursdays from eight in the evening, no papers, a man who speaks Bengali, free, near a bus. */
const BUS = listing(7700, {
  name: { text: 'Clinic bus, Mill Quarter', lang: 'en' },
  pattern: {
    zone: ZONE,
    rules: [
      { effect: 'open', freq: 'WEEKLY', byday: [{ day: 'TH' }], opens: 20 * 60, closes: 23 * 60 },
    ],
    holidayRule: 'unknown',
    holidays: [],
  },
  known: {
    free: 1,
    asks_identity: 2,
    asks_address: 2,
    asks_income: 2,
    asks_insurance: 2,
    asks_residence_paper: 2,
    man_provider: 1,
    near_transport: 1,
  },
  languages: [{ lang: 'bn', mode: 'staff' }],
});
const PLACES = [...LISTINGS, BUS];

export type CardsStand = {
  stand: Stand;
  shelf: Shelf;
  channels: OpenChannels;
  database: Database;
  /** What the directory says of every reference; a change is followed by `resolve`. */
  directory: { hours: string };
  resolve: Resolve;
  /** The folder of the packs. */
  packs: string;
  /** A page on which somebody of this role is signed in. */
  enter(role: 'editor' | 'translator'): Promise<Page>;
  /** Makes and publishes the pack of these services and of the cards as they stand. */
  publishPack(listings: readonly Listing[]): Promise<PackEntry>;
  close(): Promise<void>;
};

export async function cardsStand(): Promise<CardsStand> {
  const directory = { hours: '20:00–22:00' };
  const resolve: Resolve = async (references) =>
    Object.fromEntries(references.map((reference) => [reference, directory.hours]));
  const people = await peopleHouse();
  const { house } = people;
  // The clocks of a test house stand still; sessions need clocks that go.
  for (const one of [house.clock, house.kept.clock])
    Object.defineProperty(one, 'now', { get: () => Date.now() });
  const { database } = house.door;
  const shelf = openShelf(database, {
    now: Date.now,
    today: () => new Date().toISOString().slice(0, 10),
  });
  const packs = join(mkdtempSync(join(tmpdir(), 'wayhouse-packs-')), 'packs');
  mkdirSync(packs);
  const printer = openPrinter();
  let channels: OpenChannels | undefined;
  const stand = await setUp({ packs }, async (app, site) => {
    site.cards = { shelf, suggest: (said) => suggest(database, said) };
    const surroundings = surroundingsOf(site, loadLanguages('XW'), loadLook());
    await app.register(printPages, { surroundings, printer });
    const pack = buildPack(recordsOf(PLACES), {
      now: site.now(),
      territory: 'XW',
      labels: loadNeedLabels(),
      places: [],
    });
    site.find = (query) => findServices(pack, query);
    site.listings = async (codes) => PLACES.filter(({ code }) => codes.includes(code));
    channels = await openChannels({
      database,
      index: {
        find: site.find,
        places: () => [],
        listings: () => [],
        ended: () => undefined,
        pack: () => pack,
      },
      config: { territory: 'XW', timeZone: 'UTC', emergencyNumbers: [] },
      secret: (label) => house.kept.keystore.derived(label),
      now: Date.now,
      cards: shelf,
    });
    await app.register(consoleRoutes, {
      door: staffDoorOf(house),
      steps: house.door.steps,
      now: () => house.clock.now,
      origin: 'https://door.selmora.example',
      name: 'Harbour hub',
      look: loadLook(),
      secret: (label) => house.kept.keystore.derived(label),
      cards: { database, territory: 'XW', resolve, scan: unscanned },
    });
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
  const opened = channels;
  if (!opened) throw new Error('the channels did not open');
  const packKey = generateKeyPairSync('ed25519');
  return {
    stand,
    shelf,
    channels: opened,
    database,
    directory,
    resolve,
    packs,
    async enter(role) {
      const worker: Worker = await people.worker(role);
      return stand.open(`/signed-in/${worker.session}`, { viewport: { width: 1024, height: 800 } });
    },
    async publishPack(listings) {
      const generatedAt = Date.now();
      const content = encodePack(
        buildPack([], { now: generatedAt, territory: 'XW', labels: loadNeedLabels(), places: [] }),
        {
          sign: (header) => sign(null, header, packKey.privateKey),
          texts: new Map([
            ['bn', encodeTexts(listings.map((one) => [one.code, one] as const))],
            ['x-more', encodeTexts(phoneDocuments(await shelf.forPhone('bn')))],
          ]),
        },
      );
      const entry = await publishPack(packs, {
        area: 'XW',
        lang: 'bn',
        content,
        listings: listings.length,
        generatedAt,
      });
      const publicKey = packKey.publicKey.export({ format: 'jwk' }).x;
      writeFileSync(join(packs, 'index.json'), JSON.stringify({ packs: [entry], publicKey }));
      return entry;
    },
    async close() {
      await opened.close();
      await printer.close();
      await stand.close();
      await people.close();
    },
  };
}

/** Keeps a picture of a page where pictures are asked for. */
export async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `cards-${name}.png`), fullPage: true });
}
