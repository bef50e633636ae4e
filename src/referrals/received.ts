/** What came to an organisation with accounts: the list, one packet, the answer, and what has to be deleted. */
import { actAs, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { readPayload } from './content.ts';
import { said } from './draft.ts';
import type { PacketInput } from './packet.ts';
import { receiving, type ReferralParts } from './parts.ts';
import { packetPlace } from './recipient-key.ts';
import type { AnswerInput } from './schemas.ts';
import { openWords, sealWords } from './sealed-words.ts';
import { asked, checkReason } from './step.ts';

export type ReceivedLine = {
  packet_id: string;
  number: string;
  from_org: string;
  service_type: string;
  listing_code: string;
  level: string;
  state: string;
  answer_due: Date;
  /** How often it was reminded. */
  reminded: number;
  appointment_at: Date | null;
};

const MOST = 50;

/** What waits for an answer or an outcome, the nearest deadline first. Only what consent and agreement still allow. */
export function listReceived({ door }: ReferralParts, worker: Worker): Promise<ReceivedLine[]> {
  return actAs(door, receiving(worker, 'GET /api/referrals/received'), (tx) =>
    tx.query<ReceivedLine>(
      `select packet_id, number, from_org, service_type, listing_code, level, state, answer_due, reminded, appointment_at from referrals.packet
         where to_org = $1 and state in ('sent', 'opened', 'question', 'overdue', 'accepted') and sealed_for = 'organisation'
         order by answer_due, packet_id limit ${MOST}`,
      [worker.org],
    ),
  );
}

/** One packet, opened for its recipient. */
export type ReadPacket = {
  packet_id: string;
  number: string;
  from_org: string;
  state: string;
  level: string;
  answer_due: Date | null;
  appointment_at: Date | null;
  packet: PacketInput;
  /** What the sender answered to the question. */
  reply?: string;
};

export type PacketRow = {
  sealed: Buffer;
  state: string;
  level: string;
  number: string;
  from_org: string;
  answer_due: Date | null;
  appointment_at: Date | null;
  replied: Buffer | null;
  ask_key: string | null;
  grant_id: string;
};

/** Reads it under the locks of consent and agreement; the first look counts as opened. Undefined when there is none. */
export async function readRow(tx: InContext, packetId: string): Promise<PacketRow | undefined> {
  return (await tx.query<PacketRow>('select * from fw.read_packet($1)', [packetId]))[0];
}

/** What it holds, opened with its plain bytes. */
export async function shownPacket(
  packetId: string,
  row: PacketRow,
  plain: Buffer,
): Promise<ReadPacket> {
  const { packet, reply: identity } = readPayload(plain);
  const reply = row.replied ? await openWords(identity, row.replied) : undefined;
  const { number, from_org, state, level, answer_due, appointment_at } = row;
  return {
    packet_id: packetId,
    number,
    from_org,
    state,
    level,
    answer_due,
    appointment_at,
    packet,
    ...(reply === undefined ? {} : { reply }),
  };
}

/** @throws `not_found`, `consent_missing` and `agreement_missing` when it may not be seen any more, `gone`. */
export async function readReceived(
  { door }: ReferralParts,
  worker: Worker,
  packetId: string,
): Promise<ReadPacket> {
  return actAs(door, receiving(worker, 'POST /api/referrals/received/{id}/open'), async (tx) => {
    const row = await readRow(tx, packetId);
    if (!row) throw new Problem('not_found');
    const { key, place } = packetPlace(packetId);
    const [opened] = await door.keeper.open({
      nonce: tx.nonce,
      purpose: 'referral.receive',
      items: [{ key, place, sealed: row.sealed }],
    });
    if (opened?.state !== 'open') throw new Problem('gone');
    return shownPacket(packetId, row, opened.plain);
  });
}

/** @throws as `readReceived`, `wrong_step`, `bad_input` for a reason that does not go with the step. */
export async function answerReceived(
  { door }: ReferralParts,
  worker: Worker,
  packetId: string,
  input: AnswerInput,
): Promise<{ state: string }> {
  return actAs(door, receiving(worker, 'POST /api/referrals/received/{id}/answer'), (tx) =>
    answerIn(tx, packetId, input),
  );
}

/** The answer of a recipient in an open transaction, by account or by link. */
export async function answerIn(
  tx: InContext,
  packetId: string,
  { step, ...rest }: AnswerInput,
): Promise<{ state: string }> {
  const { words, ...details } = rest as { words?: string; reason?: string };
  checkReason(step, details.reason, 'recipient');
  let sealed: Buffer | null = null;
  if (words !== undefined) {
    const rows = await tx.query<{ ask_key: string | null }>('select fw.ask_key($1) as ask_key', [
      packetId,
    ]);
    const key = rows[0]?.ask_key;
    if (!key) throw new Problem('not_found');
    sealed = await sealWords(key, words);
  }
  const state = await said(tx, 'select fw.answer_packet($1, $2, $3, $4) as state', [
    packetId,
    step,
    details,
    sealed,
  ]);
  return { state };
}

export type ToDelete = {
  grant: string;
  number: string | null;
  why: 'withdrawn' | 'erased' | 'agreement_ended';
  made_at: string;
  answer_due: string;
  deleted_at: string | null;
};

/** What was taken back: to be deleted within seven days, wherever it was written down. */
export function listToDelete({ door }: ReferralParts, worker: Worker): Promise<ToDelete[]> {
  return actAs(door, receiving(worker, 'GET /api/referrals/received/to-delete'), async (tx) => {
    const rows = await tx.query<{ list: ToDelete[] }>('select fw.packets_to_delete() as list');
    return rows[0]?.list ?? [];
  });
}

/** @throws `not_found` when nothing was asked of this organisation. */
export async function confirmDeleted(
  parts: ReferralParts,
  worker: Worker,
  grant: string,
): Promise<void> {
  const route = 'POST /api/referrals/received/to-delete/{id}';
  const statement: [string, unknown[]] = ['select fw.confirm_deleted($1) as done', [grant]];
  if (!(await asked(parts, worker, route, statement, 'referral.receive')))
    throw new Problem('not_found');
}
