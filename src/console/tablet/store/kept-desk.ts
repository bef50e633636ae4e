/** The desk of one worker on one tablet: what she sees, what she does, and its way to the server. */
import type { DeskEvent, Operation } from '../../../desk/operation.ts';
import type { DeskStart, WipeOrder } from '../../../sync/wire.ts';
import { undoing } from './compose.ts';
import { type Desk, DeskError, type DeskState, type Parts } from './desk.ts';
import { deskState, type Live } from './desk-state.ts';
import type { KeptDeskSetting } from './desk-setting.ts';
import { makeDecisions } from './decisions.ts';
import { isUnsent, learnedFrom, serverNow } from './device.ts';
import { isMeant, isOurs, orderBeside } from './forgetting.ts';
import { makeHere } from './here.ts';
import { houseWire, isOfHouse } from './house.ts';
import { inTurn, oneAtATime } from './in-turn.ts';
import { type Maker, makeMaker } from './making.ts';
import type { Answer, Contact } from './network.ts';
import { makeOutbox } from './outbox.ts';
import { makePulling } from './pulling.ts';
import { makeShift } from './shift.ts';
import { makeStuckWork } from './stuck-work.ts';
import { isFull } from './storage.ts';
import { slotAt, type TicketBook, ticketOf } from './tickets.ts';

const TIGHT = 0.8;
const FULL = 0.97;
const COVER_TRIES = 5;

export type KeptDesk = Desk & {
  /** As `sync`, but leaves alone what was asked to rest; ends the lease when its time has come. */
  tick(): Promise<void>;
};

export async function makeKeptDesk(setting: KeptDeskSetting): Promise<KeptDesk> {
  const { device, set, owner, now, dayOf, chance } = setting;
  const wire = houseWire(setting.wire, setting.signedIn);
  const live: Live = {
    online: 'unknown',
    storage: 'fine',
    cover: 'open',
    tooOld: false,
    signedOut: false,
    noRole: false,
  };
  let coverTries = 0;
  /** With those that were given out and are not in a kept act yet. */
  let ticket: TicketBook | null = device.facts().ticket;
  const made = new Map<string, Operation>();
  const shift = makeShift(setting, live);
  const { worker } = setting.start;
  const listeners = new Set<() => void>();
  let state: DeskState | undefined;

  const changed = (): void => {
    state = undefined;
    for (const listener of listeners) listener();
  };
  const contact = (): Contact => {
    const house = wire.org() ?? worker.org;
    const waiting = device.items().filter((item) => isUnsent(item) && isOfHouse(house, item));
    return {
      device_id: device.facts().device_id,
      shared: device.facts().shared,
      clock: now(),
      point: shift.point(),
      waiting: waiting.length,
      oldest: waiting[0]?.made_at ?? null,
      seq: device.facts().seq,
    };
  };
  const maker: Maker = makeMaker({
    device,
    set,
    seal: (operation) =>
      setting.seal(shift.start().intake_key.recipient, shift.session().key)(operation),
    owner,
    org: worker.org,
    now,
    nextId: setting.nextId,
  });
  const alone = inTurn((act: () => Promise<unknown>) => act());
  const outbox = makeOutbox(device, wire, { now, chance }, (receipts) =>
    alone(async () => {
      // Behind a closed desk the items leave all the same; what is readable learns it when it is opened.
      if (!isOpen()) return;
      await set.settle(
        receipts.map(({ op_id, fate, problem, detail }) => ({
          op_id,
          status: fate,
          ...(problem ? { problem } : {}),
          ...(detail ? { detail } : {}),
        })),
      );
    }).then(() => undefined),
  );

  const isOpen = (): boolean => live.cover === 'open' || live.cover === 'covered';
  const locked = (): Promise<never> =>
    Promise.reject(new DeskError('locked', 'The desk is not open.'));
  function mustBeOpen(): void {
    if (live.cover !== 'open') throw new DeskError('locked', 'The desk is not open.');
  }

  /** The browser refused to keep something: what it says of its space is not believed until it keeps something again. */
  let refused = false;
  const full = (): void => {
    refused = true;
    live.storage = 'full';
  };
  /** A browser without space ends the work by this, and nothing else: what was not kept comes again. */
  const unlessFull = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!isFull(error)) throw error;
      full();
    });
  async function lookAtSpace(): Promise<void> {
    if (refused) {
      await device.write({ facts: {} });
      refused = false;
    }
    const space = await device.storage.space();
    const part = space ? space.used / space.quota : 0;
    live.storage = part >= FULL ? 'full' : part >= TIGHT ? 'tight' : 'fine';
  }

  /** What an answer says of the line, and whether to go on. */
  async function heard(answer: Answer<unknown>, serverTime?: number): Promise<boolean> {
    live.online = answer.kind === 'offline' ? 'no' : 'yes';
    if (answer.kind !== 'offline') {
      const wall = now();
      await unlessFull(
        device.write({
          facts: {
            lastContact: wall,
            ...(serverTime === undefined
              ? {}
              : learnedFrom({ ...device.facts(), ticket }, serverTime, wall, dayOf)),
          },
        }),
      );
      // Without the server's time nothing was learned of tickets: one that is just being given out must not be forgotten.
      if (serverTime !== undefined) ({ ticket } = device.facts());
    }
    if (answer.kind === 'ok') {
      live.signedOut = false;
      live.tooOld = false;
      live.noRole = false;
    }
    if (answer.kind === 'signed-out') {
      live.signedOut = true;
      // With its own secret it is told when it was taken out of use.
      shift.askAnew();
    }
    if (answer.kind === 'no-role') live.noRole = true;
    if (answer.kind === 'too-old') live.tooOld = true;
    if (answer.kind === 'revoked') {
      // Somebody else's word is no answer of this house.
      if (!(await isOurs(answer.order, device))) live.online = 'no';
      else if (isMeant(answer.order, worker.org)) await wipe(answer.order);
      else {
        // The other house's tablet was lost: nobody of this one is signed in.
        await setting.obey(answer.order);
        live.signedOut = true;
        shift.askAnew();
      }
    }
    return answer.kind === 'ok' && isOpen();
  }

  async function wipe(order: WipeOrder['wipe'], here?: string): Promise<void> {
    close('wiped');
    await setting.obey(order, here);
  }

  /** Another house lost this tablet: what is kept for it goes, while whoever is signed in works on. */
  async function ordered(told: DeskStart): Promise<void> {
    const order = orderBeside(told);
    if (!order || !(await isOurs(order, device))) return;
    const { org } = told.worker;
    // Somebody else may have come in from this browser while her desk was open.
    await (isMeant(order, worker.org) ? wipe(order, org) : setting.obey(order, org));
  }

  function close(as: DeskState['cover']): void {
    if (!isOpen()) return;
    live.cover = as;
    made.clear();
    set.close();
    setting.closed();
    changed();
  }

  const decisions = makeDecisions({ device, set, wire, now, contact, heard, alone, isOpen });

  const pull = makePulling({
    device,
    set,
    wire,
    point: shift.point,
    contact,
    heard,
    alone,
    isOpen,
    changed,
  });

  async function round(force: boolean): Promise<void> {
    if (!isOpen()) return;
    try {
      await unlessFull(lookAtSpace());
      await unlessFull(exchange(force));
    } finally {
      changed();
    }
  }
  async function exchange(force: boolean): Promise<void> {
    if (shift.isOver()) shift.askAnew();
    // Nothing of an earlier sign-in or of a colleague waits for this one's rights: the outbox goes first.
    const sent = await outbox.send(contact, force);
    // With nothing to send, or when it was put off by ourselves, nobody was asked.
    if (sent.kind === 'ok' ? sent.value : sent.kind !== 'later' || force)
      await heard(sent, sent.kind === 'ok' ? sent.value?.server_time : undefined);
    if (isOpen() && (await shift.renew({ wire, contact, heard, ordered, alone, isOpen, force }))) {
      await decisions(force);
      await pull();
    }
    if (isOpen() && shift.isOver()) await endLease();
  }
  const sync = oneAtATime(round);

  /** Too long without a contact: what is readable goes, what is sealed stays. */
  async function endLease(): Promise<void> {
    close('locked');
    await setting.forgetWorker();
  }

  const perform = (parts: Parts, more?: { replaces?: string }): Promise<Operation> =>
    alone(async () => {
      mustBeOpen();
      if (shift.isOver())
        throw new DeskError('lease-ended', 'This tablet was too long without a contact.');
      const opens = parts.events.find(({ kind }) => kind === 'visit_opened');
      if (live.storage === 'full' && opens)
        throw new DeskError('storage-full', 'The device has no more space.');
      const given = opens?.body['ticket_number'] !== undefined && ticket ? { ticket } : {};
      try {
        const operation = await maker.make(parts, { ...more, ...given });
        made.set(operation.op_id, operation);
        changed();
        return operation;
      } catch (error) {
        if (isFull(error)) {
          full();
          changed();
        }
        throw error;
      }
    }) as Promise<Operation>;

  const known = (op_id: string): Operation | undefined =>
    made.get(op_id) ?? set.acts().get(op_id)?.operation ?? undefined;

  const stuck = makeStuckWork({
    device,
    set,
    owner,
    org: worker.org,
    perform,
    alone,
    mustBeOpen,
    changed,
    sync,
  });

  await alone(() => maker.mend());
  await alone(() => set.tidy(serverNow(device.facts(), now())));
  await lookAtSpace();

  const here = makeHere(() => set.log);
  const none: readonly DeskEvent[] = [];
  return {
    events: () => (isOpen() ? here.events(shift.point()) : none),
    visits: () => (isOpen() ? here.visits(shift.point()) : new Map()),
    person: (subject) => (isOpen() ? set.person(subject) : undefined),
    people: () => (isOpen() ? set.people() : []),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    perform,
    async undo(op_id) {
      const operation = known(op_id);
      if (!operation) throw new DeskError('unknown-act', 'This act was not made here.');
      return await perform(undoing(operation, now()));
    },
    state: () =>
      (state ??= deskState({
        worker: shift.start().worker,
        start: { ...shift.start(), lease_until: shift.leaseUntil() },
        point: shift.point(),
        facts: device.facts(),
        items: device.items(),
        acts: isOpen() ? set.acts() : new Map(),
        owner,
        live,
      })),
    operation: (op_id) => (isOpen() ? known(op_id) : undefined),
    ...stuck,
    sync: () => sync(true),
    tick: () => sync(false),
    async choosePoint(point_id) {
      if (!shift.start().points.some((one) => one.point_id === point_id))
        throw new DeskError('invalid', 'This worker has no such point.');
      await shift.choosePoint(point_id);
      changed();
      await sync(true);
    },
    async shareTablet(shared) {
      await setting.chooseUse(shared);
      shift.askAnew();
      changed();
      await sync(true);
    },
    cover() {
      if (live.cover !== 'open') return;
      live.cover = 'covered';
      changed();
    },
    async uncover(pin) {
      if (live.cover !== 'covered') return live.cover === 'open';
      if (setting.coverDigest && (await device.digest(`cover|${pin}`)) === setting.coverDigest) {
        live.cover = 'open';
        coverTries = 0;
      } else if (++coverTries >= COVER_TRIES) close('locked');
      changed();
      return isOpen() && coverTries === 0;
    },
    lock: () => close('locked'),
    async signOut() {
      close('signed-out');
      await alone(() => setting.forgetWorker());
    },
    serverTime: () => serverNow(device.facts(), now()),
    readOwn: (key) => set.readRecord(key),
    keepOwn: (key, value) => (isOpen() ? set.keepRecord(key, value) : locked()),
    nextTicket() {
      const given = ticket?.given ?? 0;
      const next = ticketOf(
        given,
        slotAt(shift.start().rules, shift.point()),
        device.facts().device_id,
      );
      ticket = { given: given + 1, sinceContact: true };
      return next;
    },
  };
}
