/** What is asked of a password's hash can be raised: it is hashed anew at the next sign-in (ASVS 5.0, 11.2.2). */
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner } from '../firewall/context/testing.ts';
import { hashPassword, isOutdated } from './password.ts';
import { tryCode, tryPassword } from './sign-in.ts';
import { codeOf, PASSWORD, settle, testHouse, type TestHouse } from './testing.ts';

let house: TestHouse;
let amira: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
});
afterAll(() => house.close());

const kept = async (): Promise<string> => {
  const [row] = await asOwner(house.database, (tx) =>
    tx.query<{ password_hash: string }>(
      'select password_hash from staff.account where account_id = $1',
      [amira.actor],
    ),
  );
  return row?.password_hash ?? '';
};
const keep = (hashed: string) =>
  asOwner(house.database, (tx) =>
    tx.execute('update staff.account set password_hash = $2 where account_id = $1', [
      amira.actor,
      hashed,
    ]),
  );
const weak = () => hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

test('a hash of less work is replaced when its holder signs in, and she comes in by it from then on', async () => {
  await keep(await weak());
  expect(isOutdated(await kept())).toBe(true);
  house.clock.now += 30_000;
  const note = await tryPassword(house.door, 'amira', PASSWORD);
  const fresh = await kept();
  expect(fresh).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(await tryCode(house.door, note, codeOf(amira.typed, house.clock.now))).toMatch(/./);
  // The next time there is nothing to do.
  await tryPassword(house.door, 'amira', PASSWORD);
  expect(await kept()).toBe(fresh);
});

test('a wrong password changes nothing', async () => {
  const before = await weak();
  await keep(before);
  await expect(tryPassword(house.door, 'amira', `${PASSWORD}?`)).rejects.toMatchObject({
    code: 'not_signed_in',
  });
  expect(await kept()).toBe(before);
});

test.each([
  ['$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaA', true],
  ['$argon2id$v=19$m=32768,t=9,p=1$c2FsdHNhbHRzYWx0$aGFzaA', true],
  ['$argon2i$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaA', true],
  ['$2b$12$abcdefghijklmnopqrstuv', true],
  ['$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaA', false],
  // More work than is asked is no reason to have less.
  ['$argon2id$v=19$m=131072,t=4,p=1$c2FsdHNhbHRzYWx0$aGFzaA', false],
])('%s is outdated: %s', (phc, outdated) => {
  expect(isOutdated(phc)).toBe(outdated);
});

test('what is made now is not', async () => {
  expect(isOutdated(await hashPassword(PASSWORD))).toBe(false);
});
