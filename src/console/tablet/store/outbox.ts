/**
 * Sending what waits (design chapter 30, section 5.3): whoever made it, in any order, again and again until the server has said
 * what became of it. Nothing leaves without a receipt for its number.
 */
import type { Verdict } from '../../../desk/operation.ts';
import { backOff, batchesOf } from '../../../sync/batches.ts';
import { fateOf } from '../../../sync/rules.ts';
import { BATCH_OPS, type OpsAnswer, type SealedItem } from '../../../sync/wire.ts';
import type { Device, OutboxItem } from './device.ts';
import { base64url, fromBase64url } from './ids.ts';
import { type HouseWire, isOfHouse } from './house.ts';
import type { Answer, Contact, Wire } from './network.ts';

export type Receipt = {
  op_id: string;
  fate: ReturnType<typeof fateOf>;
  problem?: string;
  detail?: string;
};
/** Runs before anything leaves: the worker's own copies learn it first, so that a cut between repeats and loses nothing. */
export type OnReceipts = (receipts: readonly Receipt[]) => Promise<void>;

export type SendResult = Answer<{ server_time: number } | undefined>['kind'];

export type Outbox = {
  /** Sends all that is due. `force`: also what was asked to rest. */
  send(
    contact: () => Contact,
    force?: boolean,
  ): Promise<Answer<{ server_time: number } | undefined>>;
  /** Ms since 1970 before which the next try is of no use. */
  nextTry(): number;
  isSending(op_id: string): boolean;
};

const TRIES_WITHOUT_RECEIPT = 5;
/** So many single operations over which the server breaks, one after the other, mean that it is the server. */
const STRIKES = 3;

export function makeOutbox(
  device: Device,
  wire: Wire & Partial<Pick<HouseWire, 'house'>>,
  world: { now(): number; chance(): number },
  onReceipts: OnReceipts,
): Outbox {
  let failures = 0;
  let next = 0;
  const sending = new Set<string>();
  /** Items that the server broke over, and when to try them again. */
  const resting = new Map<string, { tries: number; until: number }>();

  function rest({ op_id }: OutboxItem): number {
    const tries = (resting.get(op_id)?.tries ?? 0) + 1;
    resting.set(op_id, { tries, until: world.now() + backOff(tries, world.chance()) });
    return tries;
  }

  async function settle(batch: readonly OutboxItem[], answer: OpsAnswer): Promise<void> {
    const put: OutboxItem[] = [];
    const remove: string[] = [];
    const receipts: Receipt[] = [];
    const verdicts = verdictsOf(batch, answer);
    for (const item of batch) {
      const verdict = verdicts.get(item.op_id);
      if (!verdict) {
        const tries = rest(item);
        if (tries >= TRIES_WITHOUT_RECEIPT) put.push(lookAt(item, 'no_receipt'));
        continue;
      }
      resting.delete(item.op_id);
      const fate = fateOf(verdict);
      const { problem, detail } = verdict;
      receipts.push({
        op_id: item.op_id,
        fate,
        ...(problem ? { problem } : {}),
        ...(detail ? { detail } : {}),
      });
      if (fate === 'accepted') remove.push(item.op_id);
      else if (fate === 'needs_look') put.push(lookAt(item, problem ?? 'refused'));
      else
        put.push({
          ...item,
          sealed: new Uint8Array(0),
          state: 'quarantined',
          lastError: problem ?? null,
        });
    }
    await onReceipts(receipts);
    if (put.length || remove.length) await device.write({ put, remove });
  }

  /** Without those that were refused because another house has signed in meanwhile: that says nothing of them. */
  async function judged(
    batch: readonly OutboxItem[],
    answer: OpsAnswer,
    contact: Contact,
  ): Promise<readonly OutboxItem[]> {
    const verdicts = verdictsOf(batch, answer);
    const isDoubtful = ({ op_id, org }: OutboxItem): boolean =>
      org !== undefined && verdicts.get(op_id)?.problem === 'not_allowed';
    if (!batch.some(isDoubtful)) return batch;
    const house = await wire.house?.(contact, true);
    // Nobody says whose sign-in it was: asked once more when the line is back.
    if (house && endsSending(house)) return batch.filter((item) => !isDoubtful(item));
    const org = house?.kind === 'ok' ? house.value : undefined;
    return batch.filter((item) => !isDoubtful(item) || isOfHouse(org, item));
  }

  async function send(
    contact: () => Contact,
    force: boolean,
  ): Promise<Answer<{ server_time: number } | undefined>> {
    const now = world.now();
    let queue = device
      .items()
      .filter(
        ({ op_id, state }) =>
          state === 'waiting' && (force || (resting.get(op_id)?.until ?? 0) <= now),
      );
    if (queue.some(({ org }) => org !== undefined)) {
      const house = await wire.house?.(contact());
      if (house && endsSending(house) && house.kind !== 'no-role') return house;
      const org = house?.kind === 'ok' ? house.value : undefined;
      queue = queue.filter((item) => isOfHouse(org, item));
    }
    let most = BATCH_OPS;
    let strikes = 0;
    let value: { server_time: number } | undefined;
    while (queue.length) {
      const [batch = []] = batchesOf(queue, bytesOf, { most });
      for (const { op_id } of batch) sending.add(op_id);
      const answer = await wire.ops(batch.map(onTheLine), contact());
      for (const { op_id } of batch) sending.delete(op_id);
      if (answer.kind === 'ok') {
        strikes = 0;
        value = { server_time: answer.value.server_time };
        await settle(await judged(batch, answer.value, contact()), answer.value);
        queue = queue.slice(batch.length);
        most = Math.min(BATCH_OPS, most * 4);
      } else if (answer.kind !== 'bad' && answer.kind !== 'broken') return answer;
      else if (batch.length > 1) most = Math.ceil(batch.length / 2);
      else {
        const [item] = batch as [OutboxItem];
        if (answer.kind === 'bad') await device.write({ put: [lookAt(item, answer.problem)] });
        else {
          rest(item);
          strikes++;
          if (strikes >= STRIKES && !value) return answer;
        }
        queue = queue.slice(1);
      }
    }
    return { kind: 'ok', value };
  }

  return {
    async send(contact, force = false) {
      if (!force && world.now() < next) return { kind: 'later', wait: next - world.now() };
      const answer = await send(contact, force);
      failures = answer.kind === 'ok' ? 0 : failures + 1;
      const wait = backOff(failures, world.chance());
      next = world.now() + Math.max(wait, answer.kind === 'later' ? answer.wait : 0);
      return answer;
    },
    nextTry: () => next,
    isSending: (op_id) => sending.has(op_id),
  };
}

type NoAnswer = Exclude<Answer<string>, { kind: 'ok' | 'bad' | 'broken' }>;

/** Sending would be told the same as this question; whoever only broke over it, or lets her begin nothing here, may take what waits. */
const endsSending = (house: Answer<string>): house is NoAnswer =>
  !['ok', 'bad', 'broken'].includes(house.kind);

const lookAt = (item: OutboxItem, problem: string): OutboxItem => ({
  ...item,
  state: 'needs_look',
  forManager: false,
  lastError: problem,
  tries: item.tries + 1,
});

/** Base64url and what stands around it. */
const bytesOf = ({ sealed }: OutboxItem): number => Math.ceil((sealed.length * 4) / 3) + 40;

const onTheLine = ({ sealed, forManager }: OutboxItem): SealedItem => ({
  sealed: base64url(sealed),
  ...(forManager ? { for_manager: true as const } : {}),
});

/** By number; for what the server could not even open, by place. */
function verdictsOf(
  batch: readonly OutboxItem[],
  { verdicts }: OpsAnswer,
): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>();
  const asked = new Set(batch.map(({ op_id }) => op_id));
  verdicts.forEach((verdict, at) => {
    if (asked.has(verdict.op_id)) found.set(verdict.op_id, verdict);
    else if (verdict.result === 'refused' && verdicts.length === batch.length) {
      const item = batch[at];
      if (item && !found.has(item.op_id)) found.set(item.op_id, { ...verdict, op_id: item.op_id });
    }
  });
  return found;
}

const FORMAT = 'wayhouse outbox';

/** Sealed operations as a file: whoever finds it reads how many there are and when they were made. */
export function outboxFile(items: readonly OutboxItem[]): string {
  return JSON.stringify({
    format: FORMAT,
    v: 1,
    items: items
      .filter(({ sealed }) => sealed.length)
      .map(({ op_id, device_id, device_seq, hlc, made_at, sealed }) => ({
        op_id,
        device_id,
        device_seq,
        hlc,
        made_at,
        sealed: base64url(sealed),
      })),
  });
}

/** @returns the items of such a file, or undefined when it is none */
export function readOutboxFile(text: string): OutboxItem[] | undefined {
  try {
    const file = JSON.parse(text) as { format?: unknown; items?: unknown };
    if (file.format !== FORMAT || !Array.isArray(file.items)) return undefined;
    return (file.items as Record<string, unknown>[]).map((item) => ({
      op_id: String(item['op_id']),
      device_id: String(item['device_id']),
      device_seq: Number(item['device_seq']),
      hlc: String(item['hlc']),
      made_at: Number(item['made_at']),
      sealed: fromBase64url(String(item['sealed'])),
      owner: '',
      state: 'waiting' as const,
      forManager: false,
      tries: 0,
      lastError: null,
    }));
  } catch {
    return undefined;
  }
}
