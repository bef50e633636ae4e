/** A browser and the staff web app, with invented people: nothing but its own files is served. */
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildTablet } from '../../src/console/tablet-build.ts';
import { tabletRoutes } from '../../src/console/tablet-routes.ts';
import { buildServer } from '../../src/http/server.ts';
import { loadLook } from '../../src/site/index.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';

export type TabletStand = {
  origin: string;
  /** Addresses of other hosts that any screen asked for. */
  foreign: string[];
  /** What the browser complained of: refused by the content policy, broken scripts. */
  complaints: string[];
  /** From now on another version of the app is served. */
  renew(): void;
  /** A tablet with the invented day, in a language of the interface. */
  practise(language: string, options?: BrowserContextOptions & { theme?: string }): Promise<Page>;
  close(): Promise<void>;
};

/** The number of a visit of the invented day, from 1. */
export const visitOf = (nth: number): string =>
  `018f0000-0000-7000-9000-${nth.toString(16).padStart(12, '0')}`;

export async function tabletStand(): Promise<TabletStand> {
  const app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  const tablet = await buildTablet(loadLook(), { name: 'Harbour hub' });
  let isNewer = false;
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isNewer || request.url !== '/desk/worker.js') return payload;
    reply.removeHeader('content-encoding');
    return tablet.worker.replace(/VERSION="[^"]+"/, 'VERSION="newer"');
  });
  tabletRoutes(app, tablet);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
  const browser: Browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
  const foreign: string[] = [];
  const complaints: string[] = [];
  return {
    origin,
    foreign,
    complaints,
    renew() {
      isNewer = true;
    },
    async practise(language, { theme = '', ...options } = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: language,
        reducedMotion: 'reduce',
        ...options,
      });
      context.on('request', (request) => {
        if (!request.url().startsWith(origin) && !request.url().startsWith('blob:'))
          foreign.push(request.url());
      });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      // An empty page of the same origin, so that the desk itself starts once, with what is chosen.
      const empty = `${origin}/empty`;
      await page.route(empty, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,">' }),
      );
      await page.goto(empty);
      await page.unroute(empty);
      await page.evaluate(
        ([code, chosen]) => {
          localStorage.setItem('desk.language', code ?? 'en');
          localStorage.setItem('desk.theme', chosen ?? '');
          sessionStorage.setItem('desk.practice', 'yes');
        },
        [language, theme],
      );
      await page.goto(`${origin}/desk/`);
      await page.locator('table.queue, .queue-page h1').first().waitFor();
      return page;
    },
    async close() {
      await browser.close();
      await app.close();
    },
  };
}
