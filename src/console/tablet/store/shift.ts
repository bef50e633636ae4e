/** The shift of the worker whose desk is open: what the server said at its start, the key that signs, where she works, and until when. */
import { newSessionKey } from '../../../sync/signature.ts';
import type { DeskStart } from '../../../sync/wire.ts';
import type { Live } from './desk-state.ts';
import type { KeptDeskSetting, Session } from './desk-setting.ts';
import { serverNow } from './device.ts';
import type { Answer, Contact, Wire } from './network.ts';

/** A key signs for so long before a new one is made known, ms: what a permit covers is settled when its key comes in. */
const KEY_LIFE = 2 * 3_600_000;
/** How often lease, rules and keys are asked for, ms. */
const START_EVERY = 10 * 60_000;
/** As often at most when somebody asks for what is new, ms: what was allowed a moment ago is there at a press. */
const START_WHEN_ASKED = 5_000;

export type Shift = {
  start(): DeskStart;
  session(): Session;
  /** The point that was chosen here, while it is one of hers. */
  point(): string | undefined;
  /** The lease, and the permit of the key that signs: whichever ends first. */
  leaseUntil(): number;
  isOver(): boolean;
  /** At the next round the server is asked, however lately it was. */
  askAnew(): void;
  /** One of hers. */
  choosePoint(point: string): Promise<void>;
  /** Asks for lease, rules and keys when it is time. @returns whether to go on */
  renew(ask: {
    wire: Wire;
    contact: () => Contact;
    heard: (answer: Answer<unknown>, serverTime?: number) => Promise<boolean>;
    /** What an answer orders beside: it comes to whoever is signed in. */
    ordered: (start: DeskStart) => Promise<void>;
    alone: (act: () => Promise<unknown>) => Promise<unknown>;
    isOpen: () => boolean;
    /** Somebody asks for what is new. */
    force: boolean;
  }): Promise<boolean>;
};

export function makeShift(setting: KeptDeskSetting, live: Live): Shift {
  const { device, now } = setting;
  let { start, session } = setting;
  let startedAt = -Infinity;
  const pointOf = ({ points }: DeskStart): string | undefined =>
    (points.find(({ point_id }) => point_id === device.facts().point) ?? points[0])?.point_id;
  let point = pointOf(start);
  const leaseUntil = (): number => Math.min(start.lease_until, session.until);
  const isOver = (): boolean => serverNow(device.facts(), now()) >= leaseUntil();
  return {
    start: () => start,
    session: () => session,
    point: () => point,
    leaseUntil,
    isOver,
    askAnew() {
      startedAt = -Infinity;
    },
    async choosePoint(point_id) {
      await device.write({ facts: { point: point_id } });
      point = point_id;
      // Team and tickets are those of the point.
      startedAt = -Infinity;
    },
    async renew({ wire, contact, heard, ordered, alone, isOpen, force }) {
      if (now() - startedAt < (force ? START_WHEN_ASKED : START_EVERY)) return true;
      const { deviceSecret } = setting;
      const isOld = isOver() || serverNow(device.facts(), now()) - session.from >= KEY_LIFE;
      const key = isOld ? await newSessionKey() : session.key;
      const answer = await wire.start({ ...contact(), deviceSecret, sessionKey: key.publicKey });
      if (answer.kind === 'ok') await ordered(answer.value);
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
    },
  };
}
