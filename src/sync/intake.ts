/**
 * Batches of operations from a device (design chapter 30, sections 5.3, 5.4, 8): each is judged by itself, a bad one never
 * holds up its neighbours, and everything that was answered was committed before.
 */
import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import type { Operation, Verdict } from '../desk/operation.ts';
import { actAs, type Firewall, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { applyOperation, type Author } from './apply.ts';
import { atDesk, type DeviceReport, type KnownDevices, type Permit } from './known-devices.ts';
import type { Intake } from './node-keys.ts';
import type { NodeSecret } from '../firewall/index.ts';
import { clockDoubt, permitCovers } from './rules.ts';
import { verifyOperation } from './signature.ts';
import { BATCH_OPS, isRecord, type SealedItem, type SignedOperation } from './wire.ts';

/** Operations sealed to the intake key (age files, base64url), or as they are: for programs that need no outbox. */
export const OpsInput = Type.Object(
  {
    ops: Type.Array(
      Type.Union([
        Type.Object(
          {
            sealed: Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 400_000 }),
            for_manager: Type.Optional(Type.Literal(true)),
          },
          { additionalProperties: false },
        ),
        Type.Object({ op: Type.Unknown() }, { additionalProperties: false }),
      ]),
      { minItems: 1, maxItems: BATCH_OPS },
    ),
  },
  { additionalProperties: false },
);
export type OpsInput = { ops: (SealedItem | { op: unknown })[] };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export type IntakeParts = {
  firewall: Firewall;
  intake: Intake;
  secret: NodeSecret;
  now: () => number;
  known: KnownDevices;
};

/** How many of one batch are under way at once. */
const AT_ONCE = 4;

/**
 * @returns one verdict for each operation, in order. Unreadable ones are told as refused, named by their bytes.
 * @throws `gone` when the device was taken out of use; `unavailable` and the like, after which the batch is sent again:
 * what was committed before is answered as a repeat.
 */
export async function takeIn(
  parts: IntakeParts,
  carrier: Worker,
  input: OpsInput,
  report?: DeviceReport,
): Promise<Verdict[]> {
  if (report && (await parts.known.report(carrier, report)) === 'revoked')
    throw new Problem('gone', { detail: 'This device was taken out of use.' });
  const offset = report?.clock ? parts.now() - report.clock : 0;
  const verdicts: Verdict[] = [];
  const waiting = [...input.ops.entries()];
  const next = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const [at, item] = one;
      verdicts[at] = await takeOne(parts, carrier, {
        item,
        device: report?.device,
        offset,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return verdicts;
}

type Item = {
  item: OpsInput['ops'][number];
  device: string | undefined;
  offset: number;
};

async function takeOne(
  parts: IntakeParts,
  carrier: Worker,
  { item, device, offset }: Item,
): Promise<Verdict> {
  if ('op' in item) {
    const made = (item.op as { device_id?: unknown } | null)?.device_id;
    const author = { worker: carrier.actor, device: device ?? String(made) };
    return applyOperation({ ...parts, carrier, author, offset }, item.op);
  }
  const bytes = Buffer.from(item.sealed, 'base64url');
  const plain = await parts.intake.open(bytes);
  const signed = plain ? readSigned(plain) : undefined;
  if (!signed) {
    const op_id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
    const detail = 'This cannot be opened here. Keep it, and save it as a file.';
    return { op_id, result: 'refused', problem: 'not_readable', detail };
  }
  let permit: Permit | undefined;
  const verified = await verifyOperation(signed, async (key) => {
    permit = await parts.known.permit(carrier, key);
    return permit !== undefined;
  });
  const op_id = signed.op_id.slice(0, 36);
  if (!permit || !verified) {
    const detail = 'Nobody of this organisation has signed this.';
    return { op_id, result: 'refused', problem: 'not_allowed', detail };
  }
  const op = verified.operation;
  const author: Author = { worker: permit.worker, device: permit.device };
  const own = author.device === device;
  const reason = await doubtOf(parts, carrier, { op, permit, offset: own ? offset : 0 });
  const held = { op, op_id, author, bytes };
  // What has no number or no point of its own can be kept for nobody: its faults are told instead.
  if ((reason ?? item.for_manager) && [op.op_id, op.point_id].every((id) => UUID.test(id)))
    return hold(parts, carrier, { ...held, reason: reason ?? 'asked_for' });
  const taking = { ...parts, carrier, author, offset: own ? offset : 0 };
  const verdict = await applyOperation(taking, op);
  // What its author was allowed and the carrier is not: a manager, who is, admits it.
  return verdict.problem === 'not_allowed' && author.worker !== carrier.actor
    ? hold(parts, carrier, { ...held, reason: 'role_lapsed' })
    : verdict;
}

/** Why a manager has to look at it first (5.4, 5.6); undefined when nobody has to. */
async function doubtOf(
  { known, now }: IntakeParts,
  carrier: Worker,
  { op, permit, offset }: { op: Operation; permit: Permit; offset: number },
): Promise<string | undefined> {
  const made = Date.parse(op.made_at) + offset;
  if (permit.device !== op.device_id) return 'device_revoked';
  if ((await known.device(carrier, permit.device)) !== 'live') return 'device_revoked';
  if (!permitCovers(permit, made) || !permit.purposes.includes(op.purpose)) return 'role_lapsed';
  if (permit.points.length && !permit.points.includes(op.point_id)) return 'role_lapsed';
  return clockDoubt(made, now()) ? 'clock_doubt' : undefined;
}

function readSigned(plain: Buffer): SignedOperation | undefined {
  try {
    const found: unknown = JSON.parse(plain.toString());
    return isRecord(found) &&
      typeof found['session_sig'] === 'string' &&
      typeof found['op_id'] === 'string'
      ? (found as SignedOperation)
      : undefined;
  } catch {
    return undefined;
  }
}

type Held = { op: Operation; op_id: string; author: Author; reason: string; bytes: Buffer };

/** Keeps for a manager what cannot be taken as it is: as it came, sealed. Told twice, it is kept once. */
function hold(
  { firewall }: IntakeParts,
  carrier: Worker,
  { op, op_id, author, reason, bytes }: Held,
): Promise<Verdict> {
  const { point_id: point } = op;
  return actAs(firewall, atDesk(carrier, 'POST /api/desk/ops'), async (tx) => {
    await tx.query(
      `insert into sync.held (op_id, org_id, purpose_id, point_id, worker_id, device_id, reason, sealed)
         values ($1, $2, 'desk.visit', $3, $4, $5, $6, $7) on conflict (op_id) do nothing`,
      [op_id, carrier.org, point, author.worker, author.device, reason, bytes],
    );
    await tx.query('select fw.note($1, $2)', ['op.held', { op: op_id, reason }]);
    return {
      op_id,
      result: 'quarantined',
      problem: reason,
      detail: 'A manager decides about it. It is not lost.',
    } as const;
  });
}
