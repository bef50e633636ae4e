import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import type { Keystore } from './keystore.ts';
import type { ToOpen } from './messages.ts';
import { openKeyring } from './keyring.ts';
import { rotate, rotationDue } from './rotate.ts';
import { ACT, ORG_A, ORG_B, type TestKeeper, testKeeper } from './testing.ts';
import { ask } from './transact.ts';

let t: TestKeeper;
beforeAll(async () => {
  t = await testKeeper({ opensPerHour: 100_000_000 });
});
afterAll(() => t.close());

const turn = (more: Partial<Parameters<typeof rotate>[0]> = {}) =>
  rotate({
    keys: t.keys,
    keystore: t.keystore,
    backUp: async () => {},
    now: () => t.clock.now,
    ...more,
  });

async function sealed(org: string, count: number): Promise<ToOpen[]> {
  const nonce = await t.nonce({ org });
  const items = Array.from({ length: count }, () => {
    const subject = randomUUID();
    return {
      key: { store: 'ident', subject },
      place: { column: 'ident.person.name', rowId: subject },
      plain: Buffer.from(subject),
    };
  });
  await Promise.all(items.map(({ key }) => t.keeper.newKey({ nonce, key })));
  const envelopes = await t.keeper.seal({ nonce, items });
  return items.map(({ key, place }, i) => ({ key, place, sealed: envelopes[i] as Buffer }));
}
/** How many of these open, in lots of fifty. */
async function opening(org: string, items: readonly ToOpen[]): Promise<number> {
  let open = 0;
  for (let i = 0; i < items.length; i += 50) {
    const nonce = await t.nonce({ org });
    const answers = await t.keeper.open({
      nonce,
      purpose: ACT.purpose,
      items: items.slice(i, i + 50),
    });
    open += answers.filter(({ state }) => state === 'open').length;
  }
  return open;
}
const shred = async (org: string, item: ToOpen) =>
  t.keeper.shred({ nonce: await t.nonce({ org }), subject: item.key.subject });

test('after a rotation every living key opens, no shredded one does, and the old epoch is gone', async () => {
  const [a, b] = [await sealed(ORG_A, 60), await sealed(ORG_B, 40)];
  for (const item of a.slice(0, 10)) await shred(ORG_A, item);
  const { from, to, copied } = await turn();
  expect([from, to, copied]).toEqual([1, 2, 90]);
  expect([await opening(ORG_A, a), await opening(ORG_B, b)]).toEqual([50, 40]);
  expect(await t.keystore.epochs()).toEqual([2]);
  expect(await ask(t.keys, "select tablename from pg_tables where tablename ~ '^dek_'")).toEqual([
    { tablename: 'dek_2' },
  ]);
  expect(await ask(t.keys, 'select distinct epoch from keys.org_secret')).toEqual([{ epoch: 2 }]);
  expect(await opening(ORG_A, await sealed(ORG_A, 5))).toBe(5);
});

test('blind buckets and the log’s key stay the same over a rotation', async () => {
  const bucket = async () =>
    t.keeper.blind({
      nonce: await t.nonce(),
      field: 'card',
      value: 'WH-7',
      people: 1e6,
      use: 'write',
    });
  const before = [await bucket(), await t.keeper.signingKey()];
  await turn();
  t.clock.now += 61_000;
  expect([await bucket(), await t.keeper.signingKey()]).toEqual(before);
});

test('a backup that fails stops the rotation before anything is destroyed; the next try finishes it', async () => {
  const items = await sealed(ORG_A, 20);
  const held = await t.keystore.epochs();
  const broken = turn({ backUp: () => Promise.reject(new Error('disk full')) });
  await expect(broken).rejects.toThrow('disk full');
  expect(await t.keystore.epochs()).toEqual([...held, (held[0] as number) + 1]);
  expect(await opening(ORG_A, items)).toBe(20);
  await turn();
  expect((await t.keystore.epochs()).length).toBe(1);
  expect(await opening(ORG_A, items)).toBe(20);
});

test('a copy that was changed on the way is found; both epochs stay', async () => {
  const items = await sealed(ORG_A, 3);
  const change = async (step: string): Promise<void> => {
    if (step !== 'check') return;
    const client = await t.keys.borrow('migrate');
    await client.query(
      "update keys.dek set wrapped = decode(repeat('00', 60), 'hex') where epoch = (select epoch from keys.epoch where state = 'current')",
    );
    client.release();
  };
  await expect(turn({ onStep: change })).rejects.toThrow('not the key that it should be');
  const client = await t.keys.borrow('migrate');
  await client.query(
    "delete from keys.dek where epoch = (select epoch from keys.epoch where state = 'current')",
  );
  await expect(turn()).rejects.toThrow('have no copy');
  await client.query(
    "update keys.rotation set step = 'copy', after_ref = null where done_at is null",
  );
  client.release();
  await turn();
  expect(await opening(ORG_A, items)).toBe(3);
});

test('two programs that rotate at once: one does, the other says so', async () => {
  const answers = await Promise.allSettled([turn(), turn(), turn()]);
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
  for (const answer of answers)
    if (answer.status === 'rejected')
      expect(answer.reason).toMatchObject({ code: 'busy_try_again' });
  expect((await t.keystore.epochs()).length).toBe(1);
});

test('keys made, opened and shredded while a rotation runs: none is lost and none comes back', async () => {
  const before = await sealed(ORG_A, 400);
  const living = new Set(before);
  const gone: ToOpen[] = [];
  let running = true;
  const rotations = (async () => {
    for (let n = 0; n < 6; n++) await turn();
    running = false;
  })();
  while (running) {
    const [victim] = living;
    const [fresh] = await Promise.all([
      sealed(ORG_A, 8),
      victim && shred(ORG_A, victim).then(() => void (living.delete(victim), gone.push(victim))),
      opening(ORG_A, [...living].slice(-20)),
    ]);
    for (const item of fresh) living.add(item);
  }
  await rotations;
  t.clock.now += 61_000;
  expect(await opening(ORG_A, [...living])).toBe(living.size);
  expect(await opening(ORG_A, gone)).toBe(0);
  expect(gone.length).toBeGreaterThan(3);
}, 60_000);

/** Stops the work at the n-th call to a database or keystore, before or after it took effect. */
function stopping(
  n: number,
  after: boolean,
): { keys: Database; keystore: Keystore; calls(): number } {
  let calls = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    calls++;
    // A killed program does nothing more: every later call fails as well.
    if (calls > n || (calls === n && !after)) throw new Error('killed');
    const result = await work();
    if (calls === n) throw new Error('killed');
    return result;
  };
  const keys: Database = {
    ...t.keys,
    async borrow(role) {
      const client = await t.keys.borrow(role);
      return new Proxy(client, {
        get(target, name) {
          if (name === 'release') {
            // The server undoes what a killed program left open.
            return () => target.release(calls >= n ? new Error('killed') : undefined);
          }
          const value = Reflect.get(target, name) as unknown;
          if (name === 'query')
            return (...words: unknown[]) =>
              step(() => (value as (...w: unknown[]) => Promise<unknown>).apply(target, words));
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
  const keystore: Keystore = {
    ...t.keystore,
    epochs: () => step(() => t.keystore.epochs()),
    epochKey: (epoch) => step(() => t.keystore.epochKey(epoch)),
    makeEpoch: (epoch) => step(() => t.keystore.makeEpoch(epoch)),
    destroyEpoch: (epoch) => step(() => t.keystore.destroyEpoch(epoch)),
  };
  return { keys, keystore, calls: () => calls };
}

/** The server may take a moment to notice that the killed program's lock is free. */
async function finish(): Promise<void> {
  for (;;) {
    const busy = await turn().then(
      () => false,
      (error: unknown) => {
        if ((error as { code?: string }).code === 'busy_try_again') return true;
        throw error;
      },
    );
    if (!busy) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}

test.each([
  ['a rotation', false],
  ['an exchange of the form', true],
])(
  'killed before and after each of its calls, %s goes on: every living key opens, no shredded one does',
  async (_name, exchanging) => {
    const before = t;
    // Each exchange gives every key a version more, so it has a house with few keys.
    if (exchanging) t = await testKeeper({ opensPerHour: 100_000_000 });
    try {
      await killEverywhere(exchanging);
    } finally {
      if (exchanging) await t.close();
      t = before;
    }
  },
  180_000,
);

async function killEverywhere(exchanging: boolean): Promise<void> {
  const living = [...(await sealed(ORG_A, 12)), ...(await sealed(ORG_B, 8))];
  const gone = await sealed(ORG_A, 2);
  for (const item of gone) await shred(ORG_A, item);
  let kills = 0;
  for (const after of [false, true]) {
    for (let n = 1; ; n++) {
      const until = stopping(n, after);
      const form = n % 2 ? 2 : 1;
      const done = await turn({
        keys: until.keys,
        keystore: until.keystore,
        ...(exchanging ? { form } : {}),
      }).then(
        () => true,
        (error: unknown) => {
          expect(String(error)).toContain('killed');
          return false;
        },
      );
      // Stopped half way, nothing is lost: both epochs open what lives.
      t.keeper.room.ring.forget();
      expect([n, after, (await opening(ORG_A, living)) + (await opening(ORG_B, living))]).toEqual([
        n,
        after,
        20,
      ]);
      expect(await opening(ORG_A, gone)).toBe(0);
      if (!done) {
        kills++;
        await finish();
      }
      t.keeper.room.ring.forget();
      expect([n, after, (await opening(ORG_A, living)) + (await opening(ORG_B, living))]).toEqual([
        n,
        after,
        20,
      ]);
      expect(await opening(ORG_A, gone)).toBe(0);
      expect((await t.keystore.epochs()).length).toBe(1);
      if (done) break;
    }
  }
  expect(kills).toBeGreaterThan(80);
}

test('a rotation into another form wraps every key in it and gives each a new version, under which is sealed from then on', async () => {
  await turn({ form: 1 });
  const items = await sealed(ORG_A, 30);
  const [gone] = items;
  if (gone) await shred(ORG_A, gone);
  await turn({ form: 2 });
  const kinds = () =>
    ask<{ form: number; long: number; epoch: number }>(
      t.keys,
      'select distinct e.form, octet_length(d.wrapped) as long from keys.dek d join keys.epoch e using (epoch)',
    );
  expect(await kinds()).toEqual([{ form: 2, long: 61 }]);
  expect(await opening(ORG_A, items)).toBe(29);
  const key = items[1]?.key as ToOpen['key'];
  const place = { column: 'ident.name.sealed', rowId: key.subject };
  const [again] = await t.keeper.seal({
    nonce: await t.nonce(),
    items: [{ key, place, plain: Buffer.from('again') }],
  });
  expect([again?.[0], items[1]?.sealed[0]]).toEqual([2, 1]);
  expect(await opening(ORG_A, [{ key, place, sealed: again as Buffer }])).toBe(1);
  // The weekly rotation stays in the form, and makes no further versions.
  const count = () => ask<{ n: number }>(t.keys, 'select count(*)::int as n from keys.dek');
  const before = await count();
  await turn();
  expect([await kinds(), await count()]).toEqual([[{ form: 2, long: 61 }], before]);
  expect((await sealed(ORG_A, 1))[0]?.sealed[0]).toBe(2);
  await expect(turn({ form: 3 as 2 })).rejects.toMatchObject({ code: 'bad_input' });
});

test('whoever changes the number of a form in the database opens nothing, and has nothing sealed in the weaker one', async () => {
  await turn({ form: 2 });
  const items = await sealed(ORG_A, 2);
  const change = async (text: string): Promise<void> => {
    const client = await t.keys.borrow('migrate');
    await client.query(text);
    client.release();
  };
  const other = async () => {
    const room = t.keeper.room;
    const fresh = openKeyring(room.keys, room.keystore, room.now);
    const epoch = await fresh.currentEpoch();
    const answer = await fresh.organisationKey(ORG_A, epoch).then(
      () => 'opens',
      (error: Error) => error.message,
    );
    fresh.close();
    return answer;
  };
  expect(await other()).toBe('opens');
  await change("update keys.epoch set form = 1 where state = 'current'");
  expect(await other()).toContain('does not open');
  await change("update keys.epoch set form = 9 where state = 'current'");
  expect(await other()).toContain('does not know');
  await change("update keys.epoch set form = 2 where state = 'current'");
  await change('update keys.dek set form = 1');
  expect(await opening(ORG_A, items)).toBe(0);
  await change('update keys.dek set form = 2');
  expect(await opening(ORG_A, items)).toBe(2);
});

test('a rotation is due once a Sunday began since the last', () => {
  const at = (day: string): number => Date.parse(`${day}Z`);
  expect(rotationDue(at('2026-11-22T00:00:00'), at('2026-11-28T23:59:59'))).toBe(false);
  expect(rotationDue(at('2026-11-22T00:00:00'), at('2026-11-29T00:00:00'))).toBe(true);
  expect(rotationDue(at('2026-11-21T23:59:59'), at('2026-11-22T00:00:00'))).toBe(true);
  expect(rotationDue(at('2026-11-25T12:00:00'), at('2026-11-25T13:00:00'))).toBe(false);
});
