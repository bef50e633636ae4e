/** The desk of one worker on one tablet: what she sees, what she does, and its way to the server. */
import type { DeskEvent, Operation } from '../../../desk/operation.ts';
import type { ChangeLine, WipeOrder } from '../../../sync/wire.ts';
import { newSessionKey } from '../../../sync/signature.ts';
import { undoing } from './compose.ts';
import { type Desk, DeskError, type DeskState, type Parts } from './desk.ts';
import { deskState, type Live } from './desk-state.ts';
import type { KeptDeskSetting } from './desk-setting.ts';
import { makeDecisions } from './decisions.ts';
import { isInHandsOf, isUnsent, learnedFrom, type OutboxItem, serverNow } from './device.ts';
import { isMeant, isOurs } from './forgetting.ts';
import { makeHere } from './here.ts';
import { houseWire, isOfHouse } from './house.ts';
import { inTurn, oneAtATime } from './in-turn.ts';
import { type Maker, makeMaker } from './making.ts';
import type { Answer, Contact } from './network.ts';
import { makeOutbox, outboxFile, readOutboxFile } from './outbox.ts';
import { slotAt, type TicketBook, ticketOf } from './tickets.ts';

/** A key signs for so long before a new one is made known, ms: what a permit covers is settled when its key comes in. */
const KEY_LIFE = 2 * 3_600_000;
/** How often lease, rules and keys are asked for, ms. */
const START_EVERY = 10 * 60_000;
const TIGHT = 0.8;
const FULL = 0.97;
const COVER_TRIES = 5;

export type KeptDesk = Desk & {
  /** As `sync`, but leaves alone what was asked to rest; ends the lease when its time has come. */
  tick(): Promise<void>;
};

export async function makeKeptDesk(setting: KeptDeskSetting): Promise<KeptDesk> {
  const { device, set, owner, now, chance } = setting;
  const wire = houseWire(setting.wire, setting.signedIn);
  let { start, session } = setting;
  const live: Live = {
    online: 'unknown',
    storage: 'fine',
    cover: 'open',
    tooOld: false,
    signedOut: false,
    noRole: false,
  };
  let startedAt = -Infinity;
  /** The one that was chosen here, while it is one of hers. */
  const pointOf = ({ points }: typeof start): string | undefined =>
    (points.find(({ point_id }) => point_id === device.facts().point) ?? points[0])?.point_id;
  let point = pointOf(start);
  let coverTries = 0;
  /** With those that were given out and are not in a kept act yet. */
  let ticket: TicketBook | null = device.facts().ticket;
  const made = new Map<string, Operation>();
  const listeners = new Set<() => void>();
  let state: DeskState | undefined;

  const changed = (): void => {
    state = undefined;
    for (const listener of listeners) listener();
  };
  const contact = (): Contact => {
    const house = wire.org() ?? start.worker.org;
    const waiting = device.items().filter((item) => isUnsent(item) && isOfHouse(house, item));
    return {
      device_id: device.facts().device_id,
      shared: device.facts().shared,
      clock: now(),
      point,
      waiting: waiting.length,
      oldest: waiting[0]?.made_at ?? null,
      seq: device.facts().seq,
    };
  };
  const maker: Maker = makeMaker({
    device,
    set,
    seal: (operation) => setting.seal(start.intake_key.recipient, session.key)(operation),
    owner,
    org: start.worker.org,
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

  /** The lease, and the permit of the key that signs: whichever ends first. */
  const leaseUntil = (): number => Math.min(start.lease_until, session.until);
  const isOver = (): boolean => serverNow(device.facts(), now()) >= leaseUntil();
  const isOpen = (): boolean => live.cover === 'open' || live.cover === 'covered';
  const locked = (): Promise<never> =>
    Promise.reject(new DeskError('locked', 'The desk is not open.'));
  function mustBeOpen(): void {
    if (live.cover !== 'open') throw new DeskError('locked', 'The desk is not open.');
  }

  async function lookAtSpace(): Promise<void> {
    const space = await device.storage.space();
    if (!space) return;
    const part = space.used / space.quota;
    live.storage = part >= FULL ? 'full' : part >= TIGHT ? 'tight' : 'fine';
  }

  /** What an answer says of the line, and whether to go on. */
  async function heard(answer: Answer<unknown>, serverTime?: number): Promise<boolean> {
    live.online = answer.kind === 'offline' ? 'no' : 'yes';
    if (answer.kind !== 'offline') {
      const wall = now();
      await device.write({
        facts: {
          lastContact: wall,
          ...(serverTime === undefined
            ? {}
            : learnedFrom({ ...device.facts(), ticket }, serverTime, wall)),
        },
      });
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
      startedAt = -Infinity;
    }
    if (answer.kind === 'no-role') live.noRole = true;
    if (answer.kind === 'too-old') live.tooOld = true;
    if (answer.kind === 'revoked') {
      // Somebody else's word is no answer of this house.
      if (!(await isOurs(answer.order, device))) live.online = 'no';
      else if (isMeant(answer.order, start.worker.org)) await wipe(answer.order);
      else {
        // The other house's tablet was lost: nobody of this one is signed in.
        await setting.obey(answer.order);
        live.signedOut = true;
        startedAt = -Infinity;
      }
    }
    return answer.kind === 'ok' && isOpen();
  }

  async function wipe(order: WipeOrder['wipe']): Promise<void> {
    close('wiped');
    await setting.obey(order);
  }

  function close(as: DeskState['cover']): void {
    if (!isOpen()) return;
    live.cover = as;
    made.clear();
    set.close();
    setting.closed();
    changed();
  }

  async function renew(): Promise<boolean> {
    if (now() - startedAt < START_EVERY) return true;
    const { deviceSecret } = setting;
    const isOld = isOver() || serverNow(device.facts(), now()) - session.from >= KEY_LIFE;
    const key = isOld ? await newSessionKey() : session.key;
    const answer = await wire.start({ ...contact(), deviceSecret, sessionKey: key.publicKey });
    if (answer.kind === 'ok' && answer.value.worker.account !== start.worker.account) {
      // Somebody else signed in from this browser: her session sends, but fetches nothing for this worker.
      live.signedOut = true;
      return false;
    }
    const goOn = await heard(answer, answer.kind === 'ok' ? answer.value.server_time : undefined);
    if (answer.kind === 'ok' && isOpen()) {
      startedAt = now();
      const next = answer.value;
      await alone(async () => {
        if (!isOpen()) return;
        const { server_time: from, lease_until: until } = next;
        const signed = isOld ? { key, from, until } : session;
        await setting.keepStart(next, signed);
        start = next;
        session = signed;
        point = pointOf(next);
      });
    }
    return goOn;
  }

  /** What a manager admitted comes back as events: its stub has said what it had to. @returns whether there was one */
  async function admitted(lines: readonly ChangeLine[]): Promise<boolean> {
    const come = new Set(lines.flatMap((line) => ('event' in line ? [line.event.op_id] : [])));
    return await dropStubs(({ op_id }) => come.has(op_id));
  }

  const decisions = makeDecisions({ device, set, wire, now, contact, heard, alone, isOpen });

  async function dropStubs(which: (item: OutboxItem) => boolean): Promise<boolean> {
    const stubs = device.items().filter((item) => item.state === 'quarantined' && which(item));
    if (stubs.length) await device.write({ remove: stubs.map(({ op_id }) => op_id) });
    return stubs.length > 0;
  }

  async function pull(): Promise<void> {
    const wanted = point;
    if (!wanted) return;
    const take = async (some: ChangeLine[]): Promise<void> => {
      if (!isOpen()) return;
      await alone(async () => {
        if (!isOpen()) return;
        const isNews = await set.join(some);
        if ((await admitted(some)) || isNews) changed();
      });
    };
    for (let goOn = true; goOn; ) {
      const answer = await wire.changes(wanted, set.cursor(wanted), take, contact(), set.heard());
      const end = answer.kind === 'ok' ? answer.value : undefined;
      if (!(await heard(answer, end?.server_time)) || !end) return;
      goOn = end.more === true && end.cursor !== set.cursor(wanted);
      await alone(() => (isOpen() ? set.setCursor(wanted, end.cursor) : Promise.resolve()));
    }
  }

  async function round(force: boolean): Promise<void> {
    if (!isOpen()) return;
    if (isOver()) startedAt = -Infinity;
    await lookAtSpace();
    // Nothing of an earlier sign-in or of a colleague waits for this one's rights: the outbox goes first.
    const sent = await outbox.send(contact, force);
    // With nothing to send, or when it was put off by ourselves, nobody was asked.
    if (sent.kind === 'ok' ? sent.value : sent.kind !== 'later' || force)
      await heard(sent, sent.kind === 'ok' ? sent.value?.server_time : undefined);
    if (isOpen() && (await renew())) {
      await decisions(force);
      await pull();
    }
    if (isOpen() && isOver()) await endLease();
    changed();
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
      if (isOver())
        throw new DeskError('lease-ended', 'This tablet was too long without a contact.');
      const opens = parts.events.find(({ kind }) => kind === 'visit_opened');
      if (live.storage === 'full' && opens)
        throw new DeskError('storage-full', 'No new registration fits on this device.');
      const given = opens?.body['ticket_number'] !== undefined && ticket ? { ticket } : {};
      try {
        const operation = await maker.make(parts, { ...more, ...given });
        made.set(operation.op_id, operation);
        changed();
        return operation;
      } catch (error) {
        if (error instanceof DeskError && error.code === 'storage-full') {
          live.storage = 'full';
          changed();
        }
        throw error;
      }
    }) as Promise<Operation>;

  const known = (op_id: string): Operation | undefined =>
    made.get(op_id) ?? set.acts().get(op_id)?.operation ?? undefined;

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

  await alone(() => maker.mend());
  await alone(() => set.tidy(serverNow(device.facts(), now())));
  await lookAtSpace();

  const here = makeHere(() => set.log);
  const none: readonly DeskEvent[] = [];
  return {
    events: () => (isOpen() ? here.events(point) : none),
    visits: () => (isOpen() ? here.visits(point) : new Map()),
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
        worker: start.worker,
        start: { ...start, lease_until: leaseUntil() },
        point,
        facts: device.facts(),
        items: device.items(),
        acts: isOpen() ? set.acts() : new Map(),
        owner,
        live,
      })),
    operation: (op_id) => (isOpen() ? known(op_id) : undefined),
    async fix(op_id, parts) {
      const act = set.acts().get(op_id);
      if (!act?.operation || !['needs_look', 'dropped'].includes(act.status))
        throw new DeskError('unknown-act', 'Nothing of this number needs to be mended.');
      return await perform(parts, { replaces: op_id });
    },
    sendAgain: (op_id) => again(op_id, false),
    giveToManager: (op_id) => again(op_id, true),
    async dismiss(op_id) {
      mustBeOpen();
      const item = device.items().find((one) => one.op_id === op_id && isInHandsOf(owner, one));
      if (item?.state !== 'dropped')
        throw new DeskError('unknown-act', 'Nothing of this number was left out by a manager.');
      await alone(() => set.dropActs([op_id]));
      await device.write({ remove: [op_id] });
      changed();
    },
    saveAsFile(op_id) {
      const items = device
        .items()
        .filter((item) =>
          op_id === undefined ? isOfHouse(start.worker.org, item) : item.op_id === op_id,
        );
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
    sync: () => sync(true),
    tick: () => sync(false),
    async choosePoint(point_id) {
      if (!start.points.some((one) => one.point_id === point_id))
        throw new DeskError('invalid', 'This worker has no such point.');
      await device.write({ facts: { point: point_id } });
      point = point_id;
      // Team and tickets are those of the point.
      startedAt = -Infinity;
      changed();
      await sync(true);
    },
    async shareTablet(shared) {
      await setting.chooseUse(shared);
      startedAt = -Infinity;
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
    readOwn: (key) => set.readRecord(key),
    keepOwn: (key, value) => (isOpen() ? set.keepRecord(key, value) : locked()),
    nextTicket() {
      const given = ticket?.given ?? 0;
      const next = ticketOf(given, slotAt(start.rules, point), device.facts().device_id);
      ticket = { given: given + 1, sinceContact: true };
      return next;
    },
  };
}
