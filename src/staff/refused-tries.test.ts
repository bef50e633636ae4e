/** A refused sign-in leaves its way and its reason, and nothing of what was typed (ASVS 16.3.1). */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asOwner, waitsForLock } from '../firewall/context/testing.ts';
import { act, actAs, asWorker, type Worker } from '../firewall/index.ts';
import { addAccount, closeAccount } from './accounts.ts';
import { MOST_TRIES } from './attempts.ts';
import { invite, openInvitation } from './invitations.ts';
import { proveAgain } from './own-account.ts';
import { beginPasskeySignIn, signInWithPasskey } from './passkeys.ts';
import { readOwnRefused, readRefusedOf } from './refused-tries.ts';
import { startSession } from './sessions.ts';
import { tryCode, tryPassword } from './sign-in.ts';
import { codeOf, ORIGIN, owner, PASSWORD, settle, testHouse, type TestHouse } from './testing.ts';
import { softAuthenticator } from './testing-authenticator.ts';

type Settled = Awaited<ReturnType<typeof settle>>;
let house: TestHouse;
let amira: Settled;
let tesfay: Settled;
beforeAll(async () => {
  house = await testHouse();
  amira = await settle(house, house.administrators[0] as never);
  tesfay = await settle(house, house.administrators[1] as never);
});
beforeEach(async () => {
  house.clock.now += 30_000;
  house.forget();
  await owner(house, 'delete from staff.attempt');
  await owner(house, 'delete from staff.refused_try');
});
afterAll(() => house.close());

const refusal = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    ({ code }: { code: string }) => code,
  );
/** What was left: way, reason, whose, how many. */
const left = async (): Promise<[string, string, string | null, number][]> =>
  (
    await owner(
      house,
      `select r.way, r.why, a.login, sum(r.n)::int as n from staff.refused_try r left join staff.account a using (account_id)
       group by 1, 2, 3 order by 1, 2, 3`,
    )
  ).map((row) => Object.values(row) as never);
const guess = (login: string, times = 1): Promise<string[]> =>
  Promise.all(
    Array.from({ length: times }, () => refusal(tryPassword(house.door, login, 'guess and guess'))),
  );
/** As if all sessions had begun earlier. */
const sessionsBegan = (ago: string): Promise<unknown> =>
  owner(
    house,
    `update staff.session set started_at = started_at - interval '${ago}', ends_at = ends_at - interval '${ago}'`,
  );
async function newcomer(login: string): Promise<string> {
  const account_id = randomUUID();
  await addAccount(house.door, amira, { account_id, login, display_name: login });
  return account_id;
}

describe('what a refused sign-in leaves', () => {
  it('tells a wrong password, an unknown name and a closed account apart, which the answer does not', async () => {
    const account = await newcomer('gone');
    const { token } = await invite(house.door, amira, account, 'new');
    await settle(house, { account, token });
    await closeAccount(house.door, amira, account);
    for (const login of ['AMIRA', 'nobody-here', 'gone']) await guess(login);
    await refusal(tryPassword(house.door, 'gone', PASSWORD));
    expect(await left()).toEqual([
      ['password', 'closed', 'gone', 2],
      ['password', 'unknown', null, 1],
      ['password', 'wrong', 'amira', 1],
    ]);
  });

  it('tells a wrong code, one that was used, and a step that came too late', async () => {
    const code = codeOf(amira.typed, house.clock.now);
    const note = () => tryPassword(house.door, 'amira', PASSWORD);
    await tryCode(house.door, await note(), code);
    await refusal(tryCode(house.door, await note(), code));
    await refusal(tryCode(house.door, await note(), '000000'));
    const [recovery = ''] = amira.recoveryCodes;
    const used = await note();
    await tryCode(house.door, used, recovery);
    await refusal(tryCode(house.door, await note(), recovery));
    // The first step was used up by the session that it gave.
    await refusal(tryCode(house.door, used, amira.recoveryCodes[1] ?? ''));
    const late = await note();
    house.clock.now += 6 * 60_000;
    await refusal(tryCode(house.door, late, code));
    await refusal(tryCode(house.door, `${used}x`, code));
    expect(await left()).toEqual([
      ['code', 'late', null, 2],
      ['code', 'used', 'amira', 3],
      ['code', 'wrong', 'amira', 1],
    ]);
  });

  it('tells tries that were not looked at any more, of names that exist and of others', async () => {
    for (const login of ['tesfay', 'nobody-at-all']) await guess(login, MOST_TRIES + 3);
    expect(await left()).toEqual([
      ['password', 'too_many', 'tesfay', 3],
      ['password', 'too_many', null, 3],
      ['password', 'unknown', null, MOST_TRIES],
      ['password', 'wrong', 'tesfay', MOST_TRIES],
    ]);
  });

  it('tells an unknown passkey, and an answer for a step that was used', async () => {
    const passkey = softAuthenticator(ORIGIN);
    passkey.create({
      challenge: 'none',
      rp: { id: new URL(ORIGIN).hostname },
      user: { id: 'bm9ib2R5' },
    } as never);
    const ask = await beginPasskeySignIn(house.door);
    const answer = { note: ask.note, response: passkey.get(ask.options) };
    await refusal(signInWithPasskey(house.door, answer));
    await refusal(signInWithPasskey(house.door, answer));
    await refusal(signInWithPasskey(house.door, { ...answer, note: `${ask.note}x` }));
    expect(await left()).toEqual([
      ['passkey', 'late', null, 1],
      ['passkey', 'unknown', null, 1],
      ['passkey', 'used', null, 1],
    ]);
  });

  it('tells a link that nobody has, one that was used and one that is over', async () => {
    const [used, over] = [await newcomer('selam'), await newcomer('over')];
    const links = [
      await invite(house.door, amira, used, 'new'),
      await invite(house.door, amira, over, 'new'),
    ];
    await settle(house, { account: used, token: links[0]?.token ?? '' });
    await owner(
      house,
      `update staff.invitation set ends_at = clock_timestamp() - interval '1 hour' where account_id = '${over}'`,
    );
    for (const { token } of [...links, { token: randomBytes(24).toString('base64url') }])
      await refusal(openInvitation(house.door, token));
    expect(await left()).toEqual([
      ['link', 'late', 'over', 1],
      ['link', 'unknown', null, 1],
      ['link', 'used', 'selam', 1],
    ]);
  });

  it('tells of an open session in which somebody could not show that it is her', async () => {
    await refusal(proveAgain(house.door, amira, { password: 'not hers', code: '000000' }));
    const wrongCode = { password: PASSWORD, code: '000000' };
    await refusal(proveAgain(house.door, amira, wrongCode));
    expect(await left()).toEqual([['proof', 'wrong', 'amira', 2]]);
  });

  it('tells a way in that was gone when the session was to begin', async () => {
    const who = { account: amira.actor, org: house.org };
    const by = { password: 'another hash', factor: Buffer.from('another') };
    expect(await refusal(startSession(house.door, who, 'recovery', by))).toBe('not_signed_in');
    expect(await left()).toEqual([['code', 'closed', 'amira', 1]]);
  });

  it('holds nothing of what was typed, no address and no browser', async () => {
    // What people type into the wrong field, and what only breaks things.
    const typed = [
      'my secret password 7',
      PASSWORD,
      'amira|',
      'a\u0000b',
      '\ud800\ud800\ud800',
      '',
    ];
    for (const login of typed) await refusal(tryPassword(house.door, login, 'guess and guess'));
    const columns = await owner(
      house,
      `select column_name from information_schema.columns where table_schema = 'staff' and table_name = 'refused_try' order by 1`,
    );
    expect(columns.map((row) => row['column_name'])).toEqual([
      'account_id',
      'n',
      'quarter',
      'way',
      'why',
    ]);
    const whole = JSON.stringify(await owner(house, 'select * from staff.refused_try'));
    for (const login of typed.filter((text) => text.length > 3)) expect(whole).not.toContain(login);
    const [{ quarter } = { quarter: null }] = await owner(
      house,
      'select quarter from staff.refused_try',
    );
    expect(Number(quarter) % 900_000).toBe(0);
  });
});

describe('a guesser', () => {
  it('makes one row longer and not many, however many names are tried', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `guessed-name-${n}`);
    await Promise.all(names.map((name) => guess(name)));
    const rows = await owner(house, 'select n::int as n from staff.refused_try');
    // Two where a quarter of an hour ended meanwhile.
    expect(rows.length).toBeLessThanOrEqual(2);
    expect(rows.reduce((sum, { n }) => sum + Number(n), 0)).toBe(40);
  });

  it('learns nothing from the log that everybody reads: it does not grow for names that exist', async () => {
    const size = async () => (await owner(house, 'select from audit.stage')).length;
    const before = await size();
    await guess('amira', 2);
    await guess('nobody-there', 2);
    expect(await size()).toBe(before);
  });

  it('is answered together with all others: trying names that nobody has slows no known name less', async () => {
    const waiting: Promise<unknown>[] = [];
    await asOwner(house.database, async (tx) => {
      await tx.execute('begin');
      await tx.execute(
        `insert into staff.refused_try (quarter, way, why, n) values (date_bin('15 minutes', clock_timestamp(), '2020-01-01 00:00Z'), 'password', 'unknown', 1)`,
      );
      const answered: string[] = [];
      const unknown = guess('nobody-yet').then(() => answered.push('unknown'));
      expect(await waitsForLock(house.database, unknown)).toBe(true);
      const known = guess('amira').then(() => answered.push('known'));
      await new Promise((done) => setTimeout(done, 1_500));
      expect(answered).toEqual([]);
      await tx.execute('commit');
      waiting.push(unknown, known);
    });
    await Promise.all(waiting);
    expect(await left()).toEqual([
      ['password', 'unknown', null, 2],
      ['password', 'wrong', 'amira', 1],
    ]);
  });
});

describe('who sees it', () => {
  it('its holder: since the sign-in before this one, when and by which way', async () => {
    const none = await readOwnRefused(house.door, tesfay);
    expect(none).toMatchObject({ total: 0, tries: [] });
    await sessionsBegan('3 hours');
    await guess('tesfay', 3);
    await owner(house, `update staff.refused_try set quarter = quarter - interval '45 minutes'`);
    await guess('tesfay', 1);
    await guess('amira', 1);
    const who = { account: tesfay.actor, org: house.org };
    const worker = { ...tesfay, session: await startSession(house.door, who, 'passkey') };
    const told = await readOwnRefused(house.door, worker);
    expect(told.since).toBeInstanceOf(Date);
    expect(told.total).toBe(4);
    expect(told.tries.map(({ way, why, n }) => [way, why, n])).toEqual([
      ['password', 'wrong', 1],
      ['password', 'wrong', 3],
    ]);
    expect(told.tries[0]?.quarter.getTime()).toBeGreaterThan(told.tries[1]?.quarter.getTime() ?? 0);
    // At the next sign-in these are told no more, but for those of the quarter in which she signed in.
    const next = { ...tesfay, session: await startSession(house.door, who, 'passkey') };
    expect((await readOwnRefused(house.door, next)).total).toBe(1);
  });

  it('how many there were stands in the log with the sign-in', async () => {
    await sessionsBegan('3 hours');
    await guess('tesfay', 2);
    await startSession(house.door, { account: tesfay.actor, org: house.org }, 'passkey');
    const [row] = await owner(
      house,
      `select details from audit.stage where act = 'session.started' order by stage_id desc limit 1`,
    );
    expect(row).toEqual({ details: { how: 'passkey', refused: 2 } });
  });

  it('who manages accounts, of one account at a time; the look is in the log', async () => {
    await guess('tesfay', 2);
    await guess('nobody-here', 5);
    expect(await readRefusedOf(house.door, amira, tesfay.actor)).toMatchObject({
      total: 2,
      tries: [{ way: 'password', why: 'wrong', n: 2 }],
    });
    const [row] = await owner(
      house,
      `select details from audit.stage where act = 'refused_tries.seen' order by stage_id desc limit 1`,
    );
    expect(row).toEqual({ details: { account: tesfay.actor } });
    await expect(readRefusedOf(house.door, amira, randomUUID())).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('nobody else: no colleague, nobody for another purpose, no login role past the functions', async () => {
    const account = await newcomer('lena');
    const { token } = await invite(house.door, amira, account, 'new');
    const lena: Worker = await settle(house, { account, token });
    await guess('tesfay', 1);
    await expect(readRefusedOf(house.door, lena, tesfay.actor)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const own = { role: 'app_staff', purpose: 'staff.sign_in', route: '/test' } as const;
    const asLena = (sql: string) =>
      actAs(house.door, { ...asWorker(lena), ...own }, (tx) => tx.query(sql));
    await expect(
      asLena(`select * from fw.refused_tries('${tesfay.actor}', null)`),
    ).rejects.toMatchObject({ code: 'purpose_mismatch' });
    for (const sql of [
      'select from staff.refused_try',
      'delete from staff.refused_try',
      'update staff.refused_try set n = 1',
    ])
      await expect(asLena(sql)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(
      act(house.database, { role: 'app_staff', actor: 'sign-in', purpose: 'staff.sign_in' }, (tx) =>
        tx.query(`select * from fw.refused_tries('${tesfay.actor}', null)`),
      ),
    ).rejects.toThrow();
    // Of another organisation's account nothing is told, whoever asks.
    const [elsewhere, stranger] = [randomUUID(), randomUUID()];
    await asOwner(house.database, async (tx) => {
      await tx.execute(
        `insert into fw.organisation (org_id, name, country, kind, no_enforcement_function, proposed_by, approved_by)
         values ($1, 'Elsewhere', 'XW', 'humanitarian', true, $2, $3)`,
        [elsewhere, amira.actor, tesfay.actor],
      );
      await tx.execute(
        `insert into staff.account (account_id, org_id, login, display_name) values ($1, $2, 'stranger', 'Stranger')`,
        [stranger, elsewhere],
      );
    });
    await guess('stranger', 1);
    const managing = { role: 'app_staff', purpose: 'staff.manage', route: '/test' } as const;
    expect(
      await actAs(house.door, { ...asWorker(amira), ...managing }, (tx) =>
        tx.query(`select * from fw.refused_tries('${stranger}', null)`),
      ),
    ).toEqual([]);
  });
});
