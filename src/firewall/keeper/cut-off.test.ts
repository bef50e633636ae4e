import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openKeeper } from './keeper.ts';
import { putIntoMain } from './mac-key.ts';
import type { ToOpen, ToSeal } from './messages.ts';
import { ACT, type TestKeeper, testKeeper, through } from './testing.ts';
import { ask } from './transact.ts';

let t: TestKeeper;
beforeAll(async () => {
  t = await testKeeper({ opensPerHour: 1_000_000 });
});
afterAll(() => t.close());

const CALLERS = 8;

/** A keeper of its own whose n-th statement is its last: it takes effect or not, and no answer comes any more. */
async function dyingKeeper(n: number, after: boolean) {
  let calls = Number.NEGATIVE_INFINITY;
  const speaking = through(t.keys, async (_text, run) => {
    calls++;
    if (calls > n || (calls === n && !after)) throw new Error('killed');
    const result = await run();
    if (calls === n) throw new Error('killed');
    return result;
  });
  const keys: Database = {
    ...speaking,
    // Who is dead takes no connection that would have to be made anew each time.
    async borrow(role) {
      if (calls >= n) throw new Error('killed');
      return speaking.borrow(role);
    },
  };
  const keeper = await openKeeper({
    keys,
    keystore: t.keystore,
    putMacKey: putIntoMain(t.main),
    mayIssue: async () => ({ may: true }),
    opensPerHour: 1_000_000,
    alarm: () => {},
  });
  return {
    keeper,
    begin: () => (calls = 0),
    died: () => calls >= n,
    close: () => keeper.close().catch(() => {}),
  };
}

test('cut off before and after each of its statements: what was opened is counted and in the ledger, what was sealed opens', async () => {
  let deaths = 0;
  for (const after of [false, true]) {
    for (let n = 1; ; n++) {
      const dying = await dyingKeeper(n, after);
      const actor = randomUUID();
      const [sealed, opened]: [ToOpen[], string[]] = [[], []];
      dying.begin();
      await Promise.all(
        Array.from({ length: CALLERS }, async (_, i) => {
          const subject = randomUUID();
          const item: ToSeal = {
            key: { store: 'ident', subject },
            place: { column: 'ident.person.name', rowId: subject },
            plain: Buffer.from(`${i}`),
          };
          const { nonce } = await dying.keeper.issue({ ...ACT, actor });
          const [envelope] = await dying.keeper.seal({ nonce, items: [item], make: true });
          const made = { key: item.key, place: item.place, sealed: envelope as Buffer };
          sealed.push(made);
          const [answer] = await dying.keeper.open({ nonce, purpose: ACT.purpose, items: [made] });
          if (answer?.state === 'open') opened.push(nonce);
        }).map((caller) =>
          caller.catch((error: unknown) => expect(String(error)).toContain('killed')),
        ),
      );
      const died = dying.died();
      await dying.close();
      const [counted] = await ask<{ n: number }>(
        t.keys,
        'select coalesce(sum(n), 0)::int as n from keys.opens where who = $1',
        [actor],
      );
      const [lines] = await ask<{ n: number }>(
        t.keys,
        'select count(*)::int as n from keys.ticket where nonce = any ($1)',
        [opened.map((nonce) => Buffer.from(nonce, 'base64url'))],
      );
      expect([n, after, lines?.n]).toEqual([n, after, opened.length]);
      expect(counted?.n).toBeGreaterThanOrEqual(opened.length);
      if (sealed.length) {
        const answers = await t.keeper.open({
          nonce: await t.nonce(),
          purpose: ACT.purpose,
          items: sealed,
        });
        expect(answers.filter(({ state }) => state === 'open').length).toBe(sealed.length);
      }
      if (!died) {
        expect([sealed.length, opened.length, counted?.n]).toEqual([CALLERS, CALLERS, CALLERS]);
        break;
      }
      deaths++;
    }
  }
  expect(deaths).toBeGreaterThan(8);
}, 120_000);
