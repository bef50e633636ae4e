/** What became of work that waits for a manager (design chapter 30, sections 5.5, 5.6): asked while a stub of it is here. */
import { BATCH_OPS, type Decided } from '../../../sync/wire.ts';
import type { Device, OutboxItem } from './device.ts';
import type { Answer, Contact, Wire } from './network.ts';
import type { WorkingSet } from './working-set.ts';

/** How often a manager's decisions are asked for while anything waits for one, ms. */
const DECIDED_EVERY = 60_000;

/** @returns what asks, unless it was asked a moment ago: admitted work has come in; of what was not taken, its maker reads that and why */
export function makeDecisions({
  device,
  set,
  wire,
  now,
  contact,
  heard,
  alone,
  isOpen,
}: {
  device: Device;
  set: WorkingSet;
  wire: Wire;
  now: () => number;
  contact: () => Contact;
  heard: (answer: Answer<unknown>, serverTime?: number) => Promise<boolean>;
  alone: (act: () => Promise<unknown>) => Promise<unknown>;
  isOpen: () => boolean;
}): (force: boolean) => Promise<void> {
  let decidedAt = -Infinity;
  return async (force) => {
    const stubs = device.items().filter(({ state: at }) => at === 'quarantined');
    if (!stubs.length || (!force && now() - decidedAt < DECIDED_EVERY)) return;
    decidedAt = now();
    const why = new Map<string, Decided>();
    for (let at = 0; at < stubs.length; at += BATCH_OPS) {
      const asked = stubs.slice(at, at + BATCH_OPS).map(({ op_id }) => op_id);
      const answer = await wire.decided(asked, contact());
      const told = answer.kind === 'ok' ? answer.value.server_time : undefined;
      if (!(await heard(answer, told)) || answer.kind !== 'ok') return;
      for (const one of answer.value.decided) why.set(one.op_id, one);
    }
    const put = stubs.flatMap((stub): OutboxItem[] => {
      const found = why.get(stub.op_id);
      return found?.decision === 'dropped'
        ? [{ ...stub, state: 'dropped', lastError: found.why ?? 'other' }]
        : [];
    });
    const remove = stubs.flatMap(({ op_id }) =>
      why.get(op_id)?.decision === 'admitted' ? [op_id] : [],
    );
    // The worker's own copies learn it first: what a cut leaves between is told again.
    await alone(() =>
      isOpen()
        ? set.settle(
            put.map(({ op_id, lastError }) => ({
              op_id,
              status: 'dropped' as const,
              ...(lastError ? { problem: lastError } : {}),
            })),
          )
        : Promise.resolve(),
    );
    if (put.length || remove.length) await device.write({ put, remove });
  };
}
