/** Making an act: stamped, checked, signed, sealed and kept before the screen hears of it (design chapter 30, section 5.3). */
import { faultsOfOperation } from '../../../desk/check-operation.ts';
import { readClock, tick } from '../../../desk/clock.ts';
import type { Operation } from '../../../desk/operation.ts';
import { SETTING_KINDS, settle } from '../../../sync/rules.ts';
import { compose } from './compose.ts';
import { DeskError, type EventParts, type Parts } from './desk.ts';
import type { Device, OutboxItem } from './device.ts';
import type { TicketBook } from './tickets.ts';
import type { OwnAct, WorkingSet } from './working-set.ts';

/** Seals an operation with its signature to the node: nobody here can open it again. */
export type Seal = (operation: Operation) => Promise<Uint8Array>;

export type Maker = {
  /** `replaces`: the refused act that this one takes the place of. */
  make(parts: Parts, more?: { replaces?: string; ticket?: TicketBook }): Promise<Operation>;
  /** Puts acts into the outbox that a cut left out of it. */
  mend(): Promise<void>;
};

export function makeMaker(given: {
  device: Device;
  set: WorkingSet;
  seal: Seal;
  owner: string;
  /** The worker's house. */
  org: string;
  now: () => number;
  nextId: (wall: number) => string;
}): Maker {
  const { device, set, seal, owner, org, now, nextId } = given;

  /** Never before anything that this device has made or seen. */
  function clockNow(wall: number): ReturnType<typeof readClock> {
    const { device_id, hlc, offset } = device.facts();
    const name = device_id.slice(0, 8);
    const seen = set.log.latestClock();
    const last = hlc && (!seen || hlc > seen) ? hlc : seen;
    const before = last ? { ...readClock(last), device: name } : { ms: 0, count: 0, device: name };
    return tick(before, wall + offset);
  }

  /**
   * An event that sets a value names the one that its maker saw, so that only what was not seen stands beside it. What stood beside is
   * settled by it: asked again, and answered.
   */
  function linked(parts: Parts, visit: string | undefined): Parts {
    const events = parts.events.flatMap((event): EventParts[] => {
      const home = event.visit_id ?? visit;
      if (event.supersedes || !home || !SETTING_KINDS.includes(event.kind)) return [event];
      const standing = settle(set.log.ofVisit(home), event.kind);
      if (!standing) return [event];
      const settled = standing.beside.map(({ event_id }) => ({
        kind: 'corrected' as const,
        visit_id: home,
        supersedes: event_id,
        body: { why: 'person_asked' },
      }));
      return [{ ...event, supersedes: standing.shown.event_id }, ...settled];
    });
    return { ...parts, events };
  }

  async function put(act: OwnAct, operation: Operation, ticket?: TicketBook): Promise<void> {
    const sealed = await seal(operation);
    await set.keepAct(act, act.replaces ? [act.replaces] : []);
    const item: OutboxItem = {
      op_id: operation.op_id,
      device_id: operation.device_id,
      device_seq: operation.device_seq,
      hlc: operation.hlc,
      made_at: act.made_at,
      sealed,
      owner,
      org,
      state: 'waiting',
      forManager: false,
      tries: 0,
      lastError: null,
    };
    const facts = device.facts();
    const { device_seq, op_id, hlc } = operation;
    await device.write({
      put: [item],
      ...(act.replaces ? { remove: [act.replaces] } : {}),
      number: { device_seq, op_id },
      facts: {
        seq: Math.max(facts.seq, device_seq),
        hlc: facts.hlc && facts.hlc > hlc ? facts.hlc : hlc,
        ...(ticket ? { ticket } : {}),
      },
    });
  }

  return {
    async make(parts, { replaces, ticket } = {}) {
      const wall = now();
      const { device_id, seq, offset } = device.facts();
      const before = replaces ? set.acts().get(replaces)?.operation : undefined;
      const visit = before?.events.find(({ kind }) => kind === 'visit_opened')?.visit_id;
      const operation = compose(linked(parts, visit), {
        op_id: nextId(wall),
        device_id,
        device_seq: seq + 1,
        clock: clockNow(wall),
        wall,
        nextId: () => nextId(wall),
        ...(visit ? { visit } : {}),
        ...(before?.events[0] ? { at: before.events[0].at } : {}),
      });
      const [fault] = faultsOfOperation(operation);
      if (fault) throw new DeskError('invalid', `${fault.field}: ${fault.expected}`);
      const act: OwnAct = {
        op_id: operation.op_id,
        operation,
        device_seq: operation.device_seq,
        made_at: wall,
        offset,
        status: 'waiting',
        ...(replaces ? { replaces } : {}),
      };
      try {
        await put(act, operation, ticket);
      } catch (error) {
        // Half kept is not kept: what the screen was not told of must not appear later.
        if (error instanceof DeskError && set.acts().has(act.op_id))
          await set.dropActs([act.op_id]);
        throw error;
      }
      return operation;
    },
    async mend() {
      const there = new Map(device.items().map((item) => [item.op_id, item]));
      for (const act of set.acts().values()) {
        const { operation } = act;
        const item = there.get(act.op_id);
        if (item && item.state !== act.status && act.status !== 'accepted') {
          // Its standing changed while a colleague was signed in.
          const problem = item.lastError ? { problem: item.lastError } : {};
          await set.settle([{ op_id: act.op_id, status: item.state, ...problem }]);
        }
        if (act.status !== 'waiting' || item) continue;
        if ((await device.numberOf(act.device_seq)) === act.op_id) {
          // It was in the outbox and has left it, with a receipt, while a colleague was signed in.
          await set.settle([{ op_id: act.op_id, status: 'accepted' }]);
        } else if (operation) {
          const taken = (await device.numberOf(act.device_seq)) !== undefined;
          const device_seq = taken ? device.facts().seq + 1 : act.device_seq;
          const again = { ...operation, device_seq };
          await put({ ...act, operation: again, device_seq }, again);
        } else await set.dropActs([act.op_id]);
      }
    },
  };
}
