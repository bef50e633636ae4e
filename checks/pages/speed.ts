/**
 * Time to the first text on a slow line: `node checks/pages/speed.ts`.
 * 50 kbit/s, 400 ms of delay, a processor slowed six times, nothing kept from before. Prints a table.
 */
import type { Page } from 'playwright-core';
import { setUp, type Stand } from '../journeys/browser.ts';

const KILOBIT = 1000 / 8;
export const LINE = {
  offline: false,
  latency: 400,
  downloadThroughput: 50 * KILOBIT,
  uploadThroughput: 50 * KILOBIT,
};
const SLOWER = 6;
const RUNS = 3;

export const SPEED_PATHS = [
  '/',
  '/ar/',
  '/ar/find/health',
  '/ar/find/health/places?place=1',
  '/ar/s/1010',
  '/ti/find/health/places?place=1',
  '/en/find/health/places?place=1',
];

/** Milliseconds from the tap to the first text, and the bytes on the line by then (headers included). */
export async function firstText(
  stand: Stand,
  path: string,
): Promise<{ ms: number; requests: number }> {
  const page: Page = await stand.open('/site/icon.svg', { javaScriptEnabled: true });
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await session.send('Network.emulateNetworkConditions', LINE);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  let requests = 0;
  page.on('request', () => requests++);
  await page.goto(stand.origin + path, { waitUntil: 'commit' });
  const ms = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint) done(paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await page.context().close();
  return { ms, requests };
}

if (import.meta.main) {
  const stand = await setUp();
  console.log('First text at 50 kbit/s, 400 ms delay, processor slowed 6 times (median of 3)');
  for (const path of SPEED_PATHS) {
    const runs: number[] = [];
    let requests = 0;
    for (let run = 0; run < RUNS; run++) {
      const found = await firstText(stand, path);
      runs.push(found.ms);
      requests = found.requests;
    }
    runs.sort((a, b) => a - b);
    console.log(
      `${path.padEnd(40)} ${((runs[1] ?? 0) / 1000).toFixed(2)} s   ${String(requests)} request(s) by then`,
    );
  }
  await stand.close();
}
