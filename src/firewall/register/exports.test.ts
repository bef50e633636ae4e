/** An export takes two, in the verbs and in the database, and leaves out whom it may not hold. */
import { randomUUID } from 'node:crypto';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Firewall } from '../context/act-as.ts';
import { addAgreement, addGrant, asOwner, insert } from '../context/testing.ts';
import { ORG_A, ORG_B, type TestKeeper } from '../keeper/testing.ts';
import { approveExport, askExport, makeExport } from './exports.ts';
import { denied, needsAnother, openRegister, type Register, somebody } from './testing.ts';

let register: Register;
let kept: TestKeeper;
let firewall: Firewall;
const [dpo, counsel, clerk] = [somebody(), somebody(), somebody()];
let recipient = '';

beforeAll(async () => {
  register = await openRegister();
  ({ kept, firewall } = register);
  recipient = await identityToRecipient(await generateX25519Identity());
});
afterAll(() => register.close());

const write: Register['write'] = (...statement) => register.write(...statement);

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
