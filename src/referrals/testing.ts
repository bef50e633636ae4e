/** For tests of this room: the real database and keeper, organisations that refer to each other, a person with a slip. */
import { randomInt, randomUUID } from 'node:crypto';
import { SPOKEN_LENGTH, spokenCode } from '../desk/spoken-code.ts';
import type { Listing } from '../directory/listing.ts';
import { withCheckDigit } from '../directory/damm.ts';
import { findServices, buildPack } from '../finder/index.ts';
import { TEST_ZONES } from '../finder/testing.ts';
import { addAgreement, addOrganisation, asOwner, insert } from '../firewall/context/testing.ts';
import { unscanned } from '../firewall/files/clamd-testing.ts';
import { codeDigest, type Door, type NodeSecret, type Worker } from '../firewall/index.ts';
import { ORG_A, ORG_B, testKeeper, type TestKeeper } from '../firewall/keeper/testing.ts';
import { Problem } from '../http/problem.ts';
import { mayIssueBy, sessionSource, staffDoor } from '../staff/index.ts';
import { secretHash } from '../staff/may-issue.ts';
import { recordOf } from './conditions.ts';
import { makeReferral } from './draft.ts';
import { consentToReferral } from './consent.ts';
import { CATEGORIES, type PacketInput } from './packet.ts';
import type { ReferralParts } from './parts.ts';
import type { ReferralInput, WishesInput } from './schemas.ts';
import { sendReferral, type Sent } from './send.ts';

export const POINT = '018f0000-0000-4000-8000-0000000000f1';
export const CLINIC_CODE = withCheckDigit('1000');
export const WISHES: WishesInput = { needs: ['health.doctor'] };

/** A clinic that asks nobody for papers, open every day, free, with women doctors and Arabic. */
export function clinic(changes: Partial<Listing> = {}): Listing {
  const day = Math.floor(Date.now() / 86_400_000);
  const fact = (value: 0 | 1 | 2) =>
    ({
      value,
      sourceKind: 'network_check',
      saidBy: 'Selmora Network',
      checkedOn: day - 9,
    }) as const;
  return {
    code: CLINIC_CODE,
    serviceId: randomUUID(),
    serviceAtLocationId: randomUUID(),
    name: { text: 'Red Hill Clinic', lang: 'en' },
    organization: { code: 'red-hill', id: randomUUID(), name: { text: 'Red Hill', lang: 'en' } },
    needs: ['health.doctor'],
    place: { position: { lat: 50, lon: 8 }, areaOnly: false },
    remote: false,
    phones: [],
    pattern: {
      zone: TEST_ZONES[0] as Listing['pattern']['zone'],
      rules: [
        {
          effect: 'open',
          freq: 'WEEKLY',
          byday: (['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const).map((one) => ({ day: one })),
          opens: 0,
          closes: 1440,
        },
      ],
      holidayRule: 'own_hours',
      holidays: [],
    },
    facts: {
      asks_identity: fact(2),
      asks_address: fact(2),
      asks_income: fact(2),
      asks_insurance: fact(2),
      asks_residence_paper: fact(2),
      conditions_apply: fact(2),
      shares_with_authorities: fact(2),
      free: fact(1),
      woman_provider: fact(1),
      languages_complete: fact(1),
    },
    languages: [
      { lang: 'ar', mode: 'staff' },
      { lang: 'en', mode: 'staff' },
    ],
    documents: [],
    freshness: 'fresh',
    checkedOn: day - 9,
    elsewhere: [],
    updatedAt: new Date().toISOString(),
    ...changes,
  };
}

export const PACKET: PacketInput = {
  needs: ['health.doctor'],
  level: 'soon',
  languages: ['ar'],
  modes: ['hears'],
  same_sex: 'woman',
  good_times: ['evening'],
  age_band: '18-59',
  sentence: 'Needs the results read aloud.',
};

export type TestHouse = {
  kept: TestKeeper;
  door: Door;
  parts: ReferralParts;
  listings: Map<string, Listing>;
  /** Whom requests are from: see `as`. */
  workers: Map<string, Worker>;
  sender: Worker;
  /** Works for the clinic, which has accounts. */
  receiver: Worker;
  agreement: string;
  /** By account, and by link. */
  byAccount: string;
  byLink: string;
  worker(org: string): Worker;
  person(): Promise<{ subject: string; code: string }>;
  /** The node's key for codes that are said. */
  secret: NodeSecret;
  /** A code that this person says aloud. */
  spoken(subject: string): Promise<string>;
  network(entry: {
    to: string;
    route: string;
    agreement: string;
    from?: string;
    code?: string;
  }): Promise<string>;
  make(change?: Partial<ReferralInput>): Promise<ReferralInput>;
  ready(change?: Partial<ReferralInput>): Promise<ReferralInput & { grant_id: string }>;
  send(input: { referral_id: string }, wishes?: WishesInput): Promise<Sent>;
  sent(change?: Partial<ReferralInput>): Promise<ReferralInput & Sent & { grant_id: string }>;
  state(referralId: string): Promise<Record<string, unknown>>;
  /** As if so much time had passed for everything that this room has stored. */
  pass(ms: number): Promise<void>;
  owner<R extends Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
};

export async function testHouse({ real = false } = {}): Promise<TestHouse> {
  let may: ReturnType<typeof mayIssueBy> | undefined;
  const kept = await testKeeper({
    now: Date.now,
    opensPerHour: 1_000_000,
    ...(real ? { mayIssue: (act) => (may ??= mayIssueBy(sessionSource(kept.main)))(act) } : {}),
  });
  await addOrganisation(kept.main, { id: ORG_A, name: 'Harbour Women’s House' });
  await addOrganisation(kept.main, { id: ORG_B, name: 'Red Hill Clinic', kind: 'health' });
  const linked = await addOrganisation(kept.main, { name: 'Doctor Lind', kind: 'health' });
  const workers = new Map<string, Worker>();
  const staff = staffDoor({ database: kept.main, keeper: kept.keeper }, async () => null);
  const door: Door = {
    ...staff,
    worker: async (request) => {
      const worker = workers.get(String(request.headers['x-worker'] ?? ''));
      if (!worker) throw new Problem('not_signed_in');
      return worker;
    },
  };
  const listings = new Map([[CLINIC_CODE, clinic()]]);
  const parts: ReferralParts = {
    door,
    origin: 'https://door.selmora.example',
    now: Date.now,
    scan: unscanned,
    directory: {
      listings: (codes) => codes.flatMap((code) => listings.get(code) ?? []),
      find: (query) =>
        findServices(
          buildPack(
            [...listings.values()].map((one) => recordOf(one, query.now)),
            { now: query.now, territory: 'test', labels: {} },
          ),
          query,
        ),
    },
  };
  const worker = (org: string): Worker => {
    const one = { actor: randomUUID(), org, session: 'test' };
    workers.set(one.actor, one);
    return one;
  };
  const sender = worker(ORG_A);
  const receiver = worker(ORG_B);
  const live = (to: string) => addAgreement(kept.main, [ORG_A, to], { categories: CATEGORIES });
  const owner: TestHouse['owner'] = (sql, values = []) =>
    asOwner(kept.main, (tx) => tx.query(sql, values));
  const house: TestHouse = {
    kept,
    door,
    parts,
    listings,
    workers,
    sender,
    receiver,
    agreement: await live(ORG_B),
    byAccount: '',
    byLink: '',
    worker,
    async person() {
      const subject = randomUUID();
      const code = `slip-${randomUUID()}`;
      const home = { org_id: ORG_A, purpose_id: 'desk.visit', subject };
      await insert(kept.main, 'casework.person', home);
      await insert(kept.main, 'casework.handle', {
        ...home,
        handle_id: randomUUID(),
        kind: 'slip',
        code_hash: secretHash(code),
      });
      return { subject, code };
    },
    secret: (label) => kept.keystore.derived(label),
    async spoken(subject) {
      const code = spokenCode(Array.from({ length: SPOKEN_LENGTH }, () => randomInt(32)));
      await insert(kept.main, 'casework.handle', {
        org_id: ORG_A,
        purpose_id: 'desk.visit',
        subject,
        handle_id: randomUUID(),
        kind: 'spoken',
        code_hash: codeDigest(house.secret, 'spoken', code),
      });
      return code;
    },
    async network({ to, route, agreement, from = ORG_A, code = CLINIC_CODE }) {
      const network_id = randomUUID();
      await insert(kept.main, 'referrals.network_entry', {
        network_id,
        org_id: from,
        to_org: to,
        listing_code: code,
        service_type: 'health',
        route,
        telephone: '+49 30 901820',
        agreement_id: agreement,
      });
      return network_id;
    },
    async make(change = {}) {
      const input: ReferralInput = {
        referral_id: randomUUID(),
        network_id: house.byAccount,
        subject: change.subject ?? (await house.person()).subject,
        point_id: POINT,
        level: 'soon',
        packet: PACKET,
        ...change,
      };
      await makeReferral(parts, sender, input);
      return input;
    },
    async ready(change = {}) {
      const input = await house.make(change);
      const grant_id = randomUUID();
      await consentToReferral(parts, sender, input.referral_id, {
        grant_id,
        notice_version: 1,
        notice_lang: 'ar',
        explained: 'played',
        communication: { shared_language: true },
        given: 'mark',
      });
      return { ...input, grant_id };
    },
    async send({ referral_id }, wishes = WISHES) {
      const [row] = await owner<{ changes: number }>(
        'select changes from referrals.referral where referral_id = $1',
        [referral_id],
      );
      return sendReferral(parts, sender, referral_id, {
        packet_id: randomUUID(),
        changes: row?.changes ?? -1,
        wishes,
      });
    },
    async sent(change = {}) {
      const input = await house.ready(change);
      return { ...input, ...(await house.send(input)) };
    },
    async state(referralId) {
      const [row] = await owner('select * from referrals.referral where referral_id = $1', [
        referralId,
      ]);
      return row ?? {};
    },
    async pass(ms) {
      await passTime(house, ms);
    },
    owner,
    close: () => kept.close(),
  };
  house.byAccount = await house.network({
    to: ORG_B,
    route: 'account',
    agreement: house.agreement,
  });
  house.byLink = await house.network({ to: linked, route: 'link', agreement: await live(linked) });
  return house;
}

/** Moves everything that was stored back in time, which is the same as the clock going on. */
export async function passTime({ owner }: Pick<TestHouse, 'owner'>, ms: number): Promise<void> {
  const by = `- interval '${ms} milliseconds'`;
  const back = (columns: string[]): string =>
    columns.map((column) => `${column} = ${column} ${by}`).join(', ');
  await owner(
    `update referrals.referral set ${back(['made_at', 'sent_at', 'answer_from', 'answer_due', 'escalate_at', 'next_due_at', 'answered_at', 'appointment_at', 'outcome_from', 'ends_at', 'closed_at'])}`,
  );
  await owner(
    `update referrals.packet set ${back(['created_at', 'answer_due', 'appointment_at', 'outcome_at'])}`,
  );
  await owner(`update referrals.recipient_access set ${back(['made_at', 'ends_at', 'locked_at'])}`);
  await owner(`update referrals.message set ${back(['made_at'])}`);
  await owner(`update referrals.alert set ${back(['raised_at', 'next_due_at'])}`);
  await owner(
    `update consent.record set ${back(['given_at', 'not_after', 'withdrawn_at', 'review_due'])}`,
  );
  await owner(`update consent.withdrawal_notice set ${back(['made_at', 'answer_due'])}`);
}
