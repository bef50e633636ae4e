/** A break-glass takes two, in the verbs and in the database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { asOwner } from '../context/testing.ts';
import { TICKET_LIFE } from '../keeper/ticket.ts';
import { ORG_A, type TestKeeper } from '../keeper/testing.ts';
import { askGlass, grantGlass, reviewGlass } from './breakglass.ts';
import { denied, needsAnother, openRegister, type Register, somebody } from './testing.ts';

let register: Register;
let kept: TestKeeper;
let firewall: Firewall;
const [dpo, counsel, clerk] = [somebody(), somebody(), somebody()];

beforeAll(async () => {
  register = await openRegister();
  ({ kept, firewall } = register);
});
afterAll(() => register.close());

const write: Register['write'] = (...statement) => register.write(...statement);

describe('a break-glass', () => {
  const ask = () => ({
    glass_id: randomUUID(),
    subject: randomUUID(),
    store: 'health' as const,
    for_purpose: 'health.care',
    reason: 'She is unconscious and the hospital asks for allergies.',
  });

  it('is opened by no statement of one handler', async () => {
    const values = [randomUUID(), ORG_A, randomUUID(), clerk.actor, dpo.actor];
    await expect(
      write(
        clerk,
        'glass.ask',
        `insert into register.breakglass (glass_id, org_id, subject, store, for_purpose, reason_sealed, asked_by, granted_by, granted_at, closes_at, state)
         values ($1, $2, $3, 'health', 'health.care', '\\x01', $4, $5, clock_timestamp(), clock_timestamp() + interval '30 minutes', 'granted')`,
        values,
      ),
    ).rejects.toMatchObject(denied);
    const asked = `insert into register.breakglass (glass_id, org_id, subject, store, for_purpose, reason_sealed, asked_by) values ($1, $2, $3, 'health', 'health.care', '\\x01', $4)`;
    await expect(write(dpo, 'glass.ask', asked, values.slice(0, 4))).rejects.toMatchObject(
      needsAnother,
    );
    await expect(
      write(clerk, 'request.authority', asked, values.slice(0, 4)),
    ).rejects.toMatchObject({ code: 'purpose_mismatch' });
    const wish = ask();
    await askGlass(firewall, clerk, wish);
    const granted = await actAs(
      firewall,
      {
        kind: 'staff',
        actor: dpo.actor,
        org: ORG_A,
        role: 'app_register',
        purpose: 'dpo.oversight',
        route: '/test',
      },
      (tx) => tx.query('select fw.grant_breakglass($1) as granted', [wish.glass_id]),
    );
    expect(granted).toEqual([{ granted: false }]);
  });

  it('is for what somebody came for, never for a purpose that reads whatever there is', async () => {
    // Of these, her own look and the clocks of retention read rows of every purpose.
    for (const for_purpose of [
      'own.access',
      'job.retention',
      'dpo.oversight',
      'request.authority',
      'export.recurring',
      'statistics',
      'tally',
      'staff.manage',
      'agreement.manage',
      'glass.ask',
    ])
      await expect(
        askGlass(firewall, clerk, { ...ask(), store: 'casework', for_purpose }),
        for_purpose,
      ).rejects.toMatchObject({ code: 'bad_input', field: 'for_purpose' });
    for (const for_purpose of ['desk.visit', 'referral.send', 'health.care', 'child.protect'])
      expect(
        await askGlass(firewall, clerk, { ...ask(), store: 'casework', for_purpose }),
      ).toMatchObject({ state: 'asked' });
  });

  it('gives no ticket that would live longer than it does', async () => {
    const wish = ask();
    await askGlass(firewall, clerk, wish);
    await grantGlass(firewall, dpo, wish.glass_id);
    const opens = async (left: number) => {
      const [row] = await asOwner(kept.main, async (tx) => {
        await tx.execute(
          `update register.breakglass set closes_at = clock_timestamp() + make_interval(secs => $2) where glass_id = $1`,
          [wish.glass_id, left],
        );
        return tx.query<{ open: boolean }>(
          'select fw.breakglass_open($1, $2, $3, $4, $5) as open',
          [clerk.actor, ORG_A, wish.subject, wish.store, wish.for_purpose],
        );
      });
      return row?.open;
    };
    expect(await opens(60)).toBe(true);
    expect(await opens(TICKET_LIFE / 1000)).toBe(false);
  });

  it('is reviewed once: nobody makes a finding better afterwards', async () => {
    const wish = ask();
    await askGlass(firewall, clerk, wish);
    await grantGlass(firewall, dpo, wish.glass_id);
    await asOwner(kept.main, (tx) =>
      tx.execute(
        `update register.breakglass set granted_at = granted_at - interval '1 hour', closes_at = closes_at - interval '1 hour' where glass_id = $1`,
        [wish.glass_id],
      ),
    );
    await reviewGlass(firewall, counsel, wish.glass_id, {
      review: 'not_justified',
      person_told: 'told',
    });
    await expect(
      reviewGlass(firewall, somebody(), wish.glass_id, {
        review: 'justified',
        person_told: 'told',
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      write(
        counsel,
        'glass.ask',
        `update register.breakglass set review = 'justified' where glass_id = $1`,
        [wish.glass_id],
      ),
    ).rejects.toMatchObject(denied);
  });
});
