/**
 * A new tablet fetches its point (issue 4, show 3): 25,000 records from a server on this machine into a real Chromium, locked and on
 * disk; then the same tablet is opened again. Prints the median of the rounds.
 *
 *   node bench/desk/pull.ts [--records 25000] [--rounds 5] [--slow]      --slow: 1.6 Mbit/s, 300 ms
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { v7 } from 'uuid';
import type { Store } from '../../checks/desk/tablet-page.ts';
import { tabletStand, type TabletStand } from '../../checks/desk/tablet-stand.ts';
import { POINT } from '../../src/console/tablet/store/testing.ts';
import { clockText } from '../../src/desk/clock.ts';
import type { EventKind } from '../../src/desk/kinds.ts';
import type { DeskEvent } from '../../src/desk/operation.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';

declare const store: Store;

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '25000' },
    rounds: { type: 'string', default: '5' },
    slow: { type: 'boolean', default: false },
  },
});
const records = Number(values.records);
const AT = Date.now() - 6 * 86_400_000;

/** Visits of five events, one in five with a name: what a week at a busy point leaves. */
function fill({ server }: TabletStand): void {
  const kinds: [EventKind, Record<string, unknown>][] = [
    ['visit_opened', { channel: 'walk_in', heads: 1, ticket_picture: 'tree', ticket_number: 12 }],
    ['language_asked', { tags: ['ti', 'ar'], modes: ['hears', 'speaks'], asked_how: 'picture' }],
    ['need_seen', { code: 'food.meal', how: 'said' }],
    ['service_given', { service_code: 'food.meal', item_code: 'meal', quantity: 3 }],
    ['visit_closed', { outcome: 'done' }],
  ];
  let visit_id = '';
  for (let n = 0; server.feed.length < records; n++) {
    const [kind, body] = kinds[n % 5] as (typeof kinds)[number];
    const at = AT + n * 15_000;
    if (n % 5 === 0) visit_id = v7({ msecs: at });
    const event: DeskEvent = {
      event_id: v7({ msecs: at }),
      op_id: v7({ msecs: at }),
      kind,
      v: 1,
      point_id: POINT,
      visit_id,
      subject: null,
      actor_id: 'bruno',
      device_id: '11111111-0000-4000-8000-000000000000',
      hlc: clockText({ ms: at, count: 0, device: '11111111' }),
      at,
      supersedes: null,
      body,
      has_note: false,
    };
    server.feed.push({ event });
    if (n % 5 === 0 && n % 25 === 0 && server.feed.length < records)
      server.feed.push({
        person: {
          subject: crypto.randomUUID(),
          age_band: '18-59',
          name: `Person ${n}`,
          languages: ['ti'],
        },
      });
  }
}

const stand = await tabletStand();
stand.account = 'amal';
fill(stand);
const rows: Record<string, number>[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const profile = await mkdtemp(join(tmpdir(), 'wayhouse-pull-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumPath(),
    args: [...CHROMIUM_FLAGS, '--enable-precise-memory-info'],
  });
  const page = await context.newPage();
  await page.goto(stand.origin);
  await page.waitForFunction(() => 'store' in globalThis);
  if (values.slow) {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 300,
      downloadThroughput: 200_000,
      uploadThroughput: 100_000,
    });
  }
  stand.fed = 0;
  const row = await page.evaluate(async () => {
    const way = { kind: 'badge' as const, badge: new Uint8Array(16).fill(3), pin: '240612' };
    const since = (from: number): number => performance.now() - from;
    const desk = await store.openDesk({ way });
    let from = performance.now();
    await desk.sync();
    const pulled = since(from);
    from = performance.now();
    const visits = desk.visits().size;
    const folded = since(from);
    const shown = desk.events().length;
    const people = [...desk.people()].length;
    from = performance.now();
    const point_id = desk.state().points[0]?.point_id ?? '';
    for (let n = 0; n < 20; n++) {
      await desk.perform({
        point_id,
        purpose: 'desk.visit',
        events: [{ kind: 'visit_opened', body: { channel: 'walk_in', heads: 1 } }],
      });
      desk.visits();
      desk.events();
    }
    const act = since(from) / 20;
    desk.lock();
    from = performance.now();
    const stretched = await store
      .argon2idStretch(new Uint8Array(22), new Uint8Array(16), { memory: 19_456, passes: 2 })
      .then(() => since(from));
    from = performance.now();
    const again = await store.openDesk({ way });
    again.visits();
    const opened = since(from);
    const heap = (performance as unknown as { memory: { usedJSHeapSize: number } }).memory;
    return {
      pulled,
      folded,
      act,
      stretched,
      opened,
      heap: heap.usedJSHeapSize / 1e6,
      records: shown + people,
      visits,
    };
  });
  rows.push({ ...row, megabytes: stand.fed / 1e6 });
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
await stand.close();

const median = (name: string): number =>
  rows.map((row) => row[name] ?? 0).sort((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
const say = (what: string, figure: string): void => {
  process.stdout.write(`${what.padEnd(58)} ${figure.padStart(12)}\n`);
};
say(
  `records on the new tablet${values.slow ? ', at 1.6 Mbit/s and 300 ms' : ''}`,
  String(median('records')),
);
say('fetched, joined, locked and on disk, s (at most 60)', (median('pulled') / 1000).toFixed(1));
say('on the line, packed, MB', median('megabytes').toFixed(1));
say(`${String(median('visits'))} visits folded the first time, ms`, median('folded').toFixed(0));
say('one more registration: sealed, on disk, folded, shown, ms', median('act').toFixed(0));
say('Argon2id, 19 MiB, 2 passes, ms', median('stretched').toFixed(0));
say('the same tablet opened again, with Argon2id, ms', median('opened').toFixed(0));
say('memory of the page, MB', median('heap').toFixed(0));
if (median('records') < records || median('pulled') > 60_000) process.exitCode = 1;
