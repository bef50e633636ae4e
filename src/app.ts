/** Puts the rooms together: the only file that knows them all. */
import { dateOf } from './languages/days.ts';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import packageFile from '../package.json' with { type: 'json' };
import {
  alertInboxRoutes,
  alertPages,
  makeDemoAlerts,
  openAlerts,
  openSubscribers,
  runDelivery,
  surroundsOf,
  withAlerts,
} from './alerts/index.ts';
import { findRoutes } from './api/index.ts';
import {
  type ChannelOptions,
  channelRoutes,
  openChannels,
  type OpenChannels,
} from './channels/index.ts';
import type { Config } from './config.ts';
import type { Database } from './database/index.ts';
import { migrate } from './database/migrate.ts';
import { openConfigured } from './database/open.ts';
import { createLiveIndex, hsdsRoutes, type LiveIndex, type Log } from './directory/index.ts';
import type { Listing } from './directory/listing.ts';
import { runPacks } from './directory/packs/index.ts';
import type { FinderAnswer, FinderQuery } from './finder/query.ts';
import { openPrinter } from './channels/print/index.ts';
import { openShelf, printsThatAreOut, runFollowing } from './guidance/index.ts';
import { consoleRoutes } from './console/index.ts';
import { demoPeople, enterDemo, makeDemoCards, makeDemoPeople } from './demo/index.ts';
import {
  firewallRoutes,
  logRoutes,
  look,
  openFirewall,
  type OpenFirewall,
  transparencyRoutes,
} from './firewall/index.ts';
import { openScanner } from './firewall/files/index.ts';
import { guardRoutes } from './firewall/guard/index.ts';
import { healthRoutes } from './http/health.ts';
import { describeInterface } from './http/openapi.ts';
import { buildServer, type ServerOptions } from './http/server.ts';
import { loadLanguages } from './languages/catalogues.ts';
import { wallClock } from './languages/dates.ts';
import { zoneTransitions } from './languages/zone.ts';
import { loadNeedLabels } from './languages/need-labels.ts';
import { loadNeedReader } from './languages/need-reader.ts';
import { A_YEAR, siteHouse } from './site-house.ts';
import { mayIssueBy, sealedSteps, sessionSource, staffDoor, staffRoutes } from './staff/index.ts';
import { myPages, transparencyPages } from './my/index.ts';
import {
  type Directory,
  ownReferralPages,
  recipientPages,
  referralRoutes,
  runReferrals,
} from './referrals/index.ts';
import { circlesOf, peopleRoutes } from './people/index.ts';
import { protectionRoutes } from './protection/index.ts';
import { changesTheDesk, deskNews, syncRoutes } from './sync/index.ts';
import {
  buildPhoneScripts,
  loadLook,
  plainAnswer,
  phoneDocuments,
  resolveReferences,
  printJobs,
  type PrintJobs,
  printPages,
  siteRoutes,
  surroundingsOf,
} from './site/index.ts';

export type House = {
  config: Config;
  database: Database;
  kind: 'embedded' | 'server';
  /** Closes everything that was opened, the last program also stops the embedded server. */
  close(): Promise<void>;
};

/** Opens the database of this installation and brings it to the newest form. */
export async function openHouse(
  config: Config,
  say: (text: string) => void = () => {},
): Promise<House> {
  const opened = await openConfigured(config);
  try {
    const applied = await migrate(opened.database);
    if (applied.length) say(`Database brought to its newest form (${applied.length} migrations).`);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return { config, database: opened.database, kind: opened.kind, close: opened.close };
}

export type StaffHouse = {
  firewall: OpenFirewall;
  door: ReturnType<typeof staffDoor>;
  close(): Promise<void>;
};

/** Keys, keeper, log and jobs of this house, and the door through which staff and people with a slip come in. */
export async function openStaffHouse(
  { config, database }: House,
  warn: (details: Record<string, unknown>, message: string) => void,
): Promise<StaffHouse> {
  const source = sessionSource(database);
  const firewall = await openFirewall({ database, config, mayIssue: mayIssueBy(source), warn });
  const referrals = runReferrals(firewall, warn);
  return {
    firewall,
    door: staffDoor(firewall, (hash, quiet) => source.session(hash, false, quiet)),
    async close() {
      await referrals.stop();
      await firewall.close();
    },
  };
}

/** The finder over this house's directory, always current. Close it before the house. */
export function openIndex(house: House, log: Log): LiveIndex {
  return createLiveIndex({
    database: house.database,
    labels: loadNeedLabels(),
    secondReader: loadNeedReader(),
    log,
    folder: join(house.config.dataFolder, 'index'),
    territory: house.config.territory,
  });
}

/** The whole server on an open house and a ready index; callers `listen` or `inject`. */
export async function buildApp(
  house: House,
  index: LiveIndex,
  options: Partial<ServerOptions> & { demo: boolean; staff?: StaffHouse },
): Promise<FastifyInstance> {
  const { config, database } = house;
  const app = await buildServer({ ...config, ...options });
  const languages = loadLanguages(config.territory);
  const scan = openScanner({
    clamd: config.clamd,
    warn: (details, message) => app.log.warn(details, message),
  });
  await describeInterface(app, packageFile.version);
  await app.register(healthRoutes, {
    metrics: config.metrics,
    ready: {
      database: async () => {
        await look(database, { role: 'app_public', actor: 'public', purpose: 'health' }, (tx) =>
          tx.query('select 1'),
        );
        return true;
      },
      index: async () => {
        await index.ready();
        return true;
      },
    },
    figures: {
      wayhouse_listings: {
        help: 'Services at places in the index',
        read: () => index.state().listings,
      },
      wayhouse_index_changes: {
        help: 'Listings changed since the last whole build',
        read: () => index.state().changed,
      },
      wayhouse_index_stale: {
        help: '1 when the database has not been heard for a while',
        read: () => Number(index.state().stale),
      },
      wayhouse_database_connections: {
        help: 'Open connections to the database',
        read: () => database.load().total,
      },
      wayhouse_database_waiting: {
        help: 'Requests that wait for a connection',
        read: () => database.load().waiting,
      },
    },
  });
  await app.register(hsdsRoutes, { database });
  await app.register(guardRoutes);
  await app.register(findRoutes, {
    now: Date.now,
    find: (query) => index.find(query),
    listings: async (codes, lang) => index.listings(codes, lang, Date.now()),
    needLabels: (lang) => (languages.find(lang) ?? languages.english).needs,
  });
  await app.register(transparencyRoutes, { database });
  const { staff } = options;
  const plain = await siteHouse(house, index, options.demo);
  const alerts = await openAlerts({
    database,
    languages,
    surrounds: surroundsOf(plain, languages),
    line: plain.placeLine,
  });
  app.addHook('onClose', () => alerts.book.close());
  const site = withAlerts(plain, alerts);
  const { enhance } = await buildPhoneScripts();
  const surroundings = surroundingsOf(site, languages, loadLook(), enhance.path);
  await app.register(transparencyPages, { database, surroundings });
  await app.register(alertPages, { alerts, surroundings });
  await app.register(alertInboxRoutes, { database, scan });
  const printer = openPrinter({ folder: join(config.dataFolder, 'prints') });
  app.addHook('onClose', () => printer.close());
  await app.register(printPages, { surroundings, printer });
  if (staff) {
    const { log } = staff.firewall;
    await app.register(logRoutes, log);
    await app.register(firewallRoutes, { door: staff.door });
    await app.register(myPages, { door: staff.door, log, surroundings });
    await app.register(recipientPages, { door: staff.door, surroundings });
    const directory: Directory = {
      find: (query) => index.find(query),
      listings: (codes, lang = 'en') => index.listings(codes, lang, Date.now()),
    };
    const { secret } = staff.firewall;
    await app.register(ownReferralPages, { door: staff.door, secret, surroundings, directory });
    await app.register(referralRoutes, {
      door: staff.door,
      origin: config.origin,
      now: Date.now,
      directory,
      scan,
    });
    const news = deskNews(Date.now);
    app.addHook('onResponse', async (request, reply) => {
      if (changesTheDesk(request.method, request.url, reply.statusCode)) news.noteElsewhere();
    });
    await app.register(syncRoutes, { door: staff.door, secret, news });
    const circles = circlesOf(app);
    await app.register(peopleRoutes, { door: staff.door, secret, circles });
    await app.register(protectionRoutes, { door: staff.door });
    const subscribers = openSubscribers(database, secret);
    const channels = await channelsOf(house, index, secret, {
      alerts: subscribers,
      warn: (details, message) => app.log.warn(details, message),
    });
    await app.register(channelRoutes, { channels });
    if (channels.gateways.some(({ send }) => send !== undefined)) {
      const delivering = runDelivery({
        alerts,
        subscribers,
        send: (sending) => channels.handOver(sending),
        reminder: (lang) => channels.house.phrases.find(lang)?.say('join_ends'),
        warn: (details, message) => app.log.warn(details, message),
      });
      app.addHook('onClose', () => delivering.stop());
    }
    // Half-open sign-ins need not outlive the program; browsers that are known do.
    const steps = sealedSteps(randomBytes(32).toString('hex'), secret('known-browsers'));
    const rooms = { door: staff.door, steps, origin: config.origin, name: config.name };
    await app.register(staffRoutes, rooms);
    const { look: looks } = surroundings;
    if (options.demo) await makeDemoPeople(staff.firewall, Date.now());
    if (options.demo) await makeDemoAlerts(database, Date.now());
    await alerts.book.refresh();
    const demo = options.demo
      ? { people: demoPeople(), enter: (login: string) => enterDemo(staff.firewall, login) }
      : undefined;
    const forgetting = setInterval(() => void subscribers.forget().catch(() => {}), HALF_A_DAY);
    app.addHook('onClose', () => clearInterval(forgetting));
    await app.register(consoleRoutes, {
      ...rooms,
      look: looks,
      territory: config.territory,
      timeZone: config.timeZone,
      secret,
      circles,
      alerts: {
        database,
        house: alerts,
        surroundings,
        subscribers,
      },
      cards: {
        database,
        territory: config.territory,
        resolve: resolveReferences(site, languages),
        scan,
      },
      channels: channels.house,
      ...(demo ? { demo } : {}),
    });
  }
  await app.register(siteRoutes, { house: site });
  const following = runFollowing({
    database,
    resolve: resolveReferences(site, languages),
    generation: () => index.pack(),
    today: () => dateOf(wallClock(Date.now(), site.settings.zone).day),
    warn: (details, message) => app.log.warn(details, message),
    after: () => printer.clear((codes) => printsThatAreOut(database, codes)),
  });
  app.addHook('onClose', () => following.stop());
  return app;
}

/** SMS, USSD and voice over the same finder and cards; close it before the index. */
export function channelsOf(
  { config, database }: House,
  index: LiveIndex,
  secret: (label: string) => Buffer,
  more: Pick<ChannelOptions, 'alerts' | 'warn'> = {},
): Promise<OpenChannels> {
  return openChannels({ database, index, config, secret, now: Date.now, ...more });
}

const HALF_A_DAY = 12 * 3_600_000;
/** An answer in the words of the pages, as plain text. */
export async function plainAnswerOf(
  house: House,
  index: LiveIndex,
  query: FinderQuery,
  answer: FinderAnswer,
  listings: readonly Listing[],
): Promise<string> {
  const languages = loadLanguages(house.config.territory);
  const { view } = surroundingsOf(await siteHouse(house, index, false), languages, loadLook());
  const asked = {
    speak: query.languages ?? [],
    must: [],
    ...(query.text === undefined ? {} : { text: query.text }),
  };
  const spoken = languages.find(query.lang) ?? languages.english;
  return plainAnswer(
    view(spoken),
    answer,
    new Map(listings.map((listing) => [listing.code, listing])),
    asked,
  );
}

/** Cards and lists of places as jobs for a printer, for the command line. */
export async function printJobsOf(house: House, index: LiveIndex): Promise<PrintJobs> {
  const languages = loadLanguages(house.config.territory);
  return printJobs(surroundingsOf(await siteHouse(house, index, false), languages, loadLook()));
}

/** Questions and answers of the demonstration country; the index has to be ready, since cards name services. */
export async function writeDemoCards(house: House, index: LiveIndex): Promise<void> {
  const site = await siteHouse(house, index, true);
  const languages = loadLanguages(house.config.territory);
  const today = dateOf(wallClock(Date.now(), site.settings.zone).day);
  await makeDemoCards(house.database, today, resolveReferences(site, languages));
}

/** Makes the packs for phones anew, in every language that the pages speak, in a thread of its own. */
export async function refreshPacks(house: House): Promise<ReturnType<typeof runPacks>> {
  const { config, database } = house;
  const languages = loadLanguages().offered.map(({ language: { code, tag } }) => ({
    lang: code,
    tag,
  }));
  const now = Date.now();
  const zone = zoneTransitions(config.timeZone, now - A_YEAR, now + A_YEAR);
  const today = (): string => dateOf(wallClock(now, zone).day);
  const shelf = openShelf(database, { now: Date.now, today });
  const kept = await Promise.all(
    languages.map(async ({ lang }) => [lang, phoneDocuments(await shelf.forPhone(lang))] as const),
  );
  return runPacks(database.connection, {
    folder: join(config.dataFolder, 'packs'),
    territory: config.territory,
    languages,
    labels: loadNeedLabels(),
    now,
    more: Object.fromEntries(kept),
  });
}
