import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadLook } from '../site/index.ts';
import { buildTablet, type Tablet } from './tablet-build.ts';
import { bundleTablet } from './tablet-bundle.ts';
import { TABLET_POLICY, tabletRoutes } from './tablet-routes.ts';

/** Chapter 70, section 10: what a first visit needs until the queue is shown, its store included. */
const MOST_BYTES = 256_000;

let tablet: Tablet;
const app = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
beforeAll(async () => {
  tablet = await buildTablet(loadLook(), { name: 'Harbour hub' });
  tabletRoutes(app, tablet);
  await app.ready();
});

describe('the build of the desk', () => {
  it('needs at most 256 kB on the line, in every language', () => {
    const sizes = Object.entries(tablet.firstLoad);
    expect(sizes.length).toBe(6);
    for (const [code, bytes] of sizes) {
      expect(bytes, code).toBeGreaterThan(100_000);
      expect(bytes, code).toBeLessThanOrEqual(MOST_BYTES);
    }
  });

  it('names nothing outside this host, and writes no code at run time', () => {
    for (const { path, body } of tablet.files.values()) {
      if (!/\.(js|css)$/.test(path)) continue;
      const text = body.toString();
      expect([path, /\bnew Function\(|[^.\w]eval\(/.test(text)]).toEqual([path, false]);
      expect([path, /(?:src|href|url)\(?["'=:]+https?:/.test(text)]).toEqual([path, false]);
    }
  });

  it('tells the page in which zone the place lies, when the installation says it', async () => {
    const settingsOf = ({ shell }: Tablet): unknown =>
      JSON.parse(/<script[^>]*id="?settings"?[^>]*>(.*?)<\/script>/s.exec(shell)?.[1] ?? '');
    expect(settingsOf(tablet)).not.toHaveProperty('zone');
    const there = await buildTablet(loadLook(), { name: 'Harbour hub', zone: 'Asia/Beirut' });
    expect(settingsOf(there)).toMatchObject({ zone: 'Asia/Beirut' });
    expect(there.worker).not.toBe(tablet.worker);
  });

  it('keeps the page free of inline scripts and styles', () => {
    expect(tablet.shell).not.toMatch(/<style|style="|<script(?![^>]*(?:src=|application\/json))/);
    expect(TABLET_POLICY).not.toContain('unsafe');
  });

  it('lists every file for the worker, each by the hash of its content', () => {
    for (const { path } of tablet.files.values()) {
      expect(path).toMatch(/^\/desk\/assets\/[\w-]+-[\w-]{8,10}\.(js|css|json|svg|png)$/);
      expect(tablet.worker).toContain(`"${path}"`);
    }
    expect(tablet.worker).toContain('"/desk/"');
  });

  it('comes from the cache when nothing changed', async () => {
    const first = await bundleTablet();
    const kept = JSON.parse(
      readFileSync(
        join(import.meta.dirname, '../../node_modules/.cache/wayhouse/tablet.json'),
        'utf8',
      ),
    ) as { bundle: { main: string }; inputs: string[] };
    expect(kept.bundle.main).toBe(first.main);
    expect(kept.inputs).toContain('src/console/tablet/main.tsx');
    expect(kept.inputs).toContain('src/desk/urgency.ts');
  });
});

describe('the routes of the desk', () => {
  it('answer every address with the one page, and the folder without a stroke with a way there', async () => {
    for (const url of ['/desk/', '/desk/queue', '/desk/visits/x/note']) {
      const answer = await app.inject(url);
      expect([url, answer.statusCode, answer.body]).toEqual([url, 200, tablet.shell]);
      expect(answer.headers['content-security-policy']).toBe(TABLET_POLICY);
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    const plain = await app.inject('/desk');
    expect([plain.statusCode, plain.headers.location]).toEqual([308, '/desk/']);
  });

  it('send files for ever, worker and manifest anew each time', async () => {
    const [file] = tablet.files.values();
    const sent = await app.inject({
      url: file?.path ?? '',
      headers: { 'accept-encoding': 'br' },
    });
    expect(sent.headers['cache-control']).toContain('immutable');
    expect(sent.headers['content-encoding']).toBe('br');
    const worker = await app.inject('/desk/worker.js');
    expect(worker.headers['cache-control']).toBe('no-cache');
    expect(worker.headers['content-type']).toContain('javascript');
    const manifest = await app.inject('/desk/manifest.webmanifest');
    expect(manifest.json()).toMatchObject({
      scope: '/desk/',
      start_url: '/desk/',
      display: 'standalone',
    });
  });

  it('know no file that was not built', async () => {
    expect((await app.inject('/desk/assets/main-0000000000.js')).statusCode).not.toBe(200);
  });
});
