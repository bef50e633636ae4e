import { afterAll, beforeAll, expect, test } from 'vitest';
import { LANGS, setUp, type Stand } from '../journeys/browser.ts';
import { PAGES, visit } from './all-pages.ts';

let stand: Stand;
beforeAll(async () => {
  stand = await setUp();
});
afterAll(async () => {
  await stand.close();
});

/** What sticks out sideways, or is cut. */
const OUTSIDE = `(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !e.closest('.vh') && (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
  }).map((e) => e.tagName + '.' + e.className + ' ' + (e.textContent ?? '').slice(0, 30));
  return wide > 0 ? [String(wide), ...out.slice(0, 5)] : [];
})()`;

/** Pages that together hold every part; at 320 px all pages are looked at. */
const EVERY_PART =
  /^(home|needs|question|results-asked|service|service-overdue|point-live|print|place-which|feedback|emergency|error-code)$/;

/** A narrow phone; one of 360 px at a zoom of 200 %, in CSS pixels; and one whose text is doubled. */
const SIZES = [
  ['320 px', 320, 640, '100%'],
  ['200 % zoom', 180, 370, '100%'],
  ['doubled text', 360, 740, '200%'],
] as const;

test.each(LANGS)(
  'nothing scrolls sideways in %s, at 320 px, at 200 % zoom and with doubled text',
  async (lang) => {
    const page = await stand.open(`/${lang}/`, { javaScriptEnabled: true });
    for (const one of PAGES) {
      await visit(stand, page, lang, one);
      for (const [name, width, height, text] of EVERY_PART.test(one.name)
        ? SIZES
        : SIZES.slice(0, 1)) {
        await page.setViewportSize({ width, height });
        await page.evaluate(
          (size) => document.documentElement.style.setProperty('font-size', size),
          text,
        );
        expect(await page.evaluate(OUTSIDE), `${one.name}, ${name}`).toEqual([]);
      }
    }
  },
  120_000,
);

test('targets are at least 44 px high on the public pages', async () => {
  const page = await stand.open('/en/', { javaScriptEnabled: true });
  for (const one of PAGES) {
    await visit(stand, page, 'en', one);
    const small = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          'main a, main button, main summary, header a, header button, .opt, .foot li a',
        ),
      ]
        .filter(
          (element) =>
            !element.closest('.vh') &&
            !(
              element.closest('p, .foot') &&
              element.tagName === 'A' &&
              !element.matches('.line, .b, .b2, .back, .foot li a')
            ),
        )
        .filter((element) => (element as HTMLElement).offsetParent !== null)
        .map((element) => ({
          box: element.getBoundingClientRect(),
          name: (element.textContent ?? '').slice(0, 40),
        }))
        .filter(({ box }) => box.height < 43.5)
        .map(({ box, name }) => `${name} ${String(box.height)}`),
    );
    expect(small, one.name).toEqual([]);
  }
});

test('right-to-left pages are the mirror of left-to-right ones', async () => {
  const boxes = async (dir: string): Promise<number[][]> => {
    const page = await stand.open('/en/find/health/places?place=1', { javaScriptEnabled: true });
    return page.evaluate((wanted) => {
      document.documentElement.dir = wanted;
      const width = document.documentElement.clientWidth;
      return [...document.querySelectorAll('.bar > *, .card, .in, .promise, .row > .i, .acts a')]
        .slice(0, 60)
        .map((element) => {
          const { left, right, top } = element.getBoundingClientRect();
          return wanted === 'rtl' ? [width - right, width - left, top] : [left, right, top];
        });
    }, dir);
  };
  const [ltr, rtl] = [await boxes('ltr'), await boxes('rtl')];
  expect(rtl.length).toBe(ltr.length);
  ltr.forEach((box, index) =>
    box.forEach((value, side) =>
      expect(Math.abs(value - (rtl[index]?.[side] ?? Infinity))).toBeLessThanOrEqual(2),
    ),
  );
});

test('nothing is told by colour alone: door states differ in form under forced colours', async () => {
  const page = await stand.open('/en/find/health/places?place=1', {
    javaScriptEnabled: true,
    forcedColors: 'active',
  });
  const forms = await page.evaluate(() =>
    [...document.querySelectorAll('.card')].map((card) => {
      const { borderBlockStartStyle, borderBlockStartWidth } = getComputedStyle(card);
      return `${card.className.replace('card', '').trim()}: ${borderBlockStartStyle} ${borderBlockStartWidth}`;
    }),
  );
  expect(new Set(forms)).toEqual(
    new Set([': solid 6px', 'soon: double 8px', 'shut: solid 2px', 'dash: dashed 6px']),
  );
});
