/**
 * The export guard (chapter 20, section 10): no free SQL; columns from a purpose's list, people with a live consent,
 * a live agreement, a second person above fifty rows, two people who do not exist in each file, sealed to the
 * recipient's key, given out once, over after 72 hours at most.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Encrypter } from 'age-encryption';
import { type Static, Type } from 'typebox';
import { Problem } from '../../http/problem.ts';
import { actAs, type Firewall, type InContext } from '../context/act-as.ts';
import { asWorker, type Worker } from '../context/who.ts';

/** Columns that an export may carry (`fw.export_column` holds the same list; the database decides). */
export const EXPORT_COLUMNS = ['age_band', 'sex', 'month_of_last_contact'] as const;

export const ExportInput = Type.Object(
  {
    job_id: Type.String({ format: 'uuid', description: 'Made by the caller' }),
    to_org: Type.String({ format: 'uuid' }),
    agreement_id: Type.String({ format: 'uuid' }),
    columns: Type.Array(Type.Enum([...EXPORT_COLUMNS]), { minItems: 1, uniqueItems: true }),
    row_limit: Type.Integer({ minimum: 1, maximum: 100_000 }),
    recipient_key: Type.String({
      pattern: '^age1[0-9a-z]{58}$',
      description: 'The key that the recipient registered',
    }),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 72 })),
  },
  { additionalProperties: false },
);
export type ExportInput = Static<typeof ExportInput>;

export type ExportView = {
  job_id: string;
  to_org: string;
  agreement_id: string;
  columns: string[];
  row_limit: number;
  /** To whom it is sealed: the second person says yes to this key too. */
  recipient_key: string;
  asked_by: string;
  asked_at: Date;
  expires_at: Date;
  approved_by: string | null;
  made_at: Date | null;
  row_count: number | null;
  downloaded_at: Date | null;
};

const VIEW = `select job_id, to_org, agreement_id, columns, row_limit, recipient_key, asked_by, asked_at, expires_at, approved_by, made_at, row_count,
    downloaded_at from register.export_job`;

const acting = (worker: Worker, route: string) =>
  ({ ...asWorker(worker), role: 'app_register', purpose: 'export.recurring', route }) as const;

/** Asks for an export; nothing is read yet. Twice is once. @throws `recipient_barred` for a recipient that may have no export. */
export async function askExport(
  firewall: Firewall,
  worker: Worker,
  input: ExportInput,
): Promise<ExportView> {
  return actAs(firewall, acting(worker, 'POST /api/exports'), async (tx) => {
    const made = await tx
      .execute(
        `insert into register.export_job (job_id, org_id, to_org, agreement_id, columns, row_limit, recipient_key, asked_by, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(hours => $9)) on conflict (job_id) do nothing`,
        [
          input.job_id,
          worker.org,
          input.to_org,
          input.agreement_id,
          input.columns,
          input.row_limit,
          input.recipient_key,
          worker.actor,
          input.hours ?? 72,
        ],
      )
      .catch((error: unknown) => {
        throw error instanceof Problem && error.field?.includes('to_org')
          ? new Problem('recipient_barred', { field: 'to_org', cause: error })
          : error;
      });
    if (made) await tx.query('select fw.note($1, $2)', ['export.asked', { job: input.job_id }]);
    return one(tx, input.job_id);
  });
}

/** The second person says yes. @throws `second_person_needed` for the one who asked, `not_found`. */
export async function approveExport(
  firewall: Firewall,
  worker: Worker,
  job: string,
): Promise<ExportView> {
  return actAs(firewall, acting(worker, 'POST /api/exports/{id}/approval'), async (tx) => {
    const rows = await tx.query<{ done: boolean }>('select fw.approve_export($1) as done', [job]);
    if (!rows[0]?.done) throw new Problem('not_found');
    return one(tx, job);
  });
}

/**
 * Makes the file and gives it out, once, in the same act: it is never kept here.
 * @returns the sealed file (age v1; inside, JSON Lines) and its name.
 * @throws `consent_missing`, `agreement_missing`, `second_person_needed`, `gone` when it was given out or is over.
 */
export async function makeExport(
  firewall: Firewall,
  worker: Worker,
  job: string,
): Promise<{ name: string; file: Buffer }> {
  return actAs(firewall, acting(worker, 'POST /api/exports/{id}/file'), async (tx) => {
    const [wish] = await tx.query<{ recipient_key: string; columns: string[]; over: boolean }>(
      'select recipient_key, columns, made_at is not null or expires_at <= clock_timestamp() as over from register.export_job where job_id = $1',
      [job],
    );
    if (!wish) throw new Problem('not_found');
    if (wish.over) throw over();
    const [read] = await tx.query<{ held: Record<string, string>[] | null }>(
      'select fw.export_rows($1) as held',
      [job],
    );
    // Somebody else had it while this one looked.
    if (!read?.held) throw over();
    const rows = read.held;
    const canaries = [canary(wish.columns, rows), canary(wish.columns, rows)];
    for (const { mark } of canaries)
      await tx.execute(
        'insert into register.export_canary (org_id, job_id, mark) values ($1, $2, $3)',
        [worker.org, job, mark],
      );
    const lines = [
      ...rows.map((row) => ({ row: randomBytes(6).toString('hex'), ...row })),
      ...canaries.map(({ mark, values }) => ({ row: mark, ...values })),
    ].sort((a, b) => (a.row < b.row ? -1 : 1));
    const encrypter = new Encrypter();
    encrypter.addRecipient(wish.recipient_key);
    const sealed = Buffer.from(
      await encrypter.encrypt(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    );
    await tx.execute(
      'update register.export_job set row_count = $2, file_sha256 = $3 where job_id = $1',
      [job, rows.length, createHash('sha256').update(sealed).digest()],
    );
    return { name: `export-${job}.jsonl.age`, file: sealed };
  });
}

const over = (): Problem =>
  new Problem('gone', {
    detail: 'This export was given out, or its time is over. Ask for a new one.',
  });

/** A made-up person whose row number is in no other file: values as the real ones have them. */
function canary(
  columns: readonly string[],
  rows: readonly Record<string, string>[],
): { mark: string; values: Record<string, string> } {
  const pick = (column: string): string =>
    rows.length ? (rows[randomInt(rows.length)]?.[column] ?? 'unknown') : 'unknown';
  return {
    mark: randomBytes(6).toString('hex'),
    values: Object.fromEntries(columns.map((column) => [column, pick(column)])),
  };
}

/** Which job a leaked file came from, by its row marks; undefined when it is none of ours. */
export async function traceExport(
  firewall: Firewall,
  worker: Worker,
  marks: readonly string[],
): Promise<ExportView | undefined> {
  return actAs(firewall, acting(worker, 'POST /api/exports/trace'), async (tx) => {
    const rows = await tx.query<ExportView>(
      `${VIEW} where job_id in (select job_id from register.export_canary where mark = any ($1))`,
      [marks],
    );
    return rows[0];
  });
}

/** Exports of the own organisation, newest first. */
export function listExports(firewall: Firewall, worker: Worker): Promise<ExportView[]> {
  return actAs(firewall, acting(worker, 'GET /api/exports'), (tx) =>
    tx.query<ExportView>(`${VIEW} order by asked_at desc limit 200`),
  );
}

async function one(tx: InContext, job: string): Promise<ExportView> {
  const rows = await tx.query<ExportView>(`${VIEW} where job_id = $1`, [job]);
  if (!rows[0]) throw new Problem('not_found');
  return rows[0];
}
