/** What lies on the disk of a shared tablet, while somebody works and after she signed out (chapter 30, sections 5.1 to 5.3 and 10). */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POINT } from '../../src/console/tablet/store/testing.ts';
import type { KeptDesk } from '../../src/console/tablet/store/kept-desk.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import type { Store } from './tablet-page.ts';
import { tabletStand, type TabletStand } from './tablet-stand.ts';

declare const store: Store;
type Held = { desk: KeptDesk };

let stand: TabletStand;
let profile: string;
beforeAll(async () => {
  stand = await tabletStand();
  profile = await mkdtemp(join(tmpdir(), 'wayhouse-tablet-'));
}, 90_000);
afterAll(async () => {
  await stand.close();
  await rm(profile, { recursive: true, force: true });
});

const open = async (): Promise<[BrowserContext, Page]> => {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumPath(),
    args: CHROMIUM_FLAGS,
  });
  const page = await context.newPage();
  await page.goto(stand.origin);
  await page.waitForFunction(() => 'store' in globalThis);
  return [context, page];
};

/** Which of the texts are in a file of the profile, as UTF-8 or UTF-16. */
async function onDisk(texts: readonly string[]): Promise<string[]> {
  const files: Buffer[] = [];
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      files.push(await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0)));
  return texts.filter((text) =>
    files.some((file) => file.includes(text) || file.includes(Buffer.from(text, 'utf16le'))),
  );
}

/** No two letters repeat, so that a database's own compression cannot break one up. */
const canary = (): string => `K${randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x')}`;

test('500 canaries: none on the disk while she works, none after she signed out; her work arrives', async () => {
  const names = Array.from({ length: 200 }, canary);
  const notes = Array.from({ length: 150 }, canary);
  const contacts = Array.from({ length: 143 }, canary);
  const badge = randomBytes(16);
  const pin = '739154';
  const account = canary();
  stand.account = account;

  const [context, page] = await open();
  await page.evaluate(
    async ({ badge, pin }) => {
      const way = { kind: 'badge' as const, badge: new Uint8Array(badge), pin };
      (globalThis as unknown as Held).desk = await store.openDesk({ way });
    },
    { badge: [...badge], pin },
  );
  // What comes from the server is kept as what is made here.
  const fromServer = Array.from({ length: 5 }, canary);
  for (const name of fromServer)
    stand.server.feed.push({ person: { subject: crypto.randomUUID(), name } });
  await page.evaluate(() => (globalThis as unknown as Held).desk.sync());
  stand.isDown = true;
  await page.evaluate(
    async ({ names, notes, contacts, point_id }) => {
      const { desk } = globalThis as unknown as Held;
      for (const [n, text] of names.entries()) {
        const subject = store.newSubject();
        const note = notes[n];
        const address = contacts[n];
        await desk.perform({
          point_id,
          purpose: 'desk.visit',
          people: [{ subject }],
          names: [{ subject, text }],
          ...(address
            ? {
                contacts: [
                  { subject, channel: 'sms' as const, address, may_say: 'neutral' as const },
                ],
              }
            : {}),
          events: [
            { kind: 'visit_opened', subject, body: { channel: 'walk_in', heads: 1 } },
            ...(note ? [{ kind: 'note_written' as const, body: {}, note }] : []),
          ],
        });
      }
    },
    { names, notes, contacts, point_id: POINT },
  );
  // A program on the same tablet that keeps things as they are: the search finds those.
  const plain = Array.from({ length: 20 }, canary);
  await page.evaluate(async (texts) => {
    const other = await store.browserStorage().open('plain', ['shelf']);
    await other.write(
      texts.map((value, n) => ({ shelf: 'shelf', key: `k${n}`, value: { value } })),
    );
    other.close();
  }, plain);
  const secrets = [
    ...names,
    ...notes,
    ...contacts,
    ...fromServer,
    account,
    badge.toString('base64url'),
  ];
  expect(secrets).toHaveLength(500);
  await context.close();
  expect((await onDisk(plain)).length).toBe(plain.length);
  expect(await onDisk(secrets)).toEqual([]);

  const [again, back] = await open();
  const state = await back.evaluate(
    async ({ badge, pin, account }) => {
      const way = { kind: 'badge' as const, badge: new Uint8Array(badge), pin };
      const desk = await store.openDesk({ way, account });
      const before = { shown: desk.visits().size, waiting: desk.state().waiting };
      await desk.signOut();
      return before;
    },
    { badge: [...badge], pin, account },
  );
  expect(state).toEqual({ shown: 200, waiting: 200 });
  await again.close();
  expect(await onDisk(secrets)).toEqual([]);

  // Somebody else signs in: she sees a number, and carries what she cannot read.
  stand.account = 'bruno';
  stand.isDown = false;
  const [last, third] = await open();
  const bruno = await third.evaluate(async () => {
    const desk = await store.openDesk({});
    const { others, waiting, needsLook } = desk.state();
    const shown = JSON.stringify([desk.events(), [...desk.people()], desk.state()]);
    await desk.sync();
    return { others, waiting, needsLook, shown, left: desk.state().others.count };
  });
  expect(bruno).toMatchObject({ others: { count: 200 }, waiting: 0, needsLook: [], left: 0 });
  expect(secrets.filter((text) => bruno.shown.includes(text))).toEqual([]);
  await last.close();
  const results = [...stand.server.answered.values()].map(({ verdict }) => verdict.result);
  expect(results).toEqual(Array.from({ length: 200 }, () => 'recorded'));
  expect(new Set([...stand.server.events.values()].map(({ actor_id }) => actor_id))).toEqual(
    new Set([account]),
  );
}, 180_000);
