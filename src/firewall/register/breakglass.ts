/**
 * Break-glass: thirty minutes with one person's record, for a reason, granted by somebody else, reviewed by a third.
 * Never a list, never an export. Who may open then is told by the keeper (kind `glass`).
 */
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';

export const GLASS_STORES = [
  'casework',
  'ident',
  'health',
  'survivor',
  'legal',
  'child',
  'kin',
  'detention',
] as const;
/** Fewest signs of a reason. */
export const REASON_LENGTH = 30;

export type GlassAsk = {
  glass_id: string;
  subject: string;
  store: (typeof GLASS_STORES)[number];
  for_purpose: string;
  reason: string;
};

export type GlassView = {
  glass_id: string;
  subject: string;
  store: string;
  for_purpose: string;
  asked_by: string;
  asked_at: Date;
  granted_by: string | null;
  closes_at: Date | null;
  opened_at: Date | null;
  state: 'asked' | 'granted' | 'open' | 'closed' | 'reviewed';
  review_due: Date | null;
  review: string | null;
  person_told: string;
  /** Not reviewed in time: it stands above all others. */
  overdue: boolean;
};

const VIEW = `select glass_id, subject, store, for_purpose, asked_by, asked_at, granted_by, closes_at, opened_at, state, review_due, review,
    person_told, state <> 'reviewed' and review_due < clock_timestamp() as overdue from register.breakglass`;

/** Anybody of the staff with a role may ask or grant; the purpose of the act says that it is about break-glass alone. */
const acting = (worker: Worker, route: string, subject = '') =>
  ({ ...asWorker(worker), role: 'app_register', purpose: 'glass.ask', route, subject }) as const;

const key = (glass: string) => ({ store: 'register', subject: glass });
const place = (glass: string, column: 'reason_sealed' | 'not_told_reason_sealed') => ({
  column: `register.breakglass.${column}`,
  rowId: glass,
});

/** Asks. The reason is sealed. Twice is once. @throws `bad_input` when the reason is too short. */
export async function askGlass(
  firewall: Firewall,
  worker: Worker,
  ask: GlassAsk,
): Promise<GlassView> {
  if ([...ask.reason.trim()].length < REASON_LENGTH)
    throw new Problem('bad_input', {
      errors: [
        {
          field: 'reason',
          expected: `at least ${REASON_LENGTH} signs that say why it cannot wait`,
        },
      ],
    });
  return actAs(firewall, acting(worker, 'POST /api/breakglass', ask.subject), async (tx) => {
    const [reason] = await firewall.keeper.seal({
      nonce: tx.nonce,
      items: [
        {
          key: key(ask.glass_id),
          place: place(ask.glass_id, 'reason_sealed'),
          plain: Buffer.from(ask.reason.trim()),
        },
      ],
      make: true,
    });
    const made = await tx.execute(
      `insert into register.breakglass (glass_id, org_id, subject, store, for_purpose, reason_sealed, asked_by)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (glass_id) do nothing`,
      [ask.glass_id, worker.org, ask.subject, ask.store, ask.for_purpose, reason, worker.actor],
    );
    if (made)
      await tx.query('select fw.note($1, $2, $3)', [
        'glass.asked',
        { glass: ask.glass_id },
        [ask.subject],
      ]);
    return one(tx, ask.glass_id);
  });
}

/** A second person, from outside the asker's team, grants it. @throws `second_person_needed`, `not_found`. */
export async function grantGlass(
  firewall: Firewall,
  worker: Worker,
  glass: string,
): Promise<GlassView> {
  return actAs(firewall, acting(worker, 'POST /api/breakglass/{id}/grant'), async (tx) => {
    const rows = await tx.query<{ granted: boolean }>('select fw.grant_breakglass($1) as granted', [
      glass,
    ]);
    if (!rows[0]?.granted) throw new Problem('not_found');
    return one(tx, glass);
  });
}

/** A third person says afterwards whether it was right, and whether the person was told. */
export async function reviewGlass(
  firewall: Firewall,
  worker: Worker,
  glass: string,
  verdict: {
    review: 'justified' | 'not_justified' | 'escalated';
    person_told: 'told' | 'would_endanger' | 'unreachable';
    why?: string;
  },
): Promise<GlassView> {
  if (
    verdict.person_told === 'would_endanger' &&
    [...(verdict.why ?? '').trim()].length < REASON_LENGTH
  )
    throw new Problem('bad_input', {
      errors: [
        {
          field: 'why',
          expected: `at least ${REASON_LENGTH} signs that say how telling would endanger her`,
        },
      ],
    });
  return actAs(firewall, acting(worker, 'POST /api/breakglass/{id}/review'), async (tx) => {
    const now = await one(tx, glass);
    if (worker.actor === now.asked_by || worker.actor === now.granted_by)
      throw new Problem('second_person_needed');
    const why = verdict.why
      ? await firewall.keeper.seal({
          nonce: tx.nonce,
          items: [
            {
              key: key(glass),
              place: place(glass, 'not_told_reason_sealed'),
              plain: Buffer.from(verdict.why.trim()),
            },
          ],
        })
      : [];
    const done = await tx.execute(
      `update register.breakglass set state = 'reviewed', reviewed_by = $2, review = $3, person_told = $4, not_told_reason_sealed = $5
       where glass_id = $1 and state in ('granted', 'open', 'closed') and closes_at <= clock_timestamp()`,
      [glass, worker.actor, verdict.review, verdict.person_told, why[0] ?? null],
    );
    if (!done)
      throw new Problem('conflict', {
        field: 'state',
        detail: 'It is reviewed once, when its thirty minutes are over.',
      });
    await tx.query('select fw.note($1, $2, $3)', [
      'glass.reviewed',
      { glass, review: verdict.review },
      [now.subject],
    ]);
    return one(tx, glass);
  });
}

/** All of the own organisation: those that wait for a review first. */
export function listGlass(firewall: Firewall, worker: Worker): Promise<GlassView[]> {
  return actAs(firewall, acting(worker, 'GET /api/breakglass'), (tx) =>
    tx.query<GlassView>(
      `${VIEW} order by state = 'reviewed', review_due nulls first, asked_at desc limit 200`,
    ),
  );
}

async function one(tx: InContext, glass: string): Promise<GlassView> {
  const rows = await tx.query<GlassView>(`${VIEW} where glass_id = $1`, [glass]);
  if (!rows[0]) throw new Problem('not_found');
  return rows[0];
}
