/** What is sealed, opened a screen at a time: what people want to be called, and notes (design chapter 30, sections 1.1, 3.6). */
import { actAs, asWorker, type Firewall, type ToOpen, type Worker } from '../firewall/index.ts';

/** Most values of one question: as many as the keeper opens at once. */
export const MOST_OPENED = 50;

export type Name = { subject: string; text: string; lang?: string; birth_year?: number };
export type Note = { event_id: string; text: string };

const at = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), purpose: 'desk.visit', route }) as const;

/** The newest name of each of these people; whoever has none, or another organisation's token, is left out. */
export function namesOf(
  firewall: Firewall,
  worker: Worker,
  subjects: readonly string[],
): Promise<Name[]> {
  return actAs(
    firewall,
    { ...at(worker, 'POST /api/desk/names'), role: 'app_ident' },
    async (tx) => {
      const rows = await tx.query<{ name_id: string; subject: string; sealed: Buffer }>(
        `select distinct on (subject) name_id, subject, sealed from ident.name
         where org_id = $1 and subject = any($2::uuid[]) order by subject, created_at desc, name_id`,
        [worker.org, subjects],
      );
      if (rows.length === 0) return [];
      await tx.query('select fw.touch($1)', [rows.map(({ subject }) => subject)]);
      const plain = await open(
        firewall,
        tx.nonce,
        rows.map(({ name_id, subject, sealed }) => ({
          key: { store: 'ident', subject },
          place: { column: 'ident.name.sealed', rowId: name_id },
          sealed,
        })),
      );
      return rows.flatMap(({ subject }, i) => {
        const text = plain[i];
        return text === undefined
          ? []
          : [{ subject, ...(JSON.parse(text) as Omit<Name, 'subject'>) }];
      });
    },
  );
}

/** The texts of these notes, as far as the worker may read them. */
export function notesOf(
  firewall: Firewall,
  worker: Worker,
  events: readonly string[],
): Promise<Note[]> {
  return actAs(
    firewall,
    { ...at(worker, 'POST /api/desk/notes'), role: 'app_desk' },
    async (tx) => {
      const rows = await tx.query<{
        event_id: string;
        subject: string | null;
        key: string;
        sealed: Buffer;
      }>(
        `select event_id, subject, coalesce(note_key, subject) as key, sealed from casework.event
         where org_id = $1 and event_id = any($2::uuid[]) and sealed is not null and coalesce(note_key, subject) is not null`,
        [worker.org, events],
      );
      if (rows.length === 0) return [];
      const subjects = [...new Set(rows.flatMap(({ subject }) => subject ?? []))];
      if (subjects.length) await tx.query('select fw.touch($1)', [subjects]);
      const plain = await open(
        firewall,
        tx.nonce,
        rows.map(({ event_id, key, sealed }) => ({
          key: { store: 'casework', subject: key },
          place: { column: 'casework.event.sealed', rowId: event_id },
          sealed,
        })),
      );
      return rows.flatMap(({ event_id }, i) => {
        const text = plain[i];
        return text === undefined ? [] : [{ event_id, text }];
      });
    },
  );
}

async function open(
  { keeper }: Firewall,
  nonce: string,
  items: readonly ToOpen[],
): Promise<(string | undefined)[]> {
  const opened = await keeper.open({ nonce, purpose: 'desk.visit', items });
  return opened.map((one) => (one.state === 'open' ? one.plain.toString() : undefined));
}
