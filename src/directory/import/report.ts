/** What an import did or would do, row by row and in sums. */
import type { Transaction } from '../../database/index.ts';
import { STAGE } from './apply/statements.ts';
import type { ColumnReport, RefusedColumn } from './columns.ts';
import type { Finding, FindingCode } from './finding.ts';
import { MOST_FINDINGS } from './limits.ts';

export type Action = 'create' | 'update' | 'unchanged' | 'inactivate' | 'held' | 'refused';
/** Of the records read, `held` ones were taken in without a text or column; the others exclude each other. */
export type Counts = Record<Action, number>;
/** read = create + update + unchanged + refused + copies + sealed; inactivated records were not in the file. */
export type EntityCounts = Counts & { read: number; copies: number; sealed: number };

export type ImportState =
  /** Everything that could be imported is in the directory. */
  | 'applied'
  /** A dry run: nothing was changed. */
  | 'checked'
  /** So many records would be withdrawn that a second person has to confirm; nothing was changed. */
  | 'waiting'
  /** The file could not be read to its end; nothing was changed. */
  | 'failed';

export type ImportReport = {
  batchId?: string;
  state: ImportState;
  /** True when a second person has to confirm the withdrawals. */
  waiting?: boolean;
  /** Recognised form, such as `hsds-json` or `csv`. */
  format: string;
  counts: Counts;
  perEntity: Record<string, EntityCounts>;
  /** At most 10,000, errors first; `findingCounts` has all. */
  findings: Finding[];
  findingCounts: Partial<Record<FindingCode, number>>;
  columns: ColumnReport[];
  refusedColumns: RefusedColumn[];
  /** The first services as they came out. */
  preview: { name: string; action: string; needs: string[] }[];
  /** Encoding and delimiter found, per file. */
  files: { name: string; encoding?: string; delimiter?: string; rows: number }[];
  sha256?: string;
};

export type StageSummary = Pick<
  ImportReport,
  'counts' | 'perEntity' | 'findings' | 'findingCounts' | 'preview'
>;

/** Sums up what stands in the stage of one batch. */
export async function summarise(tx: Transaction, batch: string): Promise<StageSummary> {
  const rows = await tx.query<{ entity: string; action: string; n: string; held: string }>(
    `select entity, action, count(*) as n,
       count(*) filter (where exists (select from jsonb_array_elements(findings) f where f ->> 'severity' = 'hold')) as held
     from ${STAGE} where batch_id = $1 and action is not null and action <> 'sealed' group by entity, action`,
    [batch],
  );
  const counts = zero();
  const perEntity: Record<string, EntityCounts> = {};
  for (const row of rows) {
    const entry = (perEntity[row.entity] ??= { ...zero(), read: 0, copies: 0, sealed: 0 });
    const n = Number(row.n);
    const held = Number(row.held);
    entry.held += held;
    counts.held += held;
    if (row.action === 'take_away' || row.action === 'inactivate') {
      entry.inactivate += n;
      counts.inactivate += n;
      continue;
    }
    entry.read += n;
    if (row.action === 'copy') entry.copies += n;
    else if (row.action === 'sealed_address') {
      entry.sealed += n;
    } else {
      entry[row.action as Action] += n;
      counts[row.action as Action] += n;
    }
  }
  const found = await tx.query<{ f: Finding }>(
    `select f from ${STAGE} s, jsonb_array_elements(s.findings) f where s.batch_id = $1
     order by array_position(array['error', 'hold', 'warning'], f ->> 'severity'), s.n limit ${MOST_FINDINGS}`,
    [batch],
  );
  const codes = await tx.query<{ code: FindingCode; n: string }>(
    `select f ->> 'code' as code, count(*) as n from ${STAGE} s, jsonb_array_elements(s.findings) f where s.batch_id = $1 group by 1`,
    [batch],
  );
  const preview = await tx.query<{ name: string; action: string; needs: string[] }>(
    `select s.cols ->> 'name' as name, s.action, array(select n.cols ->> 'need' from ${STAGE} n where n.batch_id = $1
         and n.entity = 'service_need' and n.cols ->> 'service_id' = s.row_id::text order by 1) as needs
     from ${STAGE} s where s.batch_id = $1 and s.entity = 'service' and s.action in ('create', 'update', 'unchanged') order by s.n limit 50`,
    [batch],
  );
  return {
    counts,
    perEntity,
    findings: found.map((row) => row.f),
    findingCounts: Object.fromEntries(codes.map((row) => [row.code, Number(row.n)])),
    preview,
  };
}

function zero(): Counts {
  return { create: 0, update: 0, unchanged: 0, inactivate: 0, held: 0, refused: 0 };
}
