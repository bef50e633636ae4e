/** The program that is killed: writes consents, withdrawals, packets, events and erasures without pause, and says what was acknowledged. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { actAs } from '../../src/firewall/index.ts';
import {
  logFolder,
  logSigner,
  runSequencer,
  type SequencerParts,
  sequencerStore,
} from '../../src/firewall/audit/index.ts';
import { giveConsent } from '../../src/firewall/consent/give-consent.ts';
import { withdrawConsent } from '../../src/firewall/consent/withdraw-consent.ts';
import { askErasure, continueErasures } from '../../src/firewall/erasure/index.ts';
import { secretHash } from '../../src/staff/may-issue.ts';
import {
  type Installation,
  openInstallation,
  plantPerson,
} from '../../test/attack/installation.ts';

/** One act, told with all that its repetition needs. `id` names what it leaves. */
export type Deed = {
  kind: 'consent' | 'withdrawal' | 'packet' | 'event' | 'erasure';
  id: string;
  subject: string;
  grant?: string;
};
export type Standing = {
  home: string;
  far: string;
  agreement: string;
  grant: string;
  subject: string;
};
/** What the child says, a line of JSON each. */
export type Line = { ready: true } | { tried: Deed } | { done: string } | { refused: string };

/** How long an act is tried again, ms. */
const PATIENCE = 30_000;
const ACTOR = '018f0000-0000-4000-8000-00000000000a';
const worker = (org: string) => ({ actor: ACTOR, org, session: 'desk' });

/** The sequencer of an installation, as `openFirewall` puts it together. */
export async function sequencerOf(house: Installation): Promise<SequencerParts> {
  return {
    store: sequencerStore(house.database),
    ledger: house.keeper,
    signer: await logSigner('selmora.example/audit', house.keeper),
    log: logFolder(join(house.folder, 'data', 'log')),
    node: 'selmora.example',
    clock: Date.now,
    alarm: () => {},
  };
}

/** Does one act. Told twice it is done once. */
export async function doDeed(house: Installation, at: Standing, deed: Deed): Promise<void> {
  const { id, subject } = deed;
  const desk = {
    kind: 'staff',
    ...worker(at.home),
    role: 'app_desk',
    route: 'POST /desk',
    subject,
  } as const;
  if (deed.kind === 'consent')
    await giveConsent(house, worker(at.home), {
      grant_id: id,
      subject,
      to_org: at.far,
      purpose_id: 'referral.send',
      categories: ['need'],
      notice_id: 'referral',
      notice_version: 1,
      notice_lang: 'en',
      explained: 'read',
      shared_language: true,
      given: 'mark',
    });
  else if (deed.kind === 'withdrawal')
    await withdrawConsent(
      house,
      { kind: 'staff', ...worker(at.home), purpose: 'referral.send' },
      id,
      'worker',
    );
  else if (deed.kind === 'erasure') {
    await askErasure(house, { subject, org: at.home, session: 'slip' });
    await continueErasures(house, at.home, async () => new Date(0));
  } else if (deed.kind === 'event')
    await actAs(house, { ...desk, purpose: 'desk.visit' }, async (tx) => {
      const made = await tx.execute(
        `insert into casework.event (event_id, op_id, kind, org_id, purpose_id, point_id, subject, actor_id, at_device, body)
         values ($1, $1, 'need_seen', $2, 'desk.visit', $2, $3, $4, now(), '{"code": "FOOD"}') on conflict do nothing`,
        [id, at.home, subject, ACTOR],
      );
      if (made) await tx.query('select fw.note($1, $2)', ['event.added', { event: id }]);
    });
  else
    await actAs(house, { ...desk, purpose: 'referral.send' }, async (tx) => {
      const made = await tx.execute(
        `insert into referrals.packet (packet_id, from_org, to_org, grant_id, agreement_id, purpose_id, categories, sealed)
         values ($1, $2, $3, $4, $5, 'referral.send', '{need}', '\\x01') on conflict (packet_id) do nothing`,
        [id, at.home, at.far, at.grant, at.agreement],
      );
      if (!made) return;
      await tx.execute(
        `insert into referrals.packet_origin (packet_id, org_id, purpose_id, subject) values ($1, $2, 'referral.send', $3)`,
        [id, at.home, at.subject],
      );
      await tx.query('select fw.note($1, $2)', ['packet.sent', { packet: id }]);
    });
}

const say = (line: Line): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** Repeats what was not acknowledged before, then works until it is killed. */
async function work(folder: string): Promise<void> {
  const { at, pending } = JSON.parse(readFileSync(join(folder, 'pending.json'), 'utf8')) as {
    at: Standing;
    pending: Deed[];
  };
  const house = await openInstallation({ folder, poolSize: 6 });
  runSequencer(await sequencerOf(house), 200);
  /**
   * Until it is acknowledged: while the database is away, again and again with the same id. What is refused for so long that
   * the database must have been there (what it rests on was lost) counts as lost.
   */
  const insist = async (deed: Deed): Promise<void> => {
    const end = Date.now() + PATIENCE;
    for (;;)
      try {
        await doDeed(house, at, deed);
        break;
      } catch {
        if (Date.now() > end) return say({ refused: `${deed.kind} ${deed.id}` });
        await pause(50);
      }
    say({ done: `${deed.kind} ${deed.id}` });
  };
  const attempt = async (deed: Deed): Promise<void> => {
    say({ tried: deed });
    await insist(deed);
  };
  for (const deed of pending) await insist(deed);
  say({ ready: true });
  const forEver = async (step: () => Promise<void>): Promise<void> => {
    for (;;) await step();
  };
  await Promise.all([
    forEver(async () => {
      const [id, subject] = [randomUUID(), randomUUID()];
      await attempt({ kind: 'consent', id, subject });
      if (Math.random() < 0.5) await attempt({ kind: 'withdrawal', id, subject });
    }),
    forEver(() => attempt({ kind: 'packet', id: randomUUID(), subject: at.subject })),
    forEver(() => attempt({ kind: 'event', id: randomUUID(), subject: randomUUID() })),
    forEver(async () => {
      const person = await plantPerson(house, at.home, secretHash, {
        name: 'a name',
        contact: 'a contact',
        note: 'a note',
      }).catch(() => undefined);
      if (person) await attempt({ kind: 'erasure', id: person.subject, subject: person.subject });
    }),
  ]);
}

if (process.argv[2] === '--child') await work(process.argv[3] as string);
