import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argon2idStretch, importStoreKey, newStoreKey, unwrap, waitAfter, wrap } from './keys.ts';
import { type Locked, ciphersOf } from './records.ts';
import { cheapStretch } from './testing.ts';
import { bookAfter, slotAt, tabletDay, ticketOf } from './tickets.ts';
import type { Way } from './unlock.ts';
import { FOUR_WORDS, newFourWords, readFourWords } from './words.ts';

const badge = (n: number, pin: string): Way => ({
  kind: 'badge',
  badge: new Uint8Array(16).fill(n),
  pin,
});
const tag = (): Promise<string> => Promise.resolve('tag');

test('Argon2id is the one of RFC 9106, at 19 MiB and two passes', async () => {
  // Compared with another implementation, the one that the server uses.
  const digest = await argon2idStretch(
    new TextEncoder().encode('correct horse'),
    new TextEncoder().encode('0123456789abcdef'),
    { memory: 19_456, passes: 2 },
  );
  const { hashRawSync } = await import('@node-rs/argon2');
  const reference = hashRawSync('correct horse', {
    // Argon2id, by its number: a constant enum cannot be imported here.
    algorithm: 2,
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
    outputLen: 32,
    salt: Buffer.from('0123456789abcdef'),
  });
  expect(Buffer.from(digest).equals(reference)).toBe(true);
});

test('only the badge with its PIN opens; neither the PIN with another badge nor the badge with another PIN', async () => {
  const raw = newStoreKey();
  const kept = await wrap(raw, badge(1, '240612'), tag);
  expect(await unwrap(kept, badge(1, '240612'))).toEqual(raw);
  expect(await unwrap(kept, badge(2, '240612'))).toBeUndefined();
  expect(await unwrap(kept, badge(1, '240613'))).toBeUndefined();
  // What lies on the disk holds neither the key nor what opens it.
  const lying = JSON.stringify(kept, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
  expect(lying).not.toContain('240612');
  expect(lying).not.toContain(Buffer.from(raw).toString('hex'));
}, 30_000);

test('a way that is none is refused before any work', async () => {
  const raw = newStoreKey();
  for (const way of [
    badge(1, '12345'),
    badge(1, 'abcdef'),
    { kind: 'badge', badge: new Uint8Array(0), pin: '240612' },
    { kind: 'words', words: ['zoo', 'zoo', 'zoo'] },
    { kind: 'words', words: ['zoo', 'zoo', 'zoo', 'wayhouse'] },
    { kind: 'passkey', secret: new Uint8Array(16) },
  ] as Way[])
    await expect(wrap(raw, way, tag, cheapStretch)).rejects.toMatchObject({ code: 'invalid' });
});

test('three tries at once, then five seconds doubling to a quarter of an hour', () => {
  expect([0, 1, 2, 3, 4, 5, 11, 99].map(waitAfter)).toEqual([
    0, 0, 0, 5000, 10_000, 20_000, 900_000, 900_000,
  ]);
});

test('a record opens only where it lies: not on another shelf, under another number, changed, or with another key', async () => {
  const ciphers = ciphersOf(await importStoreKey(newStoreKey()));
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.string(), fc.nat(), async (value, key, at) => {
      const kept = await ciphers.lock('pages', key, value);
      expect(await ciphers.unlock('pages', key, kept)).toEqual(JSON.parse(JSON.stringify(value)));
      const changed: Locked = { ...kept, ct: Uint8Array.from(kept.ct) };
      changed.ct[at % changed.ct.length] = (changed.ct[at % changed.ct.length] ?? 0) ^ 1;
      for (const [shelf, other, record] of [
        ['acts', key, kept],
        ['pages', `${key}x`, kept],
        ['pages', key, { ...kept, v: 2 }],
        ['pages', key, changed],
      ] as const)
        await expect(ciphers.unlock(shelf, other, record)).rejects.toMatchObject({
          code: 'damaged',
        });
    }),
    { numRuns: 50 },
  );
  const other = ciphersOf(await importStoreKey(newStoreKey()));
  await expect(
    other.unlock('pages', 'k', await ciphers.lock('pages', 'k', 1)),
  ).rejects.toMatchObject({ code: 'damaged' });
});

test('2,048 words, of which four letters tell any two apart', () => {
  expect(FOUR_WORDS).toHaveLength(2048);
  expect(new Set(FOUR_WORDS.map((word) => word.slice(0, 4))).size).toBe(2048);
  for (let n = 0; n < 50; n++) {
    const words = newFourWords();
    expect(readFourWords(words.map((word) => ` ${word.slice(0, 4).toUpperCase()} `))).toBe(
      words.join(' '),
    );
  }
  expect(readFourWords(['zoo'])).toBeUndefined();
  expect(readFourWords(['zo', 'zoo', 'zoo', 'zoo'])).toBeUndefined();
});

test('no two tablets of an organisation ever have the same ticket', () => {
  const seen = new Set<string>();
  for (let slot = 0; slot < 40; slot++)
    for (let given = 0; given < 300; given++) {
      const { picture, number } = ticketOf(given, slot, 'ffffffff-0000-4000-8000-000000000000');
      expect(number).toBeLessThanOrEqual(9999);
      expect(seen.has(`${picture} ${number}`)).toBe(false);
      seen.add(`${picture} ${number}`);
    }
  expect(ticketOf(0, 0, '')).toEqual({ picture: 'tree', number: 1 });
});

test('a new day by the server’s clock begins the numbers again, unless some were given since it last spoke', () => {
  const evening = new Date(2026, 10, 21, 18).getTime();
  const morning = new Date(2026, 10, 22, 8).getTime();
  const quiet = { given: 41, sinceContact: false };
  expect(bookAfter(quiet, evening, morning, tabletDay)).toEqual({ given: 0, sinceContact: false });
  expect(bookAfter(quiet, evening, evening + 1000, tabletDay)).toEqual(quiet);
  expect(bookAfter({ given: 41, sinceContact: true }, evening, morning, tabletDay)).toEqual(quiet);
  expect(bookAfter(null, evening, morning, tabletDay)).toBeNull();
});

test('the place among the tablets of a point counts at that point alone', () => {
  const rules = { ticket_slot: 3, ticket_point: 'a' };
  expect([slotAt(rules, 'a'), slotAt(rules, 'b'), slotAt(rules, undefined)]).toEqual([
    3,
    undefined,
    undefined,
  ]);
  // A start of an older house does not say it.
  expect(slotAt({ ticket_slot: 3 }, 'b')).toBe(3);
});
