/** Visits that a compartment took over: what only its officers see of them (VUL-03, VUL-04, J6). */
import { type Static, Type } from 'typebox';
import { actAs, type Firewall, type InContext, type Worker } from '../firewall/index.ts';
import { Problem } from '../http/problem.ts';
import { suits } from '../desk/spaces.ts';
import { actIn, type Compartment } from './compartment.ts';
import { GUARDIANSHIP_COLUMNS, type Guardianship } from './guardians.ts';
import { interpretersFor, type PathInterpreters } from './interpreting.ts';
import {
  type SealedCount,
  sealedCount,
  type SealedRecipient,
  type SealedReferral,
  sealedRecipients,
  sealedReferrals,
} from './referrals.ts';
import { missingSteps, type Step, stepColumns, type StepKind } from './steps.ts';

const MOST_VISITS = 500;

export type Opening = {
  point_id: string;
  came_at: Date;
  channel: string | null;
  heads: number;
  ticket: { picture: string; number: number } | null;
};
export type PathVisit = {
  visit_id: string;
  subject: string | null;
  opened_at: Date;
  /** Null while the start of the visit has not arrived. */
  opening: Opening | null;
  /** Where she was put last, and whether that suits; null while nobody has put her anywhere. */
  space: { place_kind: string; at: Date; suits: boolean } | null;
  steps: { open: number; overdue: number };
  /** What was sent elsewhere: waiting for an answer, late, and what a second officer has to confirm first. */
  referrals: SealedCount;
  files: number;
  released: boolean;
};
export type SealedFile = {
  file_id: string;
  generation: number;
  created_on: string;
  sealed: string;
};
export type PathEvent = {
  event_id: string;
  kind: string;
  actor_id: string;
  at: Date;
  body: Record<string, unknown>;
};
export type PathVisitWhole = PathVisit & {
  events: PathEvent[];
  sealed_files: SealedFile[];
  all_steps: Step[];
  missing_steps: { kind: StepKind; due_at: number }[];
  /** Of the child's path only. */
  adults: Guardianship[];
  releases: {
    release_id: string;
    guardianship_id: string;
    handed_by: string;
    handed_at: Date;
  }[];
  /** What was sent elsewhere, or waits for a second officer; and where somebody can be sent. */
  sent: SealedReferral[];
  recipients: SealedRecipient[];
  /** Who can interpret for this visit, and what was asked. */
  interpreters: PathInterpreters;
};

type Row = {
  visit_id: string;
  subject: string | null;
  opened_at: Date;
  place_kind: string | null;
  placed_at: Date | null;
  open: number;
  overdue: number;
  files: number;
  released: boolean;
  waiting: number;
  late: number;
  prepared: { to_name: string; made_by: string; at: string }[];
};
type OpeningRow = {
  visit_id: string;
  point_id: string;
  at_device: Date;
  body: {
    channel?: string;
    heads?: number;
    ticket_picture?: string;
    ticket_number?: number;
  };
};

async function visits(
  tx: InContext,
  compartment: Compartment,
  visit: string | null,
): Promise<PathVisit[]> {
  const rows = await tx.query<Row>(
    `select p.visit_id, p.subject, p.opened_at, s.place_kind, s.placed_at, t.open, t.overdue,
       (select count(*)::int from ${compartment}.file f where f.visit_id = p.visit_id) as files,
       ${compartment === 'child' ? 'exists (select from child.release r where r.visit_id = p.visit_id)' : 'false'} as released, g.waiting, g.late, g.prepared
     from casework.pathway p
     left join lateral (select e.body ->> 'place_kind' as place_kind, e.at_device as placed_at from casework.event e
       where e.org_id = p.org_id and e.visit_id = p.visit_id and e.kind = 'space_given' order by e.recorded_at desc limit 1) s on true
     cross join lateral (select count(*) filter (where state = 'open')::int as open,
       count(*) filter (where state = 'open' and due_at < clock_timestamp())::int as overdue from ${compartment}.step where visit_id = p.visit_id) t
     ${sealedCount(compartment)}
     where ($1::uuid is null or p.visit_id = $1) order by t.overdue desc, g.late desc, p.opened_at desc limit ${MOST_VISITS}`,
    [visit],
  );
  const openings = new Map(
    (await tx.query<OpeningRow>('select * from fw.pathway_openings()')).map((one) => [
      one.visit_id,
      one,
    ]),
  );
  return rows.map(({ place_kind, placed_at, open, overdue, waiting, late, prepared, ...row }) => ({
    ...row,
    opening: openingOf(openings.get(row.visit_id)),
    space:
      place_kind && placed_at
        ? { place_kind, at: placed_at, suits: suits(compartment, place_kind) }
        : null,
    steps: { open, overdue },
    referrals: {
      waiting,
      late,
      prepared: prepared.map(({ at, ...one }) => ({ ...one, at: new Date(at) })),
    },
  }));
}

function openingOf(row: OpeningRow | undefined): Opening | null {
  if (!row) return null;
  const { channel, heads, ticket_picture, ticket_number } = row.body;
  return {
    point_id: row.point_id,
    came_at: row.at_device,
    channel: channel ?? null,
    heads: heads ?? 1,
    ticket:
      ticket_picture && ticket_number ? { picture: ticket_picture, number: ticket_number } : null,
  };
}

/** Every visit of the compartment, those with something overdue first. */
export function listVisits(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
): Promise<PathVisit[]> {
  const act = actIn(worker, compartment, 'GET /api/compartments/:compartment/visits');
  return actAs(firewall, act, async (tx) => {
    const found = await visits(tx, compartment, null);
    await touch(
      tx,
      found.flatMap(({ subject }) => subject ?? []),
    );
    return found;
  });
}

/** One visit whole: events, sealed files as they came, steps, and for a child the adults. @throws `not_found`. */
export function readVisit(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  visit: string,
): Promise<PathVisitWhole> {
  const act = actIn(worker, compartment, 'GET /api/compartments/:compartment/visits/:visit');
  return actAs(firewall, act, async (tx) => {
    const [found] = await visits(tx, compartment, visit);
    if (!found) throw new Problem('not_found');
    await touch(tx, found.subject ? [found.subject] : []);
    const events = await tx.query<PathEvent>(
      `select event_id, kind, actor_id, at_device as at, body from casework.event
       where org_id = fw.home_org() and visit_id = $1 order by hlc nulls last, recorded_at, event_id limit 1000`,
      [visit],
    );
    const files = await tx.query<Omit<SealedFile, 'sealed'> & { sealed: Buffer }>(
      `select file_id, generation, created_on, sealed from ${compartment}.file where visit_id = $1 order by created_on, file_id limit 200`,
      [visit],
    );
    const steps = await tx.query<Omit<Step, 'sealed'> & { sealed: Buffer | null }>(
      `select ${stepColumns(compartment)} from ${compartment}.step where visit_id = $1 order by due_at, step_id limit 500`,
      [visit],
    );
    const isChild = compartment === 'child';
    const adults = isChild
      ? await tx.query<Guardianship>(
          `select ${GUARDIANSHIP_COLUMNS} from child.guardianship where visit_id = $1 order by stated_at`,
          [visit],
        )
      : [];
    const releases = isChild
      ? await tx.query<PathVisitWhole['releases'][number]>(
          'select release_id, guardianship_id, handed_by, handed_at from child.release where visit_id = $1 order by handed_at',
          [visit],
        )
      : [];
    return {
      ...found,
      events,
      sealed_files: files.map(({ sealed, ...file }) => ({
        ...file,
        sealed: sealed.toString('base64url'),
      })),
      all_steps: steps.map(({ sealed, ...step }) => ({
        ...step,
        sealed: sealed?.toString('base64url') ?? null,
      })),
      missing_steps: missingSteps(compartment, found.opened_at.getTime(), steps),
      adults,
      releases,
      sent: await sealedReferrals(tx, compartment, visit),
      recipients: await sealedRecipients(tx),
      interpreters: await interpretersFor(
        tx,
        compartment,
        visit,
        found.opening?.point_id ?? null,
        events,
        Date.now(),
      ),
    };
  });
}

const touch = (tx: InContext, subjects: readonly string[]) =>
  subjects.length ? tx.query('select fw.touch($1)', [subjects]) : undefined;

export const FileInput = Type.Object(
  {
    file_id: Type.String({ format: 'uuid' }),
    generation: Type.Integer({ minimum: 1 }),
    sealed: Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 2_000_000 }),
  },
  { additionalProperties: false },
);
export type FileInput = Static<typeof FileInput>;

/**
 * Adds a file that was sealed where the officer sits. The same id twice is one file.
 * @throws `conflict` when it was sealed to a generation that is closed, `not_found` for another's visit.
 */
export async function addFile(
  firewall: Firewall,
  worker: Worker,
  compartment: Compartment,
  visit: string,
  { file_id, generation, sealed }: FileInput,
): Promise<void> {
  const route = 'POST /api/compartments/:compartment/visits/:visit/files';
  await actAs(firewall, actIn(worker, compartment, route), async (tx) => {
    const [live] = await tx.query<{ generation: number }>(
      'select generation from fw.role_keys() where closed_at is null',
    );
    if (live?.generation !== generation)
      throw new Problem('conflict', {
        detail: live
          ? `Seal it to generation ${live.generation}: the one before is closed.`
          : 'Nobody holds the key of this compartment: make one first.',
        field: 'generation',
      });
    const [path] = await tx.query<{ subject: string | null }>(
      'select subject from casework.pathway where visit_id = $1',
      [visit],
    );
    if (!path) throw new Problem('not_found');
    await tx.execute(
      `insert into ${compartment}.file (file_id, org_id, purpose_id, subject, visit_id, generation, sealed)
       values ($1, fw.home_org(), fw.acting_purpose(), $2, $3, $4, $5) on conflict (file_id) do nothing`,
      [file_id, path.subject, visit, generation, Buffer.from(sealed, 'base64url')],
    );
    await tx.query('select fw.note($1)', ['file.added']);
  });
}
