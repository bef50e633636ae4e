/** What whoever leads a point decides about tablets and their work, for the screens of the console (design chapter 30, sections 5.4 to 5.6). */
import { actAs, asWorker, type Firewall, type NodeSecret, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import {
  type Carrying,
  carryingsOf,
  endCarrying,
  letCarry,
  type Manifest,
  manifestOf,
} from './carrying.ts';
import { decideHeld, type DecidedBefore, type HeldWork, listHeld } from './held.ts';
import { type Device, listDevices, returnDevice, revokeDevice } from './devices.ts';
import { knownDevices } from './known-devices.ts';
import { intakeKeys } from './node-keys.ts';
import { isRecord, type NotTaken } from './wire.ts';

/** What a piece of work is about, in as few words as a decision needs: nothing of what it says. */
export const ABOUT = [
  'visit',
  'need',
  'help',
  'note',
  'person',
  'referral',
  'talk',
  'day',
] as const;
export type About = (typeof ABOUT)[number] | 'other';
export type HeldLine = HeldWork & {
  about: About[];
  /** By the clock of its tablet, ISO 8601; null when the key to it is not here any more. */
  made_at: string | null;
};
/** A protected path reads as a visit, as it does at the desk. */
const GROUPS: Readonly<Record<(typeof ABOUT)[number], string>> = {
  day: 'point_opened point_closed',
  visit:
    'visit_opened visit_joined visit_closed queue_joined queue_moved called paused space_given pathway_opened',
  need: 'screening_done need_seen need_met',
  help: 'service_given refusal_given follow_up_set follow_up_done',
  note: 'note_written',
  talk: 'language_asked preference_set communication interpreter_asked interpreter_answered',
  person: 'person_named contact_set handle_issued',
  referral: 'referral_made referral_step',
};
const KINDS = new Map(
  ABOUT.flatMap((about) => GROUPS[about].split(' ').map((kind): [string, About] => [kind, about])),
);

/** Nothing of an operation but what it is about. Pure. */
export function aboutOf(op: unknown): About[] {
  const events = isRecord(op) && Array.isArray(op['events']) ? op['events'] : [];
  const found = new Set<About>();
  for (const event of events) {
    const kind = isRecord(event) ? String(event['kind']) : '';
    found.add(KINDS.get(kind) ?? 'other');
  }
  if (found.size === 0) found.add('other');
  return [...ABOUT, 'other' as const].filter((about) => found.has(about));
}

/** More than so many are not shown at once. */
const MOST_SHOWN = 60;

/** @param now ms since 1970 */
export function openManaging(firewall: Firewall, secret: NodeSecret, now: () => number) {
  const intake = intakeKeys(secret, now);
  const parts = { firewall, intake, secret, now, known: knownDevices(firewall, now) };
  return {
    /** What waits, the oldest first, and how much there is. @throws `not_allowed` for who is no manager */
    async held(worker: Worker): Promise<{ lines: HeldLine[]; waiting: number }> {
      const all = await listHeld(parts, worker);
      const shown = all.slice(0, MOST_SHOWN);
      const act = {
        ...asWorker(worker),
        role: 'app_desk',
        purpose: 'tally',
        route: 'GET /api/desk/held',
      } as const;
      const sealed = await actAs(firewall, act, (tx) =>
        tx.query<{ op_id: string; sealed: Buffer }>(
          'select op_id, sealed from sync.held where org_id = $1 and op_id = any ($2)',
          [worker.org, shown.map(({ op_id }) => op_id)],
        ),
      );
      const bytes = new Map(sealed.map((row) => [row.op_id, row.sealed]));
      const lines = shown.map(async (held): Promise<HeldLine> => {
        const plain = await intake.open(bytes.get(held.op_id) ?? Buffer.alloc(0));
        const op: unknown = plain ? JSON.parse(plain.toString()) : undefined;
        const made = isRecord(op) ? op['made_at'] : null;
        return { ...held, about: aboutOf(op), made_at: typeof made === 'string' ? made : null };
      });
      return { lines: await Promise.all(lines), waiting: all.length };
    },
    /**
     * @returns who had decided about it before, and when; undefined when this decision stands
     * @throws what `decideHeld` throws; `wrong_step` for work that was admitted and is refused for another reason: it goes on waiting
     */
    async decide(
      worker: Worker,
      id: string,
      decision: { decision: 'admitted' } | { decision: 'dropped'; why: NotTaken },
    ): Promise<DecidedBefore | undefined> {
      const outcome = await decideHeld(parts, worker, id, decision);
      if ('before' in outcome) return outcome.before;
      const { verdict } = outcome;
      if (decision.decision === 'admitted' && verdict.result === 'refused')
        throw new Problem('wrong_step', {
          detail: `It cannot be taken as it is: ${verdict.problem ?? 'refused'}.`,
        });
      return undefined;
    },
    /** How much waits, without opening any of it. @throws `not_allowed` for who is no manager */
    waiting: async (worker: Worker): Promise<number> => (await listHeld(parts, worker)).length,
    devices: (worker: Worker): Promise<Device[]> => listDevices(firewall, worker),
    revoke: (worker: Worker, device: string): Promise<void> => revokeDevice(parts, worker, device),
    /** @throws what `returnDevice` throws */
    takeBack: (worker: Worker, device: string): Promise<void> =>
      returnDevice(parts, worker, device),
    carryings: (worker: Worker): Promise<Carrying[]> => carryingsOf(firewall, worker),
    manifest: (worker: Worker, asked: { device: string; page: number }): Promise<Manifest> =>
      manifestOf(firewall, worker, asked),
    /** @returns until when @throws what `letCarry` throws */
    letCarry: (
      worker: Worker,
      leave: { device: string; point: string; days: number },
    ): Promise<Date> => letCarry(firewall, worker, leave),
    /** @throws what `endCarrying` throws */
    endCarrying: (worker: Worker, device: string): Promise<void> =>
      endCarrying(firewall, worker, device),
  };
}
export type Managing = ReturnType<typeof openManaging>;
