/**
 * Erasing a person's record in one organisation (FIRE-10; design chapter 20, section 7): asked once, out of everybody's use at
 * once, then done in steps that each may be repeated after a crash, complete when the next epoch has begun.
 */
import { v4 as uuid } from 'uuid';
import type { Database } from '../../database/index.ts';
import { look } from '../act.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { asHolder, type Holder } from '../context/who.ts';
import { renewCircles } from '../circles/index.ts';

export const ERASURE_STEPS = { asked: 1, shredded: 3, rowsGone: 5, complete: 9 } as const;

/**
 * The person asks. From the commit on nobody sees her record, and nothing new can be written for her.
 * Twice is once, with the first number.
 * @param erasureNo made by the caller where an answer may get lost on the way, so that asking again is the same asking
 * @returns the number under which the erasure can be asked after; it names nobody.
 */
export async function askErasure(
  firewall: Firewall,
  holder: Holder,
  erasureNo: string = uuid(),
): Promise<{ erasure_no: string }> {
  const act = {
    ...asHolder(holder),
    role: 'app_consent',
    purpose: 'own.access',
    route: 'POST /my/erasure',
  } as const;
  return actAs(firewall, act, async (tx) => {
    const made = await tx.execute(
      'insert into consent.erasing (org_id, subject, erasure_no) values ($1, $2, $3) on conflict do nothing',
      [holder.org, holder.subject, erasureNo],
    );
    if (made) {
      await tx.query('select fw.note($1, $2)', ['erasure.asked', { erasure: erasureNo }]);
      return { erasure_no: erasureNo };
    }
    const rows = await tx.query<{ first: string }>('select fw.my_erasure() as first');
    return { erasure_no: rows[0]?.first ?? erasureNo };
  });
}

/**
 * How far an erasure is. `asked`: out of use, waiting for its turn or for a hold, which is not told apart; `destroyed`: keys and
 * rows are gone here; `complete`: copies in backups cannot be read any more either. `leaf`: newest entry about it in the log.
 */
export type ErasureState = {
  step: 'asked' | 'destroyed' | 'complete';
  asked_on: string;
  leaf: number | null;
};

/** Undefined for a number that nothing was asked under. Needs nobody's context: the number names nobody. */
export async function erasureState(
  database: Database,
  erasureNo: string,
): Promise<ErasureState | undefined> {
  const rows = await look(
    database,
    { role: 'app_keeper', actor: 'erasure', purpose: 'own.access' },
    (tx) =>
      tx.query<{ state: ErasureState | null }>('select fw.erasure_state($1) as state', [erasureNo]),
  );
  return rows[0]?.state ?? undefined;
}

export type ErasureRun = { erased: number; completed: number; held: number };

/**
 * Goes on with every erasure of an organisation that was asked for: keys first, then rows, then (after the rotation that
 * ends the last epoch from before) completion. Stopped anywhere, it goes on where it was.
 * @param oldestEpoch when the oldest epoch began that still has a key
 */
export async function continueErasures(
  firewall: Firewall,
  org: string,
  oldestEpoch: () => Promise<Date>,
): Promise<ErasureRun> {
  const run: ErasureRun = { erased: 0, completed: 0, held: 0 };
  const job = (subject = '') =>
    ({
      kind: 'job',
      actor: '',
      org,
      role: 'app_consent',
      purpose: 'job.retention',
      route: 'job:erasure',
      subject,
    }) as const;
  const oldest = await oldestEpoch();
  // Neither those that only wait for the end of an epoch nor those that a hold stops stand before anybody else.
  const waiting = await actAs(firewall, job(), (tx) =>
    tx.query<{ subject: string; erasure_no: string; step: number }>(
      `select subject, erasure_no, step from consent.erasing
       where finished_at is null and (step < $1 or shredded_at < $2) order by held, asked_at limit 1000`,
      [ERASURE_STEPS.rowsGone, oldest],
    ),
  );
  // Sketches of names go with their circle's key, before any key of hers is said to be destroyed.
  if (waiting.some(({ step }) => step < ERASURE_STEPS.shredded)) await renewCircles(firewall, org);
  for (const note of await keysOfNotes(firewall, job()))
    await destroyNote(firewall, job(note), note);
  for (const { subject, erasure_no: erasureNo, step } of waiting) {
    if (step >= ERASURE_STEPS.rowsGone) {
      const complete = await actAs(firewall, job(), async (tx) => {
        if (await isHeld(tx, subject)) return false;
        // What was staged while her rows went has reached the log's details by now: her token goes from there too.
        await tx.query('select fw.erase_rows($1)', [subject]);
        await tx.execute(
          'update consent.erasing set step = $2, finished_at = clock_timestamp() where erasure_no = $1',
          [erasureNo, ERASURE_STEPS.complete],
        );
        await tx.query('select fw.note($1, $2)', ['erasure.complete', { erasure: erasureNo }]);
        return true;
      });
      run[complete ? 'completed' : 'held'] += 1;
      continue;
    }
    const held = await actAs(firewall, job(), async (tx) => {
      const stands = await isHeld(tx, subject);
      await tx.execute('update consent.erasing set held = $2 where erasure_no = $1', [
        erasureNo,
        stands,
      ]);
      return stands;
    });
    if (held || !(await destroy(firewall, job, { subject, erasureNo }))) {
      run.held += 1;
      continue;
    }
    run.erased += 1;
  }
  return run;
}

type Job = Parameters<typeof actAs>[1];

/**
 * Whether a hold stops her erasing, now and until this transaction ends: who places one meanwhile waits for that. So it is asked in
 * each transaction that takes something of hers away, before it does.
 */
async function isHeld(tx: InContext, subject: string): Promise<boolean> {
  const rows = await tx.query<{ held: boolean }>('select fw.is_erasure_held($1) as held', [
    subject,
  ]);
  return rows[0]?.held ?? false;
}

/** Keys of her notes, her own keys, then her rows. @returns false when a hold was placed on the way: what is left stays. */
async function destroy(
  firewall: Firewall,
  job: (subject?: string) => Job,
  { subject, erasureNo }: { subject: string; erasureNo: string },
): Promise<boolean> {
  for (const note of await keysOfNotes(firewall, job(), subject))
    if (!(await destroyNote(firewall, job(subject), note, subject))) return false;
  const shredded = await actAs(firewall, job(subject), async (tx) => {
    if (await isHeld(tx, subject)) return false;
    await firewall.keeper.shred({ nonce: tx.nonce, subject });
    await tx.execute(
      'update consent.erasing set step = $2, shredded_at = coalesce(shredded_at, clock_timestamp()) where erasure_no = $1',
      [erasureNo, ERASURE_STEPS.shredded],
    );
    return true;
  });
  if (!shredded) return false;
  return actAs(firewall, job(), async (tx) => {
    if (await isHeld(tx, subject)) return false;
    const gone = await tx.query<{ tables: Record<string, number> }>(
      'select fw.erase_rows($1) as tables',
      [subject],
    );
    await tx.execute('update consent.erasing set step = $2 where erasure_no = $1', [
      erasureNo,
      ERASURE_STEPS.rowsGone,
    ]);
    await tx.query('select fw.note($1, $2)', [
      'erasure.rows_gone',
      { erasure: erasureNo, stores: bandsOf(gone[0]?.tables ?? {}) },
    ]);
    return true;
  });
}

/** Keys of her notes from before she had a token; without a subject, those whose note is gone already. */
const keysOfNotes = (firewall: Firewall, job: Job, subject?: string): Promise<string[]> =>
  actAs(firewall, job, async (tx) => {
    const rows = await tx.query<{ key: string }>('select fw.note_keys_to_destroy($1) as key', [
      subject ?? null,
    ]);
    return rows.map(({ key }) => key);
  });

/** @param subject whose note it is. @returns false when a hold keeps it */
const destroyNote = (
  firewall: Firewall,
  job: Job,
  key: string,
  subject?: string,
): Promise<boolean> =>
  actAs(firewall, job, async (tx) => {
    if (subject !== undefined && (await isHeld(tx, subject))) return false;
    await firewall.keeper.shred({ nonce: tx.nonce, subject: key });
    await tx.query('select fw.note_key_destroyed($1)', [key]);
    return true;
  });

/** Rooms that are not even named where their officers are not. */
const UNTOLD = /^(child|survivor|health|legal|kin|detention)\.|^casework\.(pathway|way_back)$/;

/** Rows in bands, so that the log cannot tell a person by how much was held of her; and nothing of protected paths. */
export function bandsOf(tables: Record<string, number>): Record<string, string> {
  const band = (rows: number): string => (rows < 10 ? '1-9' : rows < 100 ? '10-99' : '100+');
  return Object.fromEntries(
    Object.entries(tables)
      .filter(([table, rows]) => rows > 0 && !UNTOLD.test(table))
      .map(([table, rows]) => [table, band(rows)]),
  );
}
