import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HtmlValidate } from 'html-validate';
import { brotliCompressSync } from 'node:zlib';
import { withoutOver } from '../site/until.ts';
import { HOUR, JUST_NOW } from './alert.ts';
import { type AlertStand, alertStand } from './testing.ts';

let stand: AlertStand;
beforeAll(async () => {
  stand = await alertStand();
});
afterAll(() => stand.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  stand.app.inject({ url, headers });
/** The page as most phones get it: packed, and kept on the server between changes. */
async function page(url: string): Promise<string> {
  const answer = await get(url, { 'accept-encoding': 'gzip' });
  return answer.headers['content-encoding'] === 'gzip'
    ? gunzipSync(answer.rawPayload).toString()
    : answer.body;
}
const bannerOf = (text: string): string =>
  /<section class="alerts"[\s\S]*?<\/section>/.exec(text)?.[0] ?? '';
/** The clock a little after everything that was issued, as on any later request. */
const soon = (ms = 2000): void => {
  stand.clock.now = Date.now() + ms;
};

describe('an alert', () => {
  test('is on top of every page within the next request, and gone at the second it ends, also from kept pages', async () => {
    const pages = [
      '/en/',
      '/en/find',
      '/en/find/health/places',
      '/en/privacy',
      '/en/nothing',
      '/en/s/1013',
    ];
    for (const url of pages) expect(bannerOf(await page(url)), url).toBe('');
    const id = await stand.issue({ hours: 1 });
    soon();
    const ends = stand.alerts.book.find(id)?.alert.expiresAt ?? 0;
    for (const url of pages) {
      const banner = bannerOf(await page(url));
      expect(banner, url).toContain('Flood in the harbour');
      expect(banner, url).toContain(`data-until="${ends}"`);
    }
    const etag = (await get('/en/privacy')).headers['etag'];
    stand.clock.now = ends - 1;
    for (const url of pages) expect(bannerOf(await page(url)), url).toContain('Flood');
    expect((await get(`/en/alerts/${id}`)).statusCode).toBe(200);
    stand.clock.now = ends;
    for (const url of pages) expect(bannerOf(await page(url)), url).toBe('');
    expect((await get('/en/privacy', { 'if-none-match': String(etag) })).statusCode).toBe(200);
    const over = await get(`/en/alerts/${id}`);
    expect([over.statusCode, over.headers['cache-control']]).toEqual([410, 'no-store']);
    expect(over.body).not.toContain('Go up the hill');
    expect((await get(`/alerts/cap/${id}.xml`)).statusCode).toBe(410);
    expect((await get('/alerts/feed.xml')).body).not.toContain(id);
    expect((await get('/api/v1/alerts')).json()).toEqual({ alerts: [] });
    expect(await page('/en/alerts')).toContain('Flood: over since');
    soon(0);
    await stand.cancel(id);
  });

  test('is read out at once only while it is new, and says in words that it is a drill, everywhere', async () => {
    soon(0);
    const id = await stand.issue({ status: 'exercise', severity: 'Extreme' });
    soon();
    const words = 'Drill. This is practice. Nothing is happening.';
    expect(bannerOf(await page('/en/'))).toContain('role="alert"');
    soon(JUST_NOW + 3000);
    expect(bannerOf(await page('/en/'))).not.toContain('role="alert"');
    for (const url of ['/en/', '/en/alerts', `/en/alerts/${id}`])
      expect(await page(url), url).toContain(words);
    expect((await get(`/alerts/cap/${id}.xml`)).body).toContain('<status>Exercise</status>');
    expect((await get(`/alerts/cap/${id}.xml`)).body).toContain(`<headline>${words}`);
    expect((await get('/alerts/feed.xml')).body).toContain(`<title xml:lang="en">${words}`);
    expect((await get('/api/v1/alerts')).json().alerts[0]).toMatchObject({
      drill: true,
      texts: [{ drill: words }],
    });
    const sms = await stand.alerts.sms(stand.alerts.book.current()[0] as never, 'en');
    expect(sms).toContain(words);
    await stand.cancel(id);
    soon();
    expect(bannerOf(await page('/en/'))).toBe('');
    expect((await get(`/en/alerts/${id}`)).body).toContain('This alert was taken back.');
    expect((await get('/alerts/feed.xml')).body).toContain(`${words} This alert was taken back.`);
  });

  test('is told by place; a page without one tells of the whole country and counts the others', async () => {
    await stand.issue({ areas: [2], hours: 1 });
    soon();
    expect(bannerOf(await page('/en/'))).not.toContain('Flood');
    expect(bannerOf(await page('/en/'))).toContain('There is an alert for a part of the country');
    for (const [place, told] of [
      [1, true],
      [2, true],
      [4, true],
      [3, false],
      [5, false],
    ] as const)
      expect((await get(`/api/v1/alerts?place=${place}`)).json().alerts.length, String(place)).toBe(
        told ? 1 : 0,
      );
    expect(bannerOf(await page('/en/?place=2'))).toContain('Flood');
    expect(bannerOf(await page('/en/find/health/places?place=2'))).toContain('Flood');
    expect(bannerOf(await page('/en/?place=3'))).toBe('');
    expect((await get('/api/v1/alerts?place=x')).statusCode).toBe(400);
  });

  test('is in her language, else in its own and marked so; machine drafts are nowhere; the promise about papers is everywhere', async () => {
    const id = await stand.issue({
      hazard: 'storm',
      hours: 1,
      services: ['1013'],
      needs: ['shelter.night'],
      texts: [
        {
          lang: 'fr',
          headline: 'Tempête ce soir',
          description: 'Vent très fort.',
          instruction: 'Restez dedans.',
          state: 'written',
        },
        {
          lang: 'ar',
          headline: 'عاصفة الليلة',
          description: 'ريح قوية جدًا.',
          instruction: 'ابقوا في الداخل.',
          state: 'checked',
        },
        {
          lang: 'es',
          headline: 'Maquina',
          description: 'Maquina dice.',
          instruction: 'Maquina manda.',
          state: 'machine',
        },
      ],
      sourceLang: 'fr',
    });
    soon();
    const arabic = await page(`/ar/alerts/${id}`);
    expect(arabic).toContain('<h1>عاصفة الليلة</h1>');
    expect(arabic).toContain('لا تلزم أي أوراق');
    const spanish = await page(`/es/alerts/${id}`);
    expect(spanish).toContain('<h1 lang="fr" dir="ltr">Tempête ce soir</h1>');
    expect(spanish).toContain('No se necesitan papeles');
    expect(bannerOf(await page('/ar/'))).toContain('عاصفة الليلة');
    expect(bannerOf(await page('/es/'))).toContain(
      '<bdi lang="fr" dir="ltr">Tempête ce soir</bdi>',
    );
    const everything = [
      spanish,
      (await get(`/alerts/cap/${id}.xml`)).body,
      (await get('/alerts/feed.xml?lang=es')).body,
      (await get('/api/v1/alerts')).body,
    ].join();
    expect(everything).not.toContain('Maquina');
    expect(spanish).toContain('/es/find/shelter.night/places');
  });

  test('that was updated gives way to the newer one; tests are shown to nobody', async () => {
    const first = await stand.issue({ hazard: 'heat', hours: 3 });
    const second = await stand.issue(
      {
        hazard: 'heat',
        hours: 3,
        texts: [
          {
            lang: 'en',
            headline: 'Even hotter',
            description: 'It is 44 degrees.',
            instruction: 'Drink water.',
            state: 'written',
          },
        ],
      },
      first,
    );
    await stand.issue({ status: 'test', hazard: 'sea' });
    soon();
    const list = await page('/en/alerts');
    expect(list).toContain('Even hotter');
    expect(list).not.toContain('Danger at sea');
    const old = await get(`/en/alerts/${first}`);
    expect(old.statusCode).toBe(410);
    expect(old.body).toContain(`/en/alerts/${second}`);
    const cap = (await get(`/alerts/cap/${second}.xml`)).body;
    expect(cap).toContain('<msgType>Update</msgType>');
    expect(cap).toMatch(new RegExp(`<references>door.selmora.example,urn:uuid:${first},\\d`));
    await expect(stand.issue({ hazard: 'heat' }, first)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(stand.issue({ hazard: 'heat', status: 'exercise' }, second)).rejects.toMatchObject(
      { code: 'bad_input' },
    );
    await stand.issue({ hazard: 'smoke' });
    soon(5000);
    // Four stand: a flood, a storm, the heat, the smoke. Two are told in words, the rest is one tap away.
    expect(bannerOf(await page('/en/?place=2'))).toContain('2 more alerts');
  });
});

test('pages with three alerts are valid HTML, and light, in every language', async () => {
  const validator = new HtmlValidate({
    extends: ['html-validate:standard'],
    rules: {
      'require-sri': 'off',
      'long-title': 'off',
      'no-inline-style': 'off',
      'svg-focusable': 'off',
      'no-trailing-whitespace': 'off',
      'doctype-style': 'off',
      'attr-quotes': 'off',
      'void-style': 'off',
      'no-implicit-button-type': 'off',
      'tel-non-breaking': 'off',
      'prefer-native-element': 'off',
    },
  });
  const id = stand.alerts.book.current()[0]?.id ?? '';
  for (const lang of stand.alerts.words.keys())
    for (const path of ['/?place=2', '/find/health/places?place=2', '/alerts', `/alerts/${id}`]) {
      const body = await page(`/${lang}${path}`);
      expect(brotliCompressSync(body).length, lang + path).toBeLessThan(14_000);
      if (['en', 'ar'].includes(lang))
        expect(
          JSON.stringify(validator.validateStringSync(body).results[0]?.messages ?? []),
          lang + path,
        ).toBe('[]');
    }
});

test('a page that a phone kept leaves out what is over', async () => {
  const kept = await page('/en/?place=2');
  const [first] = stand.alerts.book.concerning(2, () => [2, 1]);
  const ends = first?.expiresAt ?? 0;
  const times = stand.alerts.book.current().map(({ expiresAt }) => expiresAt);
  expect(withoutOver(kept, ends - 1)).toContain(`data-until="${ends}"`);
  expect(withoutOver(kept, ends)).not.toContain(`data-until="${ends}"`);
  const later = withoutOver(kept, Math.max(...times) + HOUR);
  expect(later).not.toContain('data-until');
  expect(later).toContain('What do you need?');
});
