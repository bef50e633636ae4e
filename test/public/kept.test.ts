/** What is kept of the public set comes back as it was, and stands in pages as text and as nothing else. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanText } from '../../src/directory/import/check/text.ts';
import { bringServices, service } from '../../src/directory/import/testing.ts';
import { asOwner } from '../../src/firewall/context/testing.ts';
import { actAs } from '../../src/firewall/index.ts';
import { testKeeper } from '../../src/firewall/keeper/testing.ts';
import { COOKIE } from '../../src/staff/index.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../../tools/chromium.ts';
import { openWholeHouse, type WholeHouse } from '../attack/canaries/house.ts';
import { openAviary } from '../attack/canaries/planted.ts';
import { plantPerson, twoOrganisations } from '../attack/installation.ts';
import { STRINGS } from './sets.ts';

let folder: string;
let whole: WholeHouse;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayhouse-kept-'));
  whole = await openWholeHouse(join(folder, 'house'), openAviary());
  browser = await chromium.launch({ executablePath: await chromiumPath(), args: CHROMIUM_FLAGS });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await whole.close();
  await rm(folder, { recursive: true, force: true });
});

type Read = { heading: string; texts: string[]; values: string[]; live: number };

/** How a browser reads pages: headings, paragraphs and cells, fields, and how much in them could run. */
async function read(pages: readonly string[]): Promise<Read[]> {
  const context = await browser.newContext({ javaScriptEnabled: true, offline: true });
  try {
    const page = await context.newPage();
    return await page.evaluate(
      (htmls) => {
        const words = (one: Element): string => one.textContent ?? '';
        return htmls.map((html) => {
          const main = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
          if (!main) throw new Error(`no main: ${html.slice(0, 200)}`);
          const all = [...main.querySelectorAll('*')];
          return {
            heading: words(main.querySelector('h1') ?? main),
            texts: all
              .filter(
                (one) =>
                  one.children.length === 0 || one.matches('p, td, th, dd, dt, li, h1, h2, h3'),
              )
              .map(words),
            values: [...main.querySelectorAll('input, textarea')].map(
              (one) => one.getAttribute('value') ?? words(one),
            ),
            live: all.filter(
              (one) =>
                one.matches('script, iframe, object, embed, base, [srcdoc]') ||
                [...one.attributes].some(
                  ({ name, value }) =>
                    name.startsWith('on') ||
                    (/^(href|src|action|formaction|data|xlink:href)$/.test(name) &&
                      /^\s*(javascript|data|vbscript):/i.test(value)),
                ),
            ).length,
          };
        });
      },
      [...pages],
    );
  } finally {
    await context.close();
  }
}

test('a directory text is stored as it was cleaned, given out so by the API, and shown so by the page', async () => {
  const named = STRINGS.filter((text) => cleanText(text, true).text !== '');
  // One record for each: a name is a line, a description keeps its lines.
  const report = await bringServices(
    whole.house.database,
    named.map((text, i) => ({ ...service(i + 1), name: text, description: text })),
    { source: 'naughty', country: 'GR', timeZone: 'Europe/Athens' },
  );
  expect(report.state, JSON.stringify(report.findings.slice(0, 3))).toBe('applied');
  type Stored = {
    id: string;
    code: string | null;
    name: string;
    description: string;
    foreign: string;
  };
  const stored = await asOwner(whole.house.database, (tx) =>
    tx.query<Stored>(
      `select s.id::text, l.code, s.name, s.description, b.foreign_id as foreign from directory.service s
        join directory.source_record b on b.entity = 'service' and b.row_id = s.id
        left join directory.service_at_location l on l.service_id = s.id`,
    ),
  );
  expect(stored.length, JSON.stringify(report.counts)).toBeGreaterThan(named.length * 0.9);
  let untouched = 0;
  for (const { name, description, foreign } of stored) {
    const at = Number(foreign.slice(-5));
    const text = named[at - 1] ?? '';
    expect(name).toBe(cleanText(text, true).text);
    expect(description).toBe(cleanText(text, false).text);
    if (name === text) untouched++;
  }
  // Most are ordinary texts to the import: only markup, controls and doubled spaces are taken out.
  expect(untouched).toBeGreaterThan(stored.length / 2);

  // The live index follows within a second.
  await pause(3_000);
  const shown: { name: string; html: string }[] = [];
  // Another third of them each day.
  const day = Math.floor(Date.now() / 86_400_000);
  for (const { id, code, name, description } of stored.filter((_, i) => (i + day) % 3 === 0)) {
    const answer = await whole.app.inject(`/hsds/3.1/services/${id}`);
    if (answer.statusCode === 200) expect(answer.json()).toMatchObject({ name, description });
    if (code === null) continue;
    const page = await whole.app.inject(`/en/s/${code}`);
    expect(page.statusCode, name).toBeLessThan(500);
    if (page.statusCode === 200) shown.push({ name, html: page.body });
  }
  expect(shown.length).toBeGreaterThan(stored.length / 6);
  const found = await read(shown.map(({ html }) => html));
  for (const [i, { heading, live }] of found.entries()) {
    expect(heading).toContain(shown[i]?.name);
    expect(live).toBe(0);
  }
}, 240_000);

test('what somebody types into the search box is answered by a page, and stands in it as text alone', async () => {
  const pages: { text: string; html: string }[] = [];
  for (const text of STRINGS) {
    const answer = await whole.app.inject({
      method: 'POST',
      url: '/en/search',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ q: text }).toString(),
    });
    expect([200, 302, 303, 400], text).toContain(answer.statusCode);
    if (answer.statusCode === 200) pages.push({ text, html: answer.body });
  }
  const found = await read(pages.map(({ html }) => html));
  expect(found.reduce((sum, { live }) => sum + live, 0)).toBe(0);
  expect(pages.length).toBeGreaterThan(300);
}, 120_000);

test('a name of staff stands in the console as it was given', async () => {
  const { session } = await whole.hire(['administrator']);
  const headers = { cookie: `${COOKIE}=${session}` };
  const given: string[] = [];
  for (const [i, text] of STRINGS.entries()) {
    if (i % 6 !== 0) continue;
    const answer = await whole.app.inject({
      method: 'POST',
      url: '/api/staff/accounts',
      headers,
      payload: { account_id: randomUUID(), login: `naughty.${i}`, display_name: text },
    });
    expect(answer.statusCode, text).toBeLessThan(500);
    if (answer.statusCode < 300) given.push(text);
  }
  expect(given.length).toBeGreaterThan(40);
  const list = (await whole.app.inject({ url: '/api/staff/accounts', headers })).json<
    { accounts?: { display_name: string }[] } | { display_name: string }[]
  >();
  const names = (Array.isArray(list) ? list : (list.accounts ?? [])).map((one) => one.display_name);
  for (const text of given) expect(names).toContain(text);
  const [page] = await read([(await whole.app.inject({ url: '/staff/access', headers })).body]);
  expect(page?.live).toBe(0);
  const squeezed = page?.texts.map((text) => text.trim()) ?? [];
  for (const text of given)
    expect(
      squeezed.some((one) => one.includes(text.trim())),
      text,
    ).toBe(true);
}, 120_000);

test('chosen names and notes come back from the keeper, each byte of them', async () => {
  const kept = await testKeeper({ opensPerHour: 1_000_000_000 });
  const installation = { database: kept.main, keeper: kept.keeper };
  try {
    const { home } = await twoOrganisations(installation.database);
    const person = await plantPerson(installation, home, secretHash, {
      name: 'a',
      contact: 'b',
      note: 'c',
    });
    const worker = {
      kind: 'staff',
      actor: randomUUID(),
      org: home,
      purpose: 'desk.visit',
      route: 'POST /desk/visits',
      subject: person.subject,
    } as const;
    for (const [store, column] of [
      ['ident', 'ident.name.sealed'],
      ['casework', 'casework.event.sealed'],
    ] as const) {
      const key = { store, subject: person.subject };
      for (let from = 0; from < STRINGS.length; from += 50) {
        const some = STRINGS.slice(from, from + 50);
        const ids = some.map(() => randomUUID());
        const back = await actAs(
          installation,
          { ...worker, role: store === 'ident' ? 'app_ident' : 'app_desk' },
          async (tx) => {
            const sealed = await installation.keeper.seal({
              nonce: tx.nonce,
              items: some.map((text, i) => ({
                key,
                place: { column, rowId: ids[i] ?? '' },
                plain: Buffer.from(text),
              })),
            });
            for (const [i, bytes] of sealed.entries())
              if (store === 'ident')
                await asOwner(installation.database, (owner) =>
                  owner.execute(
                    `insert into ident.name (name_id, org_id, purpose_id, subject, sealed) values ($1, $2, 'desk.visit', $3, $4)`,
                    [ids[i], home, person.subject, bytes],
                  ),
                );
            const kept =
              store === 'ident'
                ? new Map(
                    (
                      await tx.query<{ name_id: string; sealed: Buffer }>(
                        'select name_id, sealed from ident.name where name_id = any ($1)',
                        [ids],
                      )
                    ).map((row) => [row.name_id, row.sealed]),
                  )
                : new Map(ids.map((id, i) => [id, sealed[i] ?? Buffer.alloc(0)]));
            return installation.keeper.open({
              nonce: tx.nonce,
              purpose: 'desk.visit',
              items: ids.map((id) => ({
                key,
                place: { column, rowId: id },
                sealed: kept.get(id) ?? Buffer.alloc(0),
              })),
            });
          },
        );
        expect(
          back.map((one) => (one.state === 'open' ? one.plain.toString() : one.state)),
        ).toEqual(some);
      }
    }
  } finally {
    await kept.close();
  }
}, 180_000);
