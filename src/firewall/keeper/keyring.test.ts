import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openKeyring } from './keyring.ts';
import { ORG_A, type TestKeeper, testKeeper } from './testing.ts';

let t: TestKeeper;
beforeAll(async () => {
  t = await testKeeper();
  await t.keeper.newKey({ nonce: await t.nonce(), key: { store: 'ident', subject: ORG_A } });
});
afterAll(() => t.close());

test('what is held is wiped after a minute, also in the memory where it lay', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let now = 0;
  const given: Buffer[] = [];
  const watched = {
    epochKey: async (epoch: number) => {
      const key = await t.keystore.epochKey(epoch);
      given.push(key);
      return key;
    },
  };
  const ring = openKeyring(t.keys, watched, () => now);
  try {
    const first = await ring.organisationKey(ORG_A, 1);
    await ring.organisationKey(ORG_A, 1);
    expect(given.length).toBe(1);
    expect(given[0]?.some((byte) => byte !== 0)).toBe(true);
    now = 59_999;
    vi.advanceTimersByTime(5_000);
    expect(given[0]?.some((byte) => byte !== 0)).toBe(true);
    now = 60_000;
    vi.advanceTimersByTime(5_000);
    expect(given[0]?.every((byte) => byte === 0)).toBe(true);
    // What a caller was given is a copy of its own, and stays whole until it wipes it.
    expect(await ring.organisationKey(ORG_A, 1)).toEqual(first);
    expect(given.length).toBe(2);
  } finally {
    ring.close();
    vi.useRealTimers();
  }
  expect(given[1]?.every((byte) => byte === 0)).toBe(true);
});

test('a caller who wipes what it was given wipes nobody else’s', async () => {
  const { ring } = t.keeper.room;
  const one = await ring.organisationKey(ORG_A, 1);
  const kept = Buffer.from(one as Buffer);
  one?.fill(0);
  expect(await ring.organisationKey(ORG_A, 1)).toEqual(kept);
});
