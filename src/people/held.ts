/**
 * "Show me what you hold" (FIRE-09; chapter 30, section 3.6): every line of a person's record that the desk may read, newest first.
 * By a worker beside her, or by herself with her code; each line can be deleted alone.
 */
import { struckBy } from '../desk/visit.ts';
import type { DeskEvent } from '../desk/operation.ts';
import {
  actAs,
  asHolder,
  asWorker,
  type Firewall,
  type GuardedAct,
  type Holder,
  type InContext,
  type ToOpen,
  type Worker,
} from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { tokensOf } from './find-by-code.ts';

type Line = { id: string /** Ms since 1970. */; at: number };
export type EventLine = Line & {
  line: 'event';
  kind: DeskEvent['kind'];
  body: Record<string, unknown>;
  /** Taken out or replaced by a later line. */
  struck: boolean;
  /** The free text, opened; only of the newest. */
  note?: string;
  has_note: boolean;
};
export type NameLine = Line & { line: 'name'; text: string; birth_year?: number };
export type ContactLine = Line & { line: 'contact'; channel: string; address: string };
export type HeldLine = EventLine | NameLine | ContactLine;
export type HeldKind = HeldLine['line'];

/** Lines of one answer; how many there are in all stands beside. */
const MOST_LINES = 200;
/** As many values as the keeper opens at once. */
const MOST_OPENED = 50;

type Asking = {
  act: Omit<GuardedAct, 'role' | 'route'>;
  org: string;
  purpose: string;
  route: string;
};

const byWorker = (worker: Worker, route: string): Asking => ({
  act: { ...asWorker(worker), purpose: 'desk.visit' },
  org: worker.org,
  purpose: 'desk.visit',
  route,
});
const byHer = (holder: Holder, route: string): Asking => ({
  act: { ...asHolder(holder), purpose: 'own.access' },
  org: holder.org,
  purpose: 'own.access',
  route,
});

/** Lines under all tokens that stand for the person of `subject` now. @throws `not_found` when there is nobody. */
export async function heldForDesk(
  firewall: Firewall,
  worker: Worker,
  subject: string,
): Promise<HeldLine[]> {
  const asking = byWorker(worker, 'POST /api/people/held');
  const lines = await linesOf(firewall, asking, async (tx) => {
    const [one] = await tx.query<{ root: string }>(
      `select coalesce(r.root, p.subject) as root from casework.person p
         left join casework.person_root r on r.subject = p.subject and r.org_id = p.org_id where p.org_id = $1 and p.subject = $2`,
      [worker.org, subject],
    );
    if (!one) throw new Problem('not_found');
    const tokens = await tokensOf(tx, worker.org, one.root);
    await tx.query('select fw.touch($1)', [tokens]);
    return tokens;
  });
  return lines;
}

/**
 * Lines under the token of her own code, no other's: a slip shows what was written with it. What is dangerous when somebody stands
 * behind her is left out: it is shown with a worker beside her (design chapter 20, section 9).
 */
export async function heldForHer(firewall: Firewall, holder: Holder): Promise<HeldLine[]> {
  const lines = await linesOf(firewall, byHer(holder, 'GET /my/lines'), async () => [
    holder.subject,
  ]);
  return lines.filter((line) => !isSilent(line));
}

/** Needs and services that a code alone does not name, and that a visit went into other hands. */
const SILENT = /^(safety\b|child\.protection$|health\.sexual$)/;

function isSilent(line: HeldLine): boolean {
  if (line.line !== 'event') return false;
  const { code, service_code: service, topic, reason } = line.body;
  return (
    line.kind === 'pathway_opened' ||
    [code, service, topic, reason].some((one) => typeof one === 'string' && SILENT.test(one))
  );
}

/**
 * Deletes one line. Of an event stays what can be counted, tied to nobody; a name or a way to reach her goes whole.
 * @throws `not_found` when she has no such line; `erasure_waiting` while a court's order holds her record.
 */
export const deleteForDesk = (
  firewall: Firewall,
  worker: Worker,
  line: { subject: string; line: HeldKind; id: string },
): Promise<void> => deleteLine(firewall, byWorker(worker, 'POST /api/people/held/delete'), line);

export const deleteForHer = (
  firewall: Firewall,
  holder: Holder,
  line: { line: HeldKind; id: string },
): Promise<void> =>
  deleteLine(firewall, byHer(holder, 'POST /my/lines/delete'), {
    ...line,
    subject: holder.subject,
  });

async function deleteLine(
  firewall: Firewall,
  { act, route }: Asking,
  { subject, line, id }: { subject: string; line: HeldKind; id: string },
): Promise<void> {
  const [row] = await actAs(firewall, { ...act, role: 'app_desk', route }, (tx) =>
    tx.query<{ done: boolean }>('select fw.delete_line($1, $2, $3) as done', [subject, line, id]),
  );
  if (!row?.done) throw new Problem('not_found');
}

async function linesOf(
  firewall: Firewall,
  asking: Asking,
  subjectsOf: (tx: InContext) => Promise<string[]>,
): Promise<HeldLine[]> {
  const { act, route } = asking;
  let subjects: string[] = [];
  const events = await actAs(firewall, { ...act, role: 'app_desk', route }, async (tx) => {
    subjects = await subjectsOf(tx);
    return eventLines(firewall, tx, asking, subjects);
  });
  const idents = await actAs(firewall, { ...act, role: 'app_ident', route }, (tx) =>
    identLines(firewall, tx, asking, subjects),
  );
  return [...events, ...idents].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

/** `at` comes as text: PostgreSQL's whole numbers are larger than ours. */
type EventRow = Omit<DeskEvent, 'at'> & { at: string; sealed: Buffer | null; key: string };

async function eventLines(
  firewall: Firewall,
  tx: InContext,
  { org, purpose }: Asking,
  subjects: readonly string[],
): Promise<EventLine[]> {
  const found = await tx.query<EventRow>(
    `select event_id, kind, subject, visit_id, hlc, supersedes, body, sealed, coalesce(note_key, subject) as key, sealed is not null as has_note,
         (extract(epoch from at_device) * 1000)::bigint + clock_offset_ms as at
       from casework.event where org_id = $1 and subject = any ($2::uuid[]) and not fw.is_silent(purpose_id) order by at_device desc, event_id desc limit ${MOST_LINES}`,
    [org, subjects],
  );
  const rows = found.map((row) => ({ ...row, at: Number(row.at) }));
  const struck = struckBy(rows);
  const notes = await openAll(
    firewall,
    tx,
    purpose,
    rows.flatMap(({ event_id: id, key, sealed }) =>
      sealed
        ? [
            {
              key: { store: 'casework', subject: key },
              place: { column: 'casework.event.sealed', rowId: id },
              sealed,
            },
          ]
        : [],
    ),
  );
  return rows.map(({ event_id: id, at, kind, body, has_note }) => {
    const note = notes.get(id);
    const line = { line: 'event', id, at, kind, body, has_note, struck: struck.has(id) } as const;
    return note === undefined ? line : { ...line, note };
  });
}

async function identLines(
  firewall: Firewall,
  tx: InContext,
  { org, purpose }: Asking,
  subjects: readonly string[],
): Promise<HeldLine[]> {
  const rows = await tx.query<{
    line: 'name' | 'contact';
    id: string;
    subject: string;
    sealed: Buffer;
    created_at: Date;
  }>(
    `select 'name' as line, name_id as id, subject, sealed, created_at from ident.name where org_id = $1 and subject = any ($2::uuid[]) and not fw.is_silent(purpose_id)
     union all select 'contact', contact_id, subject, sealed, created_at from ident.contact where org_id = $1 and subject = any ($2::uuid[]) and not fw.is_silent(purpose_id)
     order by created_at desc limit ${MOST_OPENED}`,
    [org, subjects],
  );
  const opened = await openAll(
    firewall,
    tx,
    purpose,
    rows.map(({ line, id, subject, sealed }) => ({
      key: { store: 'ident', subject },
      place: { column: `ident.${line}.sealed`, rowId: id },
      sealed,
    })),
  );
  return rows.flatMap(({ line, id, created_at: at }) => {
    const plain = opened.get(id);
    if (plain === undefined) return [];
    return [{ line, id, at: at.getTime(), ...(JSON.parse(plain) as object) } as HeldLine];
  });
}

/** Plain texts by the number of their row, of the newest fifty. */
async function openAll(
  { keeper }: Firewall,
  { nonce }: InContext,
  purpose: string,
  all: readonly ToOpen[],
): Promise<Map<string, string>> {
  const items = all.slice(0, MOST_OPENED);
  if (items.length === 0) return new Map();
  const opened = await keeper.open({ nonce, purpose, items });
  return new Map(
    items.flatMap(({ place }, i) => {
      const one = opened[i];
      return one?.state === 'open' ? [[place.rowId, one.plain.toString()] as const] : [];
    }),
  );
}
