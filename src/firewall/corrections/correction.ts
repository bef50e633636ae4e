/** "Something is wrong": a person says so with her own code, the organisation that holds the record reads and answers (FIRE-09). */
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall } from '../context/act-as.ts';
import { asHolder, asWorker, type Holder, type Worker } from '../context/who.ts';

/** Characters that one note can have. */
export const LONGEST_NOTE = 2000;
const COLUMN = 'casework.correction.sealed';

/**
 * Keeps what a person says is wrong, sealed under her own key; nobody but the organisation that holds the record reads it.
 * The same id twice is one note.
 * @throws `bad_input` for an empty or too long note, `too_many` when twenty wait for an answer.
 */
export async function askCorrection(
  firewall: Firewall,
  holder: Holder,
  { id, text }: { id: string; text: string },
): Promise<void> {
  const said = text.trim();
  if (!said || said.length > LONGEST_NOTE)
    throw new Problem('bad_input', {
      errors: [{ field: 'text', expected: `1 to ${LONGEST_NOTE} characters` }],
    });
  const act = {
    ...asHolder(holder),
    role: 'app_desk',
    purpose: 'own.access',
    route: 'POST /my/corrections',
  } as const;
  await actAs(firewall, act, async (tx) => {
    const key = { store: 'casework', subject: holder.subject };
    const [sealed] = await firewall.keeper.seal({
      nonce: tx.nonce,
      items: [{ key, place: { column: COLUMN, rowId: id }, plain: Buffer.from(said) }],
      make: true,
    });
    const rows = await tx.query<{ kept: boolean }>('select fw.ask_correction($1, $2) as kept', [
      id,
      sealed,
    ]);
    if (!rows[0]?.kept)
      throw new Problem('too_many', { detail: 'Twenty notes already wait for an answer.' });
  });
}

/** What became of one of her own notes. */
export type OwnCorrection = { created_at: Date; state: 'asked' | 'corrected' | 'kept' };

/** Her own notes without their words, the newest first. */
export function correctionsOf(firewall: Firewall, holder: Holder): Promise<OwnCorrection[]> {
  const act = {
    ...asHolder(holder),
    role: 'app_desk',
    purpose: 'own.access',
    route: 'GET /my/corrections',
  } as const;
  return actAs(firewall, act, (tx) =>
    tx.finish<OwnCorrection>(
      `select created_at, state from casework.correction where org_id = $1 and subject = $2 order by created_at desc, correction_id limit 20`,
      [holder.org, holder.subject],
    ),
  );
}

/** What waits for an answer; `text` is missing when its key is gone. */
export type Correction = {
  correction_id: string;
  subject: string;
  created_at: Date;
  text?: string;
};

/** Notes that are read at once: the keeper opens no more. */
export const MOST_READ = 50;

const working = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_desk', purpose: 'desk.visit', route }) as const;

/** How many notes wait for an answer. */
export async function countCorrections(firewall: Firewall, worker: Worker): Promise<number> {
  const rows = await actAs(firewall, working(worker, 'GET /api/corrections/count'), (tx) =>
    tx.finish<{ n: number }>(
      `select count(*)::int as n from casework.correction where org_id = $1 and state = 'asked'`,
      [worker.org],
    ),
  );
  return rows[0]?.n ?? 0;
}

/** The notes that wait for an answer, opened, the oldest first: at most `MOST_READ`. Each of these people reads that it was opened. */
export function readCorrections(firewall: Firewall, worker: Worker): Promise<Correction[]> {
  return actAs(firewall, working(worker, 'GET /api/corrections'), async (tx) => {
    const rows = await tx.query<Correction & { sealed: Buffer }>(
      `select correction_id, subject, created_at, sealed from casework.correction
         where org_id = $1 and state = 'asked' order by created_at, correction_id limit ${MOST_READ}`,
      [worker.org],
    );
    if (rows.length === 0) return [];
    await tx.query('select fw.touch($1)', [[...new Set(rows.map(({ subject }) => subject))]]);
    const opened = await firewall.keeper.open({
      nonce: tx.nonce,
      purpose: 'desk.visit',
      items: rows.map(({ correction_id, subject, sealed }) => ({
        key: { store: 'casework', subject },
        place: { column: COLUMN, rowId: correction_id },
        sealed,
      })),
    });
    return rows.map(({ sealed: _sealed, ...row }, at) => {
      const one = opened[at];
      return one?.state === 'open' ? { ...row, text: one.plain.toString() } : row;
    });
  });
}

/** Says that it was corrected, or kept as it was. @throws `not_found` when no such note waits. */
export async function answerCorrection(
  firewall: Firewall,
  worker: Worker,
  id: string,
  answer: 'corrected' | 'kept',
): Promise<void> {
  await actAs(firewall, working(worker, 'POST /api/corrections/{id}/answer'), async (tx) => {
    const rows = await tx.query<{ done: boolean }>('select fw.answer_correction($1, $2) as done', [
      id,
      answer,
    ]);
    if (!rows[0]?.done) throw new Problem('not_found');
  });
}
