/** The state that screens show, read from the device, the worker's acts and the last answers. Pure. */
import type { DeskState, DeskWorker, RoleKey, StuckAction, StuckItem } from './desk.ts';
import type { DeskStart } from '../../../sync/wire.ts';
import { type DeviceFacts, hasOthers, isInHandsOf, isUnsent, type OutboxItem } from './device.ts';
import { isOfHouse } from './house.ts';
import type { OwnAct } from './working-set.ts';

/** What only this opening of the desk knows. */
export type Live = Pick<
  DeskState,
  'online' | 'storage' | 'cover' | 'tooOld' | 'signedOut' | 'noRole'
>;

export function deskState(given: {
  worker: DeskWorker;
  start: DeskStart;
  /** Where this tablet stands. */
  point: string | undefined;
  facts: DeviceFacts;
  items: readonly OutboxItem[];
  acts: ReadonlyMap<string, OwnAct>;
  owner: string;
  live: Live;
}): DeskState {
  const { worker, start, point, facts, items, acts, owner, live } = given;
  const ours = items.filter((item) => isOfHouse(worker.org, item));
  const unsent = ours.filter(isUnsent);
  const own = unsent.filter((item) => item.owner === owner);
  // What came by a file and needs a look is in her list.
  const others = unsent.filter(
    (item) => item.owner !== owner && (item.owner !== '' || item.state === 'waiting'),
  );
  const stuck = ours.filter((item) => isInHandsOf(owner, item) && item.state !== 'waiting');
  return {
    worker,
    device_id: facts.device_id,
    shared: facts.shared ?? true,
    alone: facts.workers.length < 2 && !hasOthers(items, owner),
    points: start.points.toSorted(
      (a, b) => Number(b.point_id === point) - Number(a.point_id === point),
    ),
    pointChosen: start.points.length < 2 || facts.point === point,
    rules: start.rules,
    permits: start.permits,
    role_keys: (start.role_keys ?? []).filter(isRoleKey),
    lease_until: start.lease_until,
    ...live,
    waiting: own.length,
    oldest_ms: oldest(own),
    needsLook: stuck.map((item) => stuckItem(item, acts.get(item.op_id))),
    lastContact: facts.lastContact,
    others: { count: others.length, oldest_ms: oldest(others) },
  };
}

/** A compartment that this app does not know is left alone. */
const isRoleKey = (key: { compartment: string }): key is RoleKey =>
  key.compartment === 'child' || key.compartment === 'survivor';

/** What can be done about it; what the server keeps for a manager asks nothing of anybody here. */
function actionsOf({ state, lastError }: OutboxItem, isReadable: boolean): StuckAction[] {
  const fix = isReadable ? (['fix'] as const) : [];
  if (state === 'quarantined') return [];
  if (state === 'dropped') return [...(lastError === 'make_anew' ? fix : []), 'dismiss'];
  return [...fix, 'sendAgain', 'giveToManager', 'saveAsFile'];
}

function stuckItem(item: OutboxItem, act: OwnAct | undefined): StuckItem {
  const { state } = item;
  const readable = act?.operation ?? null;
  return {
    op_id: item.op_id,
    made_at: item.made_at,
    state: state === 'waiting' ? 'needs_look' : state,
    reason: item.lastError ?? 'refused',
    ...(act?.detail ? { detail: act.detail } : {}),
    kinds: readable ? readable.events.map(({ kind }) => kind) : [],
    actions: actionsOf(item, readable !== null),
  };
}

/** Items are in the order in which they were made. */
const oldest = (items: readonly OutboxItem[]): number | null => items[0]?.made_at ?? null;
