/** What the register lets two people do takes two, in the verbs and in the database. */
import { randomUUID } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addAgreement, addGrant, addOrganisation, asOwner, insert } from '../context/testing.ts';
import { TICKET_LIFE } from '../keeper/ticket.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import { askGlass, grantGlass, reviewGlass } from './breakglass.ts';
import { approveExport, askExport, makeExport } from './exports.ts';
import { liftHold, placeHold, proposeHold } from './holds.ts';
import { receiveRequest, stepRequest } from './requests.ts';

let kept: TestKeeper;
let firewall: Firewall;
const somebody = (org = ORG_A) => ({ actor: randomUUID(), org, session: 's' });
const [dpo, counsel, clerk] = [somebody(), somebody(), somebody()];
let recipient = '';

beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A });
  await addOrganisation(kept.main, { id: ORG_B });
  recipient = await identityToRecipient(await generateX25519Identity());
});
afterAll(() => kept.close());

/** One statement, written past the verbs by a handler of the register. */
const write = (
  who: { actor: string; org: string },
  purpose: string,
  text: string,
  values: unknown[],
) =>
  actAs(
    firewall,
    {
      kind: 'staff',
      actor: who.actor,
      org: who.org,
      role: 'app_register',
      purpose,
      route: '/test',
    },
    (tx) => tx.execute(text, values),
  );
const needsAnother = { code: 'second_person_needed' };
const denied = { code: 'not_allowed' };

async function demand(who = clerk): Promise<string> {
  const request_id = randomUUID();
  await receiveRequest(firewall, who, {
    request_id,
    received_on: '2026-11-20',
    channel: 'letter',
    authority_name: 'Office of Selmora',
    instrument: 'court_order',
    claimed_basis: 'Article 12',
    offence_class: 'trafficking',
    data_sought: 'the dates of one stay',
  });
  await stepRequest(firewall, who, request_id, { state: 'under_review' });
  return request_id;
}
const met = (over: object = {}) => ({
  state: 'complied' as const,
  counsel_ref: 'C-14',
  categories_given: ['dates of stay'],
  persons_band: '1-9' as const,
  ...over,
});

describe('a demand', () => {
  it('is not met by one officer who names another that never agreed', async () => {
    const id = await demand();
    await expect(
      stepRequest(firewall, counsel, id, met({ dpo: randomUUID() })),
    ).rejects.toMatchObject(needsAnother);
    await expect(stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }))).rejects.toMatchObject(
      needsAnother,
    );
    // Nor past the verb, in one statement or in two.
    for (const text of [
      `update register.request set state = 'complied', dpo = $2, second_officer = $3, counsel_ref = 'x', categories_given = '{a}', decided_on = current_date where request_id = $1`,
      `update register.request set dpo = $2, second_officer = $3, categories_given = '{a}' where request_id = $1`,
    ])
      await expect(
        write(counsel, 'request.authority', text, [id, dpo.actor, counsel.actor]),
      ).rejects.toMatchObject(needsAnother);
  });

  it('is met when one agreed and another meets exactly that', async () => {
    const id = await demand();
    expect(await stepRequest(firewall, dpo, id, met())).toMatchObject({
      state: 'under_review',
      dpo: dpo.actor,
      categories_given: ['dates of stay'],
    });
    await expect(stepRequest(firewall, dpo, id, met())).resolves.toMatchObject({
      state: 'under_review',
    });
    // She may correct herself until somebody meets it.
    for (const categories_given of [['nights', 'dates of stay'], ['dates of stay']])
      expect(await stepRequest(firewall, dpo, id, met({ categories_given }))).toMatchObject({
        dpo: dpo.actor,
        categories_given,
        persons_band: '1-9',
      });
    await expect(
      stepRequest(firewall, counsel, id, met({ categories_given: ['dates of stay', 'names'] })),
    ).rejects.toMatchObject({ code: 'conflict', field: 'categories_given' });
    await expect(
      write(
        counsel,
        'request.authority',
        `update register.request set state = 'complied', second_officer = $2, categories_given = '{names}', decided_on = current_date where request_id = $1`,
        [id, counsel.actor],
      ),
    ).rejects.toMatchObject(needsAnother);
    expect(await stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }))).toMatchObject({
      state: 'complied',
    });
    const acts = await asOwner(kept.main, (tx) =>
      tx.query<{ act: string }>(
        `select act from audit.stage where details ->> 'request' = $1 order by stage_id`,
        [id],
      ),
    );
    expect(acts.map(({ act }) => act)).toEqual([
      'request.received',
      'request.under_review',
      'request.agreed',
      'request.agreed',
      'request.agreed',
      'request.complied',
    ]);
  });

  it('has to be agreed to anew when something else is to be handed over, or after another step', async () => {
    const id = await demand();
    await stepRequest(firewall, dpo, id, met());
    await stepRequest(firewall, counsel, id, { state: 'narrowed', categories_given: ['one date'] });
    await expect(stepRequest(firewall, counsel, id, met({ dpo: dpo.actor }))).rejects.toMatchObject(
      needsAnother,
    );
    await stepRequest(firewall, dpo, id, met());
    await write(
      counsel,
      'request.authority',
      `update register.request set persons_band = '100+' where request_id = $1`,
      [id],
    );
    expect(await stepRequest(firewall, counsel, id, met())).toMatchObject({
      state: 'narrowed',
      dpo: counsel.actor,
    });
    // What was narrowed, or agreed to, can still be refused whole.
    expect(await stepRequest(firewall, clerk, id, { state: 'refused' })).toMatchObject({
      state: 'refused',
      dpo: null,
      categories_given: [],
      persons_band: '0',
    });
  });
});

describe('a hold', () => {
  const placed = () => asOwner(kept.main, (tx) => tx.query('select hold_id from register.hold'));

  it('is placed by no statement of one handler, and taken up again by none', async () => {
    const [request_id, subject] = [await demand(), randomUUID()];
    await expect(
      write(
        dpo,
        'request.authority',
        `insert into register.hold (hold_id, org_id, request_id, subject, placed_by, second_by, until)
         values (gen_random_uuid(), $1, $2, $3, $4, $5, clock_timestamp() + interval '80 days')`,
        [ORG_A, request_id, subject, dpo.actor, counsel.actor],
      ),
    ).rejects.toMatchObject(denied);
    const proposal = `insert into register.hold_proposal (hold_id, org_id, request_id, subject, days, placed_by) values (gen_random_uuid(), $1, $2, $3, 80, $4)`;
    await expect(
      write(dpo, 'request.authority', proposal, [ORG_A, request_id, subject, counsel.actor]),
    ).rejects.toMatchObject(needsAnother);
    expect(await placed()).toEqual([]);
    const hold_id = randomUUID();
    await proposeHold(firewall, dpo, { hold_id, request_id, subject, days: 80 });
    await expect(placeHold(firewall, dpo, hold_id)).rejects.toMatchObject(needsAnother);
    await placeHold(firewall, counsel, hold_id);
    await liftHold(firewall, dpo, hold_id);
    await expect(
      write(
        dpo,
        'request.authority',
        'update register.hold set lifted_at = null where hold_id = $1',
        [hold_id],
      ),
    ).rejects.toMatchObject(denied);
  });

  it('for a demand of another organisation is refused as for one that is not there', async () => {
    const theirs = await demand(somebody(ORG_B));
    const ask = (request_id: string) =>
      proposeHold(firewall, dpo, {
        hold_id: randomUUID(),
        request_id,
        subject: randomUUID(),
        days: 5,
      })
        .then(() => 'placed')
        .catch(({ code, field, message }: { code: string; field: string; message: string }) => ({
          code,
          field,
          message,
        }));
    expect(await ask(theirs)).toEqual(await ask(randomUUID()));
    expect(await ask(theirs)).toMatchObject({ code: 'conflict' });
  });
});

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

describe('an export', () => {
  const ask = async (row_limit = 1000) => {
    const agreement_id = await addAgreement(kept.main, [ORG_A, ORG_B], {
      purposes: ['export.recurring'],
      categories: ['export'],
    });
    const job_id = randomUUID();
    const wish = {
      job_id,
      to_org: ORG_B,
      agreement_id,
      columns: ['sex'] as 'sex'[],
      row_limit,
      recipient_key: recipient,
    };
    await askExport(firewall, clerk, wish);
    return job_id;
  };
  const person = async () => {
    const subject = randomUUID();
    await insert(kept.main, 'casework.person', {
      subject,
      org_id: ORG_A,
      purpose_id: 'desk.visit',
      sex: 'woman',
    });
    await addGrant(kept.main, {
      subject,
      from: ORG_A,
      to: ORG_B,
      purpose: 'export.recurring',
      categories: ['export'],
    });
    return subject;
  };

  it('is approved by no statement of one handler, and made open to nobody again', async () => {
    const job = await ask();
    for (const set of [
      'approved_by = $2, approved_at = clock_timestamp()',
      'made_at = null',
      'downloaded_at = null',
    ])
      await expect(
        write(
          clerk,
          'export.recurring',
          `update register.export_job set ${set} where job_id = $1`,
          set.includes('$2') ? [job, dpo.actor] : [job],
        ),
      ).rejects.toMatchObject(denied);
    await expect(
      write(
        clerk,
        'export.recurring',
        `insert into register.export_job (job_id, org_id, to_org, agreement_id, columns, row_limit, recipient_key, asked_by, expires_at)
         values (gen_random_uuid(), $1, $2, gen_random_uuid(), '{sex}', 10, $3, $4, clock_timestamp() + interval '1 hour')`,
        [ORG_A, ORG_B, recipient, dpo.actor],
      ),
    ).rejects.toMatchObject(needsAnother);
  });

  it('is given out once, also to two who ask at the same moment', async () => {
    await person();
    const job = await ask();
    await approveExport(firewall, dpo, job);
    const answers = await Promise.allSettled(
      [clerk, dpo, counsel, clerk].map((who) => makeExport(firewall, who, job)),
    );
    const given = answers.filter(({ status }) => status === 'fulfilled');
    expect(given).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'gone' });
  });

  it('leaves out who is being erased, and whose consent is for something else, and goes to the others', async () => {
    const [gone, other] = [await person(), randomUUID()];
    await addGrant(kept.main, {
      subject: other,
      from: ORG_A,
      to: ORG_B,
      purpose: 'export.recurring',
      categories: ['name'],
    });
    await insert(kept.main, 'consent.erasing', {
      org_id: ORG_A,
      subject: gone,
      erasure_no: randomUUID(),
    });
    const job = await ask(50);
    await makeExport(firewall, clerk, job);
    const [row] = await asOwner(kept.main, (tx) =>
      tx.query<{ row_count: number }>(
        'select row_count from register.export_job where job_id = $1',
        [job],
      ),
    );
    expect(row?.row_count).toBe(1);
  });
});
