import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ToOpen, ToSeal } from './messages.ts';
import { ACT, HANA, ORG_A, ORG_B, type TestKeeper, testKeeper } from './testing.ts';
import { isSignedBy, parseTicket } from './ticket.ts';
import { ask } from './transact.ts';

let t: TestKeeper;
beforeAll(async () => {
  t = await testKeeper();
});
afterAll(() => t.close());

const item = (subject: string, text: string, store = 'ident'): ToSeal => ({
  key: { store, subject },
  place: { column: 'ident.person.name', rowId: subject },
  plain: Buffer.from(text),
});

async function sealed(subject: string, text: string, org = ORG_A): Promise<ToOpen> {
  const nonce = await t.nonce({ org });
  const { key, place, plain } = item(subject, text);
  await t.keeper.newKey({ nonce, key });
  const [envelope] = await t.keeper.seal({ nonce, items: [{ key, place, plain }] });
  return { key, place, sealed: envelope as Buffer };
}
const openAs = async (items: ToOpen[], change: Parameters<TestKeeper['nonce']>[0] = {}) =>
  t.keeper.open({ nonce: await t.nonce(change), purpose: change.purpose ?? ACT.purpose, items });

test('a name goes in and comes out for its own organisation, and for no other', async () => {
  const amina = await sealed(randomUUID(), 'Amina');
  const [opened] = await openAs([amina]);
  expect(opened).toMatchObject({ state: 'open' });
  expect(opened?.state === 'open' && opened.plain.toString()).toBe('Amina');
  expect(await openAs([amina], { org: ORG_B })).toEqual([{ state: 'no-key' }]);
});

test('the same subject in two organisations has two keys, and neither opens the other’s', async () => {
  const subject = randomUUID();
  const a = await sealed(subject, 'Amina', ORG_A);
  const b = await sealed(subject, 'Amina', ORG_B);
  expect(await openAs([b], { org: ORG_A })).toEqual([{ state: 'damaged' }]);
  expect(await openAs([a], { org: ORG_B })).toEqual([{ state: 'damaged' }]);
});

test('what is sealed for a receiver is opened by the receiver only', async () => {
  const packet = item(randomUUID(), 'needs a doctor');
  const nonce = await t.nonce({ purpose: 'referral.send' });
  await t.keeper.newKey({ nonce, key: packet.key, forOrg: ORG_B });
  const [envelope] = await t.keeper.seal({ nonce, items: [packet], forOrg: ORG_B });
  const there = { key: packet.key, place: packet.place, sealed: envelope as Buffer };
  expect(await openAs([there])).toEqual([{ state: 'no-key' }]);
  expect(await openAs([there], { org: ORG_B })).toMatchObject([{ state: 'open' }]);
});

test('a value that was moved to another row or person, cut or made up does not open', async () => {
  const [amina, other] = [await sealed(randomUUID(), 'Amina'), await sealed(randomUUID(), 'Yusuf')];
  const answers = await openAs([
    { ...amina, place: other.place },
    { ...amina, key: other.key },
    { ...amina, sealed: amina.sealed.subarray(0, -1) },
    { ...amina, sealed: Buffer.from('Amina') },
    { ...amina, key: { ...amina.key, store: 'health' } },
    other,
  ]);
  expect(answers.map(({ state }) => state)).toEqual([
    'damaged',
    'damaged',
    'damaged',
    'damaged',
    'no-key',
    'open',
  ]);
});

test('opening needs a living ticket of this keeper, for the same purpose', async () => {
  const amina = await sealed(randomUUID(), 'Amina');
  const nonce = await t.nonce();
  await expect(
    t.keeper.open({ nonce, purpose: 'aid.hand_out', items: [amina] }),
  ).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(
    t.keeper.open({ nonce: 'A'.repeat(22), purpose: ACT.purpose, items: [amina] }),
  ).rejects.toMatchObject({ code: 'not_allowed' });
  expect(t.alarms).toContainEqual({ kind: 'unknown-nonce' });
  t.clock.now += 30_001;
  await expect(
    t.keeper.open({ nonce, purpose: ACT.purpose, items: [amina] }),
  ).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(t.keeper.seal({ nonce, items: [] })).rejects.toMatchObject({ code: 'not_allowed' });
  await expect(t.keeper.newKey({ nonce, key: amina.key, forOrg: ORG_B })).rejects.toMatchObject({
    code: 'not_allowed',
  });
  await expect(t.keeper.shred({ nonce, subject: amina.key.subject })).rejects.toMatchObject({
    code: 'not_allowed',
  });
});

test('a person with her own token has only her own values opened', async () => {
  const [own, other] = [await sealed(randomUUID(), 'Amina'), await sealed(randomUUID(), 'Yusuf')];
  const person = {
    kind: 'person',
    actor: '',
    subject: own.key.subject,
    purpose: 'own.access',
  } as const;
  expect(await openAs([own], person)).toMatchObject([{ state: 'open' }]);
  await expect(openAs([own, other], person)).rejects.toMatchObject({ code: 'not_allowed' });
});

test('at most 50 at once, 300 an hour, and the hour passes', async () => {
  const actor = randomUUID();
  const amina = await sealed(randomUUID(), 'Amina');
  const fifty = Array.from({ length: 50 }, () => amina);
  await expect(openAs([...fifty, amina], { actor })).rejects.toMatchObject({ code: 'bad_input' });
  for (let n = 0; n < 6; n++) expect((await openAs(fifty, { actor })).length).toBe(50);
  await expect(openAs([amina], { actor })).rejects.toMatchObject({ code: 'too_many' });
  expect(t.alarms).toContainEqual({ kind: 'open-limit', actor, limit: 300 });
  expect((await openAs([amina])).length).toBe(1);
  t.clock.now += 3_600_000 + 300_000;
  expect((await openAs(fifty, { actor })).length).toBe(50);
});

test('many at the same moment are counted too', async () => {
  const actor = randomUUID();
  const amina = await sealed(randomUUID(), 'Amina');
  const fifty = Array.from({ length: 50 }, () => amina);
  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, () => openAs(fifty, { actor })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBe(6);
});

test('a day of three times her usual raises one alarm', async () => {
  const actor = randomUUID();
  const amina = await sealed(randomUUID(), 'Amina');
  for (let day = 1; day <= 7; day++) {
    await ask(
      t.keys,
      "insert into keys.opens (who, kind, slot, n) values ($1, 'open', date_bin('5 minutes', $2, 'epoch'), 20)",
      [actor, new Date(t.clock.now - day * 86_400_000)],
    );
  }
  const about = () =>
    t.alarms.filter((alarm) => alarm.kind === 'many-opens' && alarm.actor === actor);
  const fifty = Array.from({ length: 50 }, () => amina);
  await openAs(fifty, { actor });
  expect(about()).toEqual([]);
  await openAs(fifty, { actor });
  await openAs(fifty, { actor });
  expect(about()).toEqual([{ kind: 'many-opens', actor, today: 100, usual: 20 }]);
});

test('no plain value leaves before its ticket is in the ledger, and the ledger gives what was not settled', async () => {
  const subject = randomUUID();
  const amina = await sealed(subject, 'Amina');
  const nonce = await t.nonce({ subject });
  await t.keeper.open({ nonce, purpose: ACT.purpose, items: [amina] });
  const lines = await ask<{ subject: string; actor: string; purpose: string }>(
    t.keys,
    'select subject, actor, purpose from keys.ticket where nonce = $1',
    [Buffer.from(nonce, 'base64url')],
  );
  expect(lines).toEqual([{ subject, actor: HANA, purpose: 'desk.visit' }]);
  t.clock.now += 60_001;
  const open = (await t.keeper.unsettled(60_000, 10_000)).filter((line) => line.nonce === nonce);
  expect(open).toMatchObject([{ ...ACT, subject, nonce }]);
  await t.keeper.settle([nonce]);
  expect((await t.keeper.unsettled(60_000, 10_000)).some((line) => line.nonce === nonce)).toBe(
    false,
  );
});

test('every ticket reaches the ledger, once, however many are asked for at once', async () => {
  const org = randomUUID();
  const tickets = await Promise.all(
    Array.from({ length: 2_000 }, () => t.keeper.issue({ ...ACT, org })),
  );
  expect(new Set(tickets.map(({ nonce }) => nonce)).size).toBe(2_000);
  await t.keeper.room.ledger.durable(tickets.at(-1)?.nonce ?? '');
  const [row] = await ask<{ n: number }>(
    t.keys,
    'select count(*)::int as n from keys.ticket where org = $1',
    [org],
  );
  expect(row?.n).toBe(2_000);
});

test('a ticket says what may be done, is verified by the database’s own key, and a refusal issues nothing', async () => {
  const point = randomUUID();
  const strict = await testKeeper({
    mayIssue: async (act) =>
      act.session === 'good'
        ? { may: true, points: [point] }
        : { may: false, problem: 'not_allowed', detail: 'No live session.' },
  });
  try {
    await expect(strict.keeper.issue({ ...ACT, session: 'stolen' })).rejects.toThrow(
      'No live session.',
    );
    const { ticket } = await strict.keeper.issue({ ...ACT, session: 'good' });
    const parsed = parseTicket(ticket);
    expect(parsed.fields.points).toEqual([point]);
    expect(ticket).not.toContain('good');
    expect(isSignedBy(Buffer.alloc(32), parsed)).toBe(false);
    const client = await strict.main.borrow('migrate');
    const { rows } = await client.query<{ same: boolean }>(
      'select fw.hmac(ki, ko, convert_to($2, $3)) = $4 as same from fw.mac_key where key_no = $1',
      [parsed.fields.keyNo, parsed.body, 'UTF8', parsed.mac],
    );
    client.release();
    expect(rows).toEqual([{ same: true }]);
    expect(await strict.keeper.unsettled(-1_000)).toHaveLength(1);
  } finally {
    await strict.close();
  }
});

test('the ticket key is renewed each day, and one actor cannot ask without end', async () => {
  const own = await testKeeper({ ticketsPerMinute: 3 });
  try {
    const numbers: number[] = [];
    for (const days of [0, 0, 1]) {
      own.clock.now += days * 86_400_000;
      numbers.push(parseTicket((await own.keeper.issue(ACT)).ticket).fields.keyNo);
    }
    expect(numbers).toEqual([1, 1, 2]);
    own.clock.now += 60_000;
    for (let n = 0; n < 3; n++) await own.keeper.issue(ACT);
    await expect(own.keeper.issue(ACT)).rejects.toMatchObject({ code: 'too_many' });
    await own.keeper.issue({ ...ACT, kind: 'job', actor: '' });
  } finally {
    await own.close();
  }
});

test('shredding is at once, for all stores of the person, and once is as good as twice', async () => {
  const subject = randomUUID();
  const amina = await sealed(subject, 'Amina');
  const other = await sealed(randomUUID(), 'Yusuf');
  const nonce = await t.nonce({ purpose: 'job.retention', kind: 'job', actor: '' });
  await t.keeper.newKey({ nonce, key: { store: 'health', subject } });
  expect(await t.keeper.shred({ nonce, subject })).toEqual({ keys: 2 });
  expect(await t.keeper.shred({ nonce, subject })).toEqual({ keys: 0 });
  expect((await openAs([amina, other])).map(({ state }) => state)).toEqual(['no-key', 'open']);
  expect(await t.keeper.erased([subject, other.key.subject])).toEqual([subject]);
});

test('shredding in one organisation leaves the other’s keys of an equal number alone', async () => {
  const subject = randomUUID();
  const [a, b] = [await sealed(subject, 'Amina', ORG_A), await sealed(subject, 'Amina', ORG_B)];
  await t.keeper.shred({ nonce: await t.nonce(), subject });
  expect(await openAs([a])).toEqual([{ state: 'no-key' }]);
  expect(await openAs([b], { org: ORG_B })).toMatchObject([{ state: 'open' }]);
});

test('a hundred who make the same key at once get one key', async () => {
  const key = { store: 'ident', subject: randomUUID() };
  const nonce = await t.nonce({ org: randomUUID() });
  const versions = await Promise.all(
    Array.from({ length: 100 }, () => t.keeper.newKey({ nonce, key })),
  );
  expect(new Set(versions.map(({ version }) => version))).toEqual(new Set([1]));
});

test('blind buckets are stable within an organisation, differ between two, and look-ups are counted', async () => {
  const actor = randomUUID();
  const ask = async (org: string, use: 'write' | 'look_up') =>
    (
      await t.keeper.blind({
        nonce: await t.nonce({ org, actor }),
        field: 'phone',
        value: '+962790000000',
        people: 1e6,
        use,
      })
    ).bucket;
  const [first, again, other] = [
    await ask(ORG_A, 'write'),
    await ask(ORG_A, 'write'),
    await ask(ORG_B, 'write'),
  ];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
  for (let n = 0; n < 20; n++) expect(await ask(ORG_A, 'look_up')).toBe(first);
  await expect(ask(ORG_A, 'look_up')).rejects.toMatchObject({ code: 'lookup_limit' });
});

test('the log’s signature is checked by its public half alone', async () => {
  const [signature, raw] = [await t.keeper.sign(Buffer.from('root')), await t.keeper.signingKey()];
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  });
  expect(verify(null, Buffer.from('root'), key, signature)).toBe(true);
  expect(verify(null, Buffer.from('r00t'), key, signature)).toBe(false);
});
