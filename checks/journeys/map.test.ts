import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUp, type Stand } from './browser.ts';

let stand: Stand;
beforeAll(async () => {
  const basemap = join(mkdtempSync(join(tmpdir(), 'wayhouse-map-')), 'basemap.geojson');
  const square = [
    [
      [9, 41],
      [9.3, 41],
      [9.3, 41.4],
      [9, 41.4],
      [9, 41],
    ],
  ];
  writeFileSync(
    basemap,
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { kind: 'land' },
          geometry: { type: 'Polygon', coordinates: square },
        },
        {
          type: 'Feature',
          properties: { kind: 'road' },
          geometry: {
            type: 'LineString',
            coordinates: [
              [9.05, 41.1],
              [9.2, 41.3],
            ],
          },
        },
        {
          type: 'Feature',
          properties: { kind: 'town', name: 'Port Amara', names: { ar: ['ميناء أمارا'] } },
          geometry: { type: 'Point', coordinates: [9.1, 41.21] },
        },
      ],
    }),
  );
  stand = await setUp({ basemap });
});
afterAll(async () => {
  await stand.close();
});

test('the map comes only when asked for, from our own host, with the list as its equal', async () => {
  const page = await stand.open('/ar/map', { javaScriptEnabled: true });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const listed = await page.locator('main .list a').count();
  expect(listed).toBeGreaterThan(20);
  const button = page.locator('[data-map] button').first();
  expect(await button.innerText()).toMatch(/[٠-٩]/);
  expect(asked.filter((url) => url.includes('maplibre'))).toEqual([]);
  await button.click();
  await page.locator('.maplibregl-canvas').waitFor();
  await page.locator('a.mp').first().waitFor({ state: 'attached' });
  expect(await page.locator('.mt').innerText()).toBe('ميناء أمارا');
  expect(asked.some((url) => url.includes('maplibre-gl.mjs'))).toBe(true);
  expect(stand.foreign).toEqual([]);
  expect(await page.locator('[data-failed]:visible').count()).toBe(0);
  await page.screenshot({ path: join(tmpdir(), 'wayhouse-map.png') });
}, 60_000);

test('without script the list stands alone', async () => {
  const page = await stand.open('/en/map');
  expect(await page.locator('[data-map]:visible').count()).toBe(0);
  expect(await page.locator('main .list a').count()).toBeGreaterThan(20);
});
