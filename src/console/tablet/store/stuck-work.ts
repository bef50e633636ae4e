/** What can be done about work that does not go by itself: mending, sending again, a manager, a file (design chapter 30, section 5.3). */
import { type Desk, DeskError } from './desk.ts';
import { type Device, isInHandsOf } from './device.ts';
import { isOfHouse } from './house.ts';
import { outboxFile, readOutboxFile } from './outbox.ts';
import type { WorkingSet } from './working-set.ts';

type StuckWork = Pick<
  Desk,
  'fix' | 'sendAgain' | 'giveToManager' | 'dismiss' | 'saveAsFile' | 'importFile'
>;

export function makeStuckWork({
  device,
  set,
  owner,
  org,
  perform,
  alone,
  mustBeOpen,
  changed,
  sync,
}: {
  device: Device;
  set: WorkingSet;
  /** The worker, as this device's digest. */
  owner: string;
  /** Her house. */
  org: string;
  perform: (
    ...given: [...Parameters<Desk['perform']>, { replaces: string }]
  ) => ReturnType<Desk['perform']>;
  alone: (act: () => Promise<unknown>) => Promise<unknown>;
  /** @throws DeskError `locked` */
  mustBeOpen: () => void;
  changed: () => void;
  sync: (force: boolean) => Promise<void>;
}): StuckWork {
  /** Puts a stuck item back into the row. */
  const again = async (op_id: string, forManager: boolean): Promise<void> => {
    mustBeOpen();
    const item = device.items().find((one) => one.op_id === op_id && isInHandsOf(owner, one));
    if (!item || item.state !== 'needs_look')
      throw new DeskError('unknown-act', 'Nothing of this number needs a look.');
    await alone(() => set.settle([{ op_id, status: 'waiting' }]));
    await device.write({ put: [{ ...item, state: 'waiting', forManager, lastError: null }] });
    changed();
    await sync(true);
  };
  return {
    async fix(op_id, parts) {
      const act = set.acts().get(op_id);
      if (!act?.operation || !['needs_look', 'dropped'].includes(act.status))
        throw new DeskError('unknown-act', 'Nothing of this number needs a look.');
      return await perform(parts, { replaces: op_id });
    },
    sendAgain: (op_id) => again(op_id, false),
    giveToManager: (op_id) => again(op_id, true),
    async dismiss(op_id) {
      mustBeOpen();
      const item = device.items().find((one) => one.op_id === op_id && isInHandsOf(owner, one));
      if (item?.state !== 'dropped')
        throw new DeskError('unknown-act', 'Nothing of this number needs a look.');
      await alone(() => set.dropActs([op_id]));
      await device.write({ remove: [op_id] });
      changed();
    },
    saveAsFile(op_id) {
      const items = device
        .items()
        .filter((item) => (op_id === undefined ? isOfHouse(org, item) : item.op_id === op_id));
      return Promise.resolve(new Blob([outboxFile(items)], { type: 'application/json' }));
    },
    async importFile(file) {
      const items = readOutboxFile(await file.text());
      if (!items) throw new DeskError('invalid', 'This file holds no sealed acts.');
      const here = new Set(device.items().map((item) => item.op_id));
      const fresh = items.filter((item) => !here.has(item.op_id));
      if (fresh.length) await device.write({ put: fresh });
      changed();
      return fresh.length;
    },
  };
}
