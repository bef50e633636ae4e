import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { referencesOf, withKeys } from './data-keys.ts';
import type { Keeper, ToOpen, ToSeal } from './messages.ts';
import { rotate } from './rotate.ts';
import { ACT, ORG_A, ORG_B, type TestKeeper, testKeeper } from './testing.ts';
import { ask } from './transact.ts';

/** Statements that reached the keys database. */
const texts: string[] = [];
/** What happens to the answer of a statement that holds this text, once, after the database gave it. */
let hold: { text: string; until: Promise<unknown>; reached: () => void } | undefined;

let t: TestKeeper;
beforeAll(async () => {
  t = await testKeeper({ opensPerHour: 300 }, async (text, run) => {
    texts.push(text);
    const result = await run();
    if (!hold || !text.includes(hold.text)) return result;
    const { until, reached } = hold;
    hold = undefined;
    reached();
    await until;
    return result;
  });
});
afterAll(() => t.close());

/** Holds back the next answer of a statement: `reached` when the database gave it, `release` lets it through. */
function holdBack(text: string): { reached: Promise<void>; release: () => void } {
  const [answer, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  hold = { text, until: held.promise, reached: answer.resolve };
  return { reached: answer.promise, release: held.resolve };
}
const field = (subject: string, text: string, store = 'ident'): ToSeal => ({
  key: { store, subject },
  place: { column: `${store}.person.name`, rowId: randomUUID() },
  plain: Buffer.from(text),
});
async function sealed(items: ToSeal[], change: Parameters<TestKeeper['nonce']>[0] = {}) {
  const envelopes = await t.keeper.seal({ nonce: await t.nonce(change), items, make: true });
  return items.map(({ key, place }, i): ToOpen => ({ key, place, sealed: envelopes[i] as Buffer }));
}
const openAs = async (items: ToOpen[], change: Parameters<TestKeeper['nonce']>[0] = {}) =>
  t.keeper.open({ nonce: await t.nonce(change), purpose: ACT.purpose, items });
const plainOf = (answers: Awaited<ReturnType<Keeper['open']>>) =>
  answers.map((answer) => (answer.state === 'open' ? answer.plain.toString() : answer.state));

test('several fields of a new person are sealed in one message, with one key for each store', async () => {
  const subject = randomUUID();
  const items = ['Amina', '+962 7', 'needs a bed'].map((text, i) =>
    field(subject, text, i === 2 ? 'casework' : 'ident'),
  );
  expect(plainOf(await openAs(await sealed(items)))).toEqual(['Amina', '+962 7', 'needs a bed']);
  const [ref] = await referencesOf(t.keeper.room, [{ store: 'ident', subject }]);
  expect(
    await ask(t.keys, 'select store, version from keys.dek where ref = $1 order by store', [ref]),
  ).toEqual([
    { store: 'casework', version: 1 },
    { store: 'ident', version: 1 },
  ]);
  // A key that is there is used, and nothing is written.
  expect(plainOf(await openAs(await sealed([field(subject, 'again')])))).toEqual(['again']);
  await expect(
    t.keeper.seal({ nonce: await t.nonce(), items: [field(randomUUID(), 'nobody')] }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('forty who come at once share statements: no transaction for each', async () => {
  await sealed([field(randomUUID(), 'warm')]);
  const people = await Promise.all(Array.from({ length: 40 }, () => t.nonce()));
  const subjects = people.map(() => randomUUID());
  texts.length = 0;
  const made = await Promise.all(
    people.map((nonce, i) =>
      t.keeper.seal({ nonce, items: [field(subjects[i] as string, `${i}`)], make: true }),
    ),
  );
  expect(made.length).toBe(40);
  expect(texts.length).toBeLessThan(6);
  const [row] = await ask<{ n: number }>(
    t.keys,
    'select count(*)::int as n from keys.dek where ref = any ($1)',
    [
      await referencesOf(
        t.keeper.room,
        subjects.map((subject) => ({ store: 'ident', subject })),
      ),
    ],
  );
  expect(row?.n).toBe(40);
});

test('a hundred who seal for the same new person at once seal under one key', async () => {
  const subject = randomUUID();
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, i) => sealed([field(subject, `${i}`)], { org: ORG_B })),
  );
  const lots = [all.flat().slice(0, 50), all.flat().slice(50)];
  const opened = await Promise.all(lots.map((lot) => openAs(lot, { org: ORG_B })));
  expect(plainOf(opened.flat())).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
});

test('who asks for nonsense is told so, and those beside her are served', async () => {
  const [good, nonce] = [field(randomUUID(), 'Amina'), await t.nonce()];
  const answers = await Promise.allSettled([
    t.keeper.seal({ nonce, items: [good], make: true, forOrg: 'nobody' }),
    t.keeper.newKey({ nonce, key: good.key, forOrg: "'" }),
    t.keeper.seal({ nonce, items: [field('Amina', 'x')], make: true }),
    t.keeper.seal({ nonce, items: [field(randomUUID(), 'x', 'No Store')], make: true }),
    sealed([good]),
  ]);
  expect(
    answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'done')),
  ).toEqual(['bad_input', 'bad_input', 'bad_input', 'bad_input', 'done']);
});

test('counted together, each person has exactly her own limit, and what does not fit lets smaller asks through', async () => {
  const [amina] = await sealed([field(randomUUID(), 'Amina')]);
  const lot = (n: number) => Array.from({ length: n }, () => amina as ToOpen);
  const [busy, calm] = [randomUUID(), randomUUID()];
  const nonces = await Promise.all(
    Array.from({ length: 9 }, (_, i) => t.nonce({ actor: i === 4 ? calm : busy })),
  );
  const sizes = [50, 50, 50, 50, 50, 50, 49, 2, 1];
  const answers = await Promise.allSettled(
    nonces.map((nonce, i) =>
      t.keeper.open({ nonce, purpose: ACT.purpose, items: lot(sizes[i] as number) }),
    ),
  );
  expect(
    answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.length : 0)),
  ).toEqual([50, 50, 50, 50, 50, 50, 49, 0, 1]);
  expect(
    await ask(
      t.keys,
      'select sum(n)::int as n from keys.opens where who = any ($1) group by who order by 1',
      [[busy, calm]],
    ),
  ).toEqual([{ n: 50 }, { n: 300 }]);
});

test('no plain value leaves while its count or its line in the ledger is under way', async () => {
  const items = await sealed([field(randomUUID(), 'Amina')]);
  for (const text of ['keys.count_opens', 'insert into keys.ticket']) {
    const nonce = await t.nonce();
    const held = holdBack(text);
    let left = false;
    const opening = t.keeper
      .open({ nonce, purpose: ACT.purpose, items })
      .finally(() => (left = true));
    await held.reached;
    await new Promise((done) => setTimeout(done, 50));
    expect([text, left]).toEqual([text, false]);
    held.release();
    expect(plainOf(await opening)).toEqual(['Amina']);
  }
});

test('a key that was read before a shredding ended opens and seals nothing after it', async () => {
  const [subject, other] = [randomUUID(), randomUUID()];
  const [amina, yusuf] = await sealed([field(subject, 'Amina'), field(other, 'Yusuf')]);
  const held = holdBack('cross join lateral');
  const opening = openAs([amina as ToOpen, yusuf as ToOpen]);
  await held.reached;
  expect(await t.keeper.shred({ nonce: await t.nonce(), subject })).toEqual({ keys: 1 });
  held.release();
  expect(plainOf(await opening)).toEqual(['no-key', 'Yusuf']);

  const again = holdBack('cross join lateral');
  const sealing = t.keeper.seal({ nonce: await t.nonce(), items: [field(other, 'more')] });
  await again.reached;
  await t.keeper.shred({ nonce: await t.nonce(), subject: other });
  again.release();
  await expect(sealing).rejects.toMatchObject({ code: 'not_found' });
});

test('shredded while many open: who is answered after the shredding got nothing, and nobody ever again', async () => {
  let opened = 0;
  for (let round = 0; round < 20; round++) {
    const subject = randomUUID();
    const [amina] = await sealed([field(subject, 'Amina')]);
    let shredded = false;
    const late: string[] = [];
    const openers = Array.from({ length: 8 }, async () => {
      const actor = randomUUID();
      for (let after = 0; after < 2; after += shredded ? 1 : 0) {
        const [state] = plainOf(await openAs([amina as ToOpen], { actor }));
        if (state === 'Amina') opened++;
        if (shredded) late.push(state as string);
      }
    });
    await new Promise((done) => setTimeout(done, round % 7));
    await t.keeper.shred({ nonce: await t.nonce(), subject });
    shredded = true;
    await Promise.all(openers);
    expect(new Set(late)).toEqual(new Set(['no-key']));
  }
  expect(opened).toBeGreaterThan(20);
});

test('a key is wiped as soon as its message is answered, also when the message fails', async () => {
  const subject = randomUUID();
  await sealed([field(subject, 'Amina')]);
  const { room } = t.keeper;
  const [ref] = await referencesOf(room, [{ store: 'ident', subject }]);
  const wanted = [{ ref: ref as Buffer, store: 'ident', version: 0 }];
  const seen: Buffer[] = [];
  const look = (keys: ({ key: Buffer } | undefined)[]): void => {
    const key = keys[0]?.key as Buffer;
    expect(key.some((byte) => byte !== 0)).toBe(true);
    seen.push(key);
  };
  await withKeys(room, ORG_A, wanted, look);
  await expect(
    withKeys(room, ORG_A, wanted, (keys) => {
      look(keys);
      throw new Error('stopped');
    }),
  ).rejects.toThrow('stopped');
  expect(seen.map((key) => key.every((byte) => byte === 0))).toEqual([true, true]);
});

test('a new key goes into the current epoch, whatever the keeper remembers of the last one', async () => {
  const turnOver = () =>
    rotate({
      keys: t.keys,
      keystore: t.keystore,
      backUp: async () => {},
      now: () => t.clock.now,
    });
  const before = await sealed([field(randomUUID(), 'before')]);
  for (const wait of [0, 61_000]) {
    const { to } = await turnOver();
    t.clock.now += wait;
    const after = await sealed([field(randomUUID(), 'after')]);
    expect(plainOf(await openAs([...before, ...after]))).toEqual(['before', 'after']);
    expect(await ask(t.keys, 'select distinct epoch from keys.dek')).toEqual([{ epoch: to }]);
  }
});
