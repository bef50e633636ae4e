import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAgreement, addGrant, addOrganisation, asOwner, insert } from '../context/testing.ts';
import { actAs, type Firewall } from '../context/act-as.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { placeHold, proposeHold, liftHold } from '../register/holds.ts';
import { receiveRequest } from '../register/requests.ts';
import { askErasure, continueErasures } from './erase.ts';
import { expire } from './expire.ts';
import { consentsOf, heldOf } from './my-data.ts';

let kept: TestKeeper;
let firewall: Firewall;
const worker = { actor: randomUUID(), org: ORG_A, session: 'w' };
const second = { actor: randomUUID(), org: ORG_A, session: 's' };
const never = async (): Promise<Date> => new Date(0);
const rotated = async (): Promise<Date> => new Date(Date.now() + 60_000);

beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
});
afterAll(() => kept.close());

const CANARY = 'Mirembe Canary-Lantern';

/** A person with a sealed name, a slip, an event and something that crossed to organisation B. */
async function somebody(): Promise<{
  subject: string;
  holder: { subject: string; org: string; session: string };
  name: string;
  sealed: Buffer;
}> {
  const subject = randomUUID();
  const name = randomUUID();
  const desk = {
    kind: 'staff',
    actor: worker.actor,
    org: ORG_A,
    purpose: 'desk.visit',
    route: '/test',
    subject,
  } as const;
  await actAs(firewall, { ...desk, role: 'app_desk' }, async (tx) => {
    await tx.execute(
      'insert into casework.person (subject, org_id, purpose_id) values ($1, $2, $3)',
      [subject, ORG_A, 'desk.visit'],
    );
    await tx.execute(
      `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, subject, actor_id, at_device, body)
       values ($1, $1, 'need_seen', $2, 'desk.visit', $1, $3, $4, now(), '{"code": "FOOD"}')`,
      [randomUUID(), ORG_A, subject, worker.actor],
    );
  });
  const sealed = await actAs(firewall, { ...desk, role: 'app_desk' }, async (tx) => {
    const key = { store: 'ident', subject };
    await firewall.keeper.newKey({ nonce: tx.nonce, key });
    const [made = Buffer.alloc(0)] = await firewall.keeper.seal({
      nonce: tx.nonce,
      items: [
        { key, place: { column: 'ident.name.sealed', rowId: name }, plain: Buffer.from(CANARY) },
      ],
    });
    await tx.query(`select fw.put_ident('name', $1, $2, $3)`, [name, subject, made]);
    return made;
  });
  const agreement = await addAgreement(kept.main, [ORG_A, ORG_B]);
  const grant = await addGrant(kept.main, { subject, from: ORG_A, to: ORG_B });
  const packet = randomUUID();
  await actAs(firewall, { ...desk, role: 'app_desk', purpose: 'referral.send' }, async (tx) => {
    await tx.execute(
      `insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed)
       values ($1, $2, $3, $4, $5, 'referral.send', '{need}', '\\x01')`,
      [packet, ORG_A, ORG_B, grant, agreement],
    );
    await tx.execute(
      'insert into referrals.packet_origin (packet_id, org_id, purpose_id, subject) values ($1, $2, $3, $4)',
      [packet, ORG_A, 'referral.send', subject],
    );
  });
  return { subject, name, sealed, holder: { subject, org: ORG_A, session: 'code' } };
}

const open = (subject: string, name: string, sealed: Buffer) =>
  actAs(
    firewall,
    {
      kind: 'staff',
      actor: worker.actor,
      org: ORG_A,
      purpose: 'desk.visit',
      route: '/test',
      role: 'app_ident',
    },
    (tx) =>
      firewall.keeper.open({
        nonce: tx.nonce,
        purpose: 'desk.visit',
        items: [
          {
            key: { store: 'ident', subject },
            place: { column: 'ident.name.sealed', rowId: name },
            sealed,
          },
        ],
      }),
  );

const rowsOf = (subject: string) =>
  asOwner(kept.main, (tx) =>
    tx.query(
      `select (select count(*)::int from casework.person where subject = $1) person, (select count(*)::int from casework.event where subject = $1) event,
         (select count(*)::int from ident.name where subject = $1) name, (select count(*)::int from consent.record where subject = $1) consent,
         (select count(*)::int from referrals.packet_origin where subject = $1) origin`,
      [subject],
    ),
  );

describe('erasing', () => {
  it('takes a person out of everybody’s use at once, then her keys, then her rows, then says it is complete', async () => {
    const { subject, holder, name, sealed } = await somebody();
    expect((await open(subject, name, sealed))[0]).toMatchObject({
      state: 'open',
      plain: Buffer.from(CANARY),
    });
    expect((await heldOf(firewall, holder)).map(({ table }) => table).sort()).toEqual([
      'casework.event',
      'casework.person',
      'consent.record',
      'ident.name',
      'referrals.packet_origin',
    ]);
    const asked = await askErasure(firewall, holder);
    expect(asked.erasure_no).toMatch(/^[0-9a-f-]{36}$/);
    const seen = await actAs(
      firewall,
      {
        kind: 'staff',
        actor: worker.actor,
        org: ORG_A,
        purpose: 'desk.visit',
        route: '/test',
        role: 'app_desk',
      },
      (tx) => tx.query('select subject from casework.person where subject = $1', [subject]),
    );
    expect(seen).toEqual([]);
    expect(await continueErasures(firewall, ORG_A, never)).toEqual({
      erased: 1,
      completed: 0,
      held: 0,
    });
    expect((await open(subject, name, sealed))[0]?.state).toBe('no-key');
    expect(await rowsOf(subject)).toEqual([
      { person: 0, event: 0, name: 0, consent: 0, origin: 0 },
    ]);
    expect(await continueErasures(firewall, ORG_A, never)).toEqual({
      erased: 0,
      completed: 0,
      held: 0,
    });
    expect(await continueErasures(firewall, ORG_A, rotated)).toEqual({
      erased: 0,
      completed: 1,
      held: 0,
    });
    expect(await continueErasures(firewall, ORG_A, rotated)).toEqual({
      erased: 0,
      completed: 0,
      held: 0,
    });
  });

  it('tells the recipient of what had crossed to delete it', async () => {
    const { holder, subject } = await somebody();
    await askErasure(firewall, holder);
    await continueErasures(firewall, ORG_A, never);
    const notices = await actAs(
      firewall,
      {
        kind: 'staff',
        actor: worker.actor,
        org: ORG_B,
        purpose: 'referral.receive',
        route: '/test',
        role: 'app_consent',
      },
      (tx) =>
        tx.query<{ why: string; days: number }>(
          `select why, extract(day from answer_due - made_at)::int as days from consent.withdrawal_notice order by made_at desc limit 1`,
        ),
    );
    expect(notices).toEqual([{ why: 'erased', days: 7 }]);
    expect(await rowsOf(subject)).toEqual([
      { person: 0, event: 0, name: 0, consent: 0, origin: 0 },
    ]);
  });

  it('waits while a hold stands, with the record out of use, and goes on when it is lifted', async () => {
    const { holder, subject } = await somebody();
    const request = randomUUID();
    await receiveRequest(firewall, worker, {
      request_id: request,
      received_on: '2026-11-20',
      channel: 'court',
      authority_name: 'Court of Selmora',
      instrument: 'court_order',
      claimed_basis: 'Article 12',
      offence_class: 'homicide',
      data_sought: `whatever is held about ${CANARY}`,
    });
    const hold = { hold_id: randomUUID(), request_id: request, subject, days: 30 };
    await proposeHold(firewall, worker, hold);
    await askErasure(firewall, holder);
    await expect(placeHold(firewall, worker, hold.hold_id)).rejects.toMatchObject({
      code: 'second_person_needed',
    });
    await placeHold(firewall, second, hold.hold_id);
    expect(await continueErasures(firewall, ORG_A, never)).toEqual({
      erased: 0,
      completed: 0,
      held: 1,
    });
    expect((await rowsOf(subject))[0]).toMatchObject({ person: 1, name: 1 });
    await liftHold(firewall, worker, hold.hold_id);
    expect(await continueErasures(firewall, ORG_A, never)).toEqual({
      erased: 1,
      completed: 0,
      held: 0,
    });
  });

  it('does not wait behind a thousand others that only wait for the end of an epoch, or for a hold', async () => {
    const org = await addOrganisation(kept.main);
    await asOwner(kept.main, (tx) =>
      tx.execute(
        `insert into consent.erasing (org_id, subject, erasure_no, asked_at, step, held, shredded_at)
         select $1, gen_random_uuid(), gen_random_uuid(), clock_timestamp() - interval '1 day', case when n % 2 = 0 then 5 else 1 end, n % 2 = 1,
           case when n % 2 = 0 then clock_timestamp() end from generate_series(1, 2400) n`,
        [org],
      ),
    );
    await asOwner(kept.main, (tx) =>
      tx.execute(
        `insert into register.hold (hold_id, org_id, request_id, subject, placed_by, second_by, until)
         select gen_random_uuid(), $1, (select request_id from register.request limit 1), e.subject, gen_random_uuid(), gen_random_uuid(), clock_timestamp() + interval '1 day'
         from consent.erasing e where e.org_id = $1 and e.held`,
        [org],
      ),
    );
    const mine = randomUUID();
    await insert(kept.main, 'consent.erasing', {
      org_id: org,
      subject: mine,
      erasure_no: randomUUID(),
    });
    await continueErasures(firewall, org, never);
    const [row] = await asOwner(kept.main, (tx) =>
      tx.query<{ step: number }>('select step from consent.erasing where subject = $1', [mine]),
    );
    expect(row?.step).toBe(5);
  });

  it('is asked by nobody but the person', async () => {
    const { subject } = await somebody();
    for (const kind of ['staff', 'glass'] as const)
      await expect(
        actAs(
          firewall,
          {
            kind,
            actor: worker.actor,
            org: ORG_B,
            role: 'app_consent',
            purpose: 'desk.visit',
            route: '/test',
            subject,
          },
          (tx) =>
            tx.execute(
              'insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, $3)',
              [ORG_A, subject, randomUUID()],
            ),
        ),
      ).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('retention clocks', () => {
  it('end what is due, leave what is not, and do it once', async () => {
    const old = randomUUID();
    const fresh = randomUUID();
    for (const [subject, days] of [
      [old, 181],
      [fresh, 179],
    ] as const)
      await insert(kept.main, 'casework.person', {
        subject,
        org_id: ORG_A,
        purpose_id: 'desk.visit',
        last_contact: new Date(Date.now() - days * 86_400_000),
      });
    expect(await expire(firewall, ORG_A)).toMatchObject({ 'casework.person desk.visit': 1 });
    const left = await asOwner(kept.main, (tx) =>
      tx.query<{ subject: string }>(
        'select subject from casework.person where subject = any ($1)',
        [[old, fresh]],
      ),
    );
    expect(left).toEqual([{ subject: fresh }]);
    expect(await expire(firewall, ORG_A)).toEqual({});
  });

  it('end packets thirty days after their outcome, and half a year after sending without one', async () => {
    const { subject } = await somebody();
    const day = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    const [packet] = await asOwner(kept.main, (tx) =>
      tx.query<{ packet_id: string }>(
        'select packet_id from referrals.packet_origin where subject = $1',
        [subject],
      ),
    );
    const left = async (outcome: Date | null, created: Date): Promise<number> => {
      await asOwner(kept.main, (tx) =>
        tx.execute(
          'update referrals.packet set outcome_at = $2, created_at = $3 where packet_id = $1',
          [packet?.packet_id, outcome, created],
        ),
      );
      await expire(firewall, ORG_A);
      const rows = await asOwner(kept.main, (tx) =>
        tx.query('select from referrals.packet where packet_id = $1', [packet?.packet_id]),
      );
      return rows.length;
    };
    expect(await left(null, day(179))).toBe(1);
    expect(await left(day(29), day(300))).toBe(1);
    expect(await left(day(31), day(40))).toBe(0);
  });

  it('cannot be moved by anybody who asks: the clock is the database’s', async () => {
    await expect(
      actAs(
        firewall,
        {
          kind: 'job',
          actor: '',
          org: ORG_A,
          role: 'app_jobs',
          purpose: 'job.retention',
          route: 'job:retention',
        },
        (tx) => tx.query(`select fw.expire_at($1, now() + interval '10 years')`, [ORG_A]),
      ),
    ).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

it('shows a person her consents, and lets her see only her own', async () => {
  const { holder } = await somebody();
  const own = await consentsOf(firewall, holder);
  expect(own).toHaveLength(1);
  expect(await consentsOf(firewall, { ...holder, subject: randomUUID() })).toEqual([]);
});
