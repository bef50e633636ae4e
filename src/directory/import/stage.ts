/** Where records wait between reading and applying: the sealed stage table, filled in batches of their own. */
import { act, type Acting } from '../../firewall/index.ts';
import type { Database, Transaction } from '../../database/index.ts';
import type { StageRow } from './convert.ts';

const BATCH = 2_000;
const MOST_BATCH_CHARACTERS = 4_000_000;
/** Stages of programs that were killed are thrown away after this long. */
const ABANDONED = '6 hours';

export class Stage {
  readonly batchId: string;
  readonly #database: Database;
  readonly #acting: Acting;
  #rows: string[] = [];
  #size = 0;
  #n = 0;

  constructor(database: Database, acting: Acting, batchId: string) {
    this.#database = database;
    this.#acting = acting;
    this.batchId = batchId;
  }

  /** Rows staged so far. */
  get count(): number {
    return this.#n;
  }

  async add(row: StageRow): Promise<void> {
    this.#n += 1;
    const text = JSON.stringify({ ...row, n: this.#n });
    this.#rows.push(text);
    this.#size += text.length;
    if (this.#rows.length >= BATCH || this.#size >= MOST_BATCH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    const rows = `[${this.#rows.join(',')}]`;
    this.#rows = [];
    this.#size = 0;
    await act(this.#database, this.#acting, (tx) =>
      tx.execute(
        `insert into directory_sealed.import_stage
           (batch_id, n, entity, foreign_id, row_id, cols, fresh, complete, at, findings, action, org_id)
         select $1, r.n, r.entity, r.foreign_id, r.row_id, r.cols, r.fresh, r.complete, r.at, r.findings, r.action, $3
         from jsonb_to_recordset($2::jsonb) as r(n int, entity text, foreign_id text, row_id uuid, cols jsonb, fresh jsonb,
           complete text[], at jsonb, findings jsonb, action text)`,
        [this.batchId, rows, this.#acting.org],
      ),
    );
  }

  /** Empties the stage of this batch, and of those that were left behind. */
  async drop(): Promise<void> {
    await act(this.#database, this.#acting, (tx) => dropStage(tx, this.batchId));
  }
}

export async function dropStage(tx: Transaction, batchId: string): Promise<void> {
  await tx.execute(
    `delete from directory_sealed.import_stage where batch_id = $1 or staged_at < now() - interval '${ABANDONED}'`,
    [batchId],
  );
}
