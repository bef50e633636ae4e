import { afterEach, expect, test, vi } from 'vitest';

const LATE = Date.parse('2026-11-23T22:30:00Z');

afterEach(() => {
  vi.resetModules();
  vi.doUnmock('./settings.ts');
});

/** The clocks as they are on a page that says this zone. */
async function placeOf(zone: string | undefined) {
  vi.doMock('./settings.ts', () => ({ SETTINGS: { zone } }));
  return import('./place.ts');
}

test.each([
  ['Asia/Beirut', '2026-11-24'],
  ['America/Tijuana', '2026-11-23'],
  ['Pacific/Kiritimati', '2026-11-24'],
])('the day is that of %s, whatever the tablet is set to', async (zone, day) => {
  const { dayHere, placeZone } = await placeOf(zone);
  expect([placeZone(), dayHere(LATE)]).toEqual([zone, day]);
});

test.each([undefined, 'Nowhere/At_All'])(
  'without a zone that is known (%s) it is the tablet’s own',
  async (zone) => {
    const own = new Intl.DateTimeFormat('en').resolvedOptions().timeZone;
    const { placeZone } = await placeOf(zone);
    expect(placeZone()).toBe(own);
  },
);
