/** A browser and the public pages of the small house, for journeys and checks. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { buildServer } from '../../src/http/server.ts';
import { loadLanguages } from '../../src/languages/catalogues.ts';
import type { SiteFeedback, SiteHouse, SiteSettings } from '../../src/site/house.ts';
import { siteRoutes } from '../../src/site/routes.ts';
import { smallHouse } from '../../src/site/testing.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import { isItsTurn } from '../turns.ts';

/** Every language of the public pages. */
export const ALL_LANGS: readonly string[] = loadLanguages().offered.map(
  ({ language }) => language.code,
);
/** Today's: English, Arabic, and those whose turn it is, so that a walk costs the same however many languages there are. */
export const LANGS: readonly string[] = ALL_LANGS.filter(
  (code, at) => code === 'en' || code === 'ar' || isItsTurn(at, 6),
);

export type Stand = {
  origin: string;
  /** Where Leave leads: another host with the weather. */
  neutral: string;
  browser: Browser;
  feedback: SiteFeedback[];
  /** Log lines of the server. */
  logs: string[];
  /** Addresses of other hosts that any page asked for. */
  foreign: string[];
  /** A phone of 360 × 740, without JavaScript unless told otherwise. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
};

/**
 * Starts server and browser. Call `close` at the end.
 * @param rooms other rooms on the same server, before the public pages
 */
export async function setUp(
  settings: Partial<SiteSettings> = {},
  rooms?: (app: FastifyInstance, site: SiteHouse) => Promise<void>,
): Promise<Stand> {
  const feedback: SiteFeedback[] = [];
  const logs: string[] = [];
  const foreign: string[] = [];
  const app = await buildServer({
    logLevel: 'trace',
    rateLimit: 0,
    trustedProxies: 0,
    logStream: { write: (line) => void logs.push(line) },
  });
  const weather = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<title>Weather</title><h1>Sunny</h1>'),
  );
  await new Promise<void>((done) => weather.listen(0, '127.0.0.1', done));
  const neutral = `http://127.0.0.1:${String((weather.address() as AddressInfo).port)}/`;
  const house = smallHouse(feedback, { neutralAddress: neutral, ...settings });
  await rooms?.(app, house);
  await app.register(siteRoutes, { house });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
  const contexts: BrowserContext[] = [];
  return {
    origin,
    neutral,
    browser,
    feedback,
    logs,
    foreign,
    async open(path, options = {}) {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        javaScriptEnabled: false,
        ...options,
      });
      contexts.push(context);
      context.on('request', (request) => {
        if (![origin, neutral, 'data:'].some((own) => request.url().startsWith(own)))
          foreign.push(request.url());
      });
      const page = await context.newPage();
      await page.goto(origin + path);
      return page;
    },
    async close() {
      await browser.close();
      await app.close();
      weather.close();
    },
  };
}

/** Waits until the page that a press led to is all there: a press comes back as soon as its first bytes are. */
export async function whole(page: Page): Promise<void> {
  await page.waitForLoadState('domcontentloaded');
}

/** What the person sees as the page's main words. */
export async function heading(page: Page): Promise<string> {
  return (await page.locator('h1:visible').first().innerText()).trim();
}
