/**
 * Obeying an order to forget (design chapter 30, section 5.6). What this browser keeps for the house that gave it goes; what it keeps
 * for another house stays whole, and so does the app, without which that one could not open. What is sealed stays for all of them.
 */
import { isOrderFor } from '../../../sync/wipe-order.ts';
import type { DeskStart, WipeOrder } from '../../../sync/wire.ts';
import type { Device, OutboxItem } from './device.ts';
import type { WorkerStores } from './worker-store.ts';

type Order = WipeOrder['wipe'];

/** `in part`: the desk of another house goes on here. `none`: it is not for this tablet, or not of its own node. */
export type Obeyed = 'none' | 'in part' | 'whole';

/** Whether an order is that of this house; one that names none is of everybody, and what is of no known house is anybody's. */
export const isMeant = ({ houses }: Order, org: string | undefined): boolean =>
  houses === undefined || org === undefined || houses.includes(org);

export const isOurs = (order: Order, device: Device): Promise<boolean> => {
  const { device_id, nodeKey = null } = device.facts();
  return isOrderFor(order, { device_id, nodeKey });
};

/**
 * The same order, given again, finds nothing of its house and changes nothing.
 * @param here the house of whoever is signed in meanwhile: the tablet goes on for that one, also when nothing is kept for it yet
 */
export async function obey(
  order: Order,
  device: Device,
  stores: WorkerStores,
  forgetApp: () => Promise<void>,
  here?: string,
): Promise<Obeyed> {
  if (!(await isOurs(order, device))) return 'none';
  for (const name of device.facts().workers)
    if (isMeant(order, stores.houseOf(name))) await stores.remove(name);
  const [left] = device.facts().workers;
  const { house } = device.facts();
  const facts = { stopped: order.houses };
  if (here !== undefined && !isMeant(order, here)) {
    await device.write({ facts: { ...facts, house: here } });
    return 'in part';
  }
  if (left !== undefined || !isMeant(order, house)) {
    const next = left !== undefined && isMeant(order, house) ? stores.houseOf(left) : house;
    await device.write({ facts: { ...facts, house: next } });
    return 'in part';
  }
  await device.write({ facts });
  await forgetApp();
  return 'whole';
}

/** The order of other houses in the answer to somebody who is signed in for none of them. */
export const orderBeside = ({ wipe, worker }: DeskStart): Order | undefined =>
  wipe && !isMeant(wipe, worker.org) ? wipe : undefined;

/** Obeys it before anything of hers is opened. */
export async function heed(
  start: DeskStart,
  device: Device,
  stores: WorkerStores,
  forgetApp: () => Promise<void>,
): Promise<void> {
  const order = orderBeside(start);
  if (!order) return;
  const { account, org } = start.worker;
  const name = await stores.nameOf(account);
  // Of a store of before it may not be known yet whose it is.
  if (stores.has(name)) await stores.setHouse(name, org);
  await obey(order, device, stores, forgetApp, org);
}

/** Whether it is of a house that took this tablet out of use, as far as that is known. */
export const isOfStopped = (device: Device, { org }: OutboxItem): boolean => {
  const { stopped } = device.facts();
  return stopped === undefined || org === undefined || stopped.includes(org);
};
