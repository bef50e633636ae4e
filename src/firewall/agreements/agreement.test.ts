import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent } from '../consent/give-consent.ts';
import { withdrawConsent } from '../consent/withdraw-consent.ts';
import { actAs, type Firewall } from '../context/act-as.ts';
import { addOrganisation } from '../context/testing.ts';
import { asHolder, asWorker } from '../context/who.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../keeper/testing.ts';
import {
  assessHarm,
  cutOrganisation,
  draftAgreement,
  listAgreements,
  reopenAgreement,
  signAgreement,
  startAgreement,
  stopAgreement,
} from './agreement.ts';

let kept: TestKeeper;
let firewall: Firewall;
const of = (org: string) => ({ actor: randomUUID(), org, session: 's' });
const [amira, lena, tesfay] = [of(ORG_A), of(ORG_A), of(ORG_B)];

beforeAll(async () => {
  kept = await testKeeper();
  firewall = { database: kept.main, keeper: kept.keeper };
  await addOrganisation(kept.main, { id: ORG_A, kind: 'network' });
  await addOrganisation(kept.main, { id: ORG_B });
});
afterAll(() => kept.close());

const draft = (over: object = {}) => ({
  agreement_id: randomUUID(),
  with_org: ORG_B,
  purposes: ['referral.send'],
  categories: ['need'],
  starts_at: new Date(Date.now() - 60_000).toISOString(),
  ends_at: new Date(Date.now() + 40 * 86_400_000).toISOString(),
  document_sha256: 'ab'.repeat(32),
  no_onward_transfer: true,
  no_enforcement_use: true,
  notice_of_demand_hours: 24,
  audit_right: true,
  deletion_at_end: true,
  ...over,
});
const harm = {
  exposed: 'people referred',
  to_whom: 'their employers',
  likelihood: 'low' as const,
  severity: 'high' as const,
  mitigation: 'no employer is told',
};

async function live(): Promise<string> {
  const input = draft();
  await draftAgreement(firewall, amira, input);
  await assessHarm(firewall, lena, input.agreement_id, harm);
  await signAgreement(firewall, amira, input.agreement_id);
  await signAgreement(firewall, tesfay, input.agreement_id);
  await startAgreement(firewall, tesfay, input.agreement_id);
  return input.agreement_id;
}

const consent = (subject: string, over: object = {}) => ({
  grant_id: randomUUID(),
  subject,
  to_org: ORG_B,
  purpose_id: 'referral.send' as const,
  categories: ['need'],
  notice_id: 'referral',
  notice_version: 2,
  notice_lang: 'ti',
  explained: 'interpreted' as const,
  shared_language: false,
  interpreter_ref: randomUUID(),
  given: 'mark' as const,
  ...over,
});

const share = (grant: string, agreement: string) =>
  actAs(
    firewall,
    { ...asWorker(amira), role: 'app_desk', purpose: 'referral.send', route: '/test' },
    (tx) =>
      tx.execute(
        `insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed)
       values ($1, $2, $3, $4, $5, 'referral.send', '{need}', '\\x01')`,
        [randomUUID(), ORG_A, ORG_B, grant, agreement],
      ),
  );

describe('an agreement', () => {
  it('takes effect when harm was assessed by somebody else and both sides have signed', async () => {
    const input = draft();
    expect(await draftAgreement(firewall, amira, input)).toMatchObject({
      state: 'draft',
      missing: ['harm', 'signature_a', 'signature_b'],
    });
    await expect(signAgreement(firewall, amira, input.agreement_id)).rejects.toMatchObject({
      code: 'conflict',
    });
    await assessHarm(firewall, amira, input.agreement_id, harm);
    expect(await signAgreement(firewall, amira, input.agreement_id)).toMatchObject({
      state: 'assessed',
      missing: ['signature_b'],
    });
    expect(await signAgreement(firewall, tesfay, input.agreement_id)).toMatchObject({
      state: 'signed',
    });
    // The assessor signed: the database does not let it start.
    await expect(startAgreement(firewall, amira, input.agreement_id)).rejects.toMatchObject({
      code: 'bad_input',
    });
    const id = await live();
    expect(
      (await listAgreements(firewall, tesfay)).find((one) => one.agreement_id === id),
    ).toMatchObject({ state: 'live', ends_in_days: 40 });
  });

  it.each(['no_onward_transfer', 'no_enforcement_use', 'audit_right', 'deletion_at_end'])(
    'cannot start without %s',
    async (safeguard) => {
      const input = draft({ [safeguard]: false });
      await draftAgreement(firewall, amira, input);
      await assessHarm(firewall, lena, input.agreement_id, harm);
      await signAgreement(firewall, amira, input.agreement_id);
      await signAgreement(firewall, tesfay, input.agreement_id);
      await expect(startAgreement(firewall, amira, input.agreement_id)).rejects.toMatchObject({
        code: 'bad_input',
        errors: [{ field: safeguard }],
      });
    },
  );

  it('is nobody else’s to see', async () => {
    const id = await live();
    const stranger = of(await addOrganisation(kept.main));
    expect(await listAgreements(firewall, stranger)).toEqual([]);
    await expect(stopAgreement(firewall, stranger, id, 'ended')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('that was suspended needs both signatures anew', async () => {
    const id = await live();
    await stopAgreement(firewall, tesfay, id, 'suspended');
    await expect(startAgreement(firewall, amira, id)).rejects.toMatchObject({
      code: expect.stringMatching(/conflict|bad_input/),
    });
    expect(await reopenAgreement(firewall, amira, id)).toMatchObject({
      state: 'draft',
      missing: ['signature_a', 'signature_b'],
    });
  });
});

describe('what crosses', () => {
  it('needs consent and agreement, and stops with either at the next statement', async () => {
    const [id, subject] = [await live(), randomUUID()];
    const given = consent(subject);
    await expect(share(given.grant_id, id)).rejects.toMatchObject({ code: 'consent_missing' });
    await giveConsent(firewall, amira, given);
    await giveConsent(firewall, amira, given);
    await share(given.grant_id, id);
    await stopAgreement(firewall, tesfay, id, 'suspended');
    await expect(share(given.grant_id, id)).rejects.toMatchObject({ code: 'agreement_missing' });
    const other = await live();
    await share(given.grant_id, other);
    const back = await withdrawConsent(
      firewall,
      { ...asHolder({ subject, org: ORG_A, session: 'code' }), purpose: 'own.access' },
      given.grant_id,
      'token',
    );
    expect(back.left_before).toBe(2);
    expect(
      await withdrawConsent(
        firewall,
        { ...asWorker(amira), purpose: 'referral.send' },
        given.grant_id,
        'worker',
      ),
    ).toEqual(back);
    await expect(share(given.grant_id, other)).rejects.toMatchObject({ code: 'consent_missing' });
    await expect(giveConsent(firewall, amira, given)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stops when an organisation is cut, in one action, and its people with it', async () => {
    const [id, subject] = [await live(), randomUUID()];
    const given = consent(subject);
    await giveConsent(firewall, amira, given);
    expect(await cutOrganisation(firewall, amira, ORG_B, true)).toBe(true);
    await expect(share(given.grant_id, id)).rejects.toMatchObject({ code: 'agreement_missing' });
    await expect(listAgreements(firewall, tesfay)).rejects.toMatchObject({
      code: 'organisation_closed',
    });
    expect(await cutOrganisation(firewall, amira, ORG_B, false)).toBe(true);
    await share(given.grant_id, id);
    await expect(cutOrganisation(firewall, tesfay, ORG_A, true)).rejects.toMatchObject({
      code: 'purpose_mismatch',
    });
  });

  it('is refused with the field that is missing', async () => {
    const subject = randomUUID();
    const wrong = giveConsent(
      firewall,
      amira,
      consent(subject, { interpreter_ref: undefined, given: 'witnessed_voice', days: 300 }),
    );
    await expect(wrong).rejects.toMatchObject({
      code: 'bad_input',
      errors: [{ field: 'days' }, { field: 'interpreter_ref' }, { field: 'witness' }],
    });
    await expect(
      withdrawConsent(
        firewall,
        { ...asHolder({ subject, org: ORG_A, session: 'c' }), purpose: 'own.access' },
        randomUUID(),
        'token',
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
