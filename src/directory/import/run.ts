/** One import from its records to its report, whatever form they came in. */
import { dateOfInstant } from '../../languages/days.ts';
import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import { act, type Acting, look } from '../../firewall/index.ts';
import type { Scan } from '../../firewall/files/index.ts';
import { Problem } from '../../http/problem.ts';
import { applyStage, newBatchId } from './apply/index.ts';
import { readBarred } from './barred.ts';
import { ColumnTable } from './columns.ts';
import type { Conversion } from './conversion.ts';
import { convert, type StageRow } from './convert.ts';
import { ColumnFindings, finding } from './finding.ts';
import { HOME_ORGANISATION, partsId, sourceId } from './identity.ts';
import { MOST_FINDINGS, MOST_ROWS } from './limits.ts';
import type { Broken, Raw } from './raw.ts';
import type { ImportReport } from './report.ts';
import { Stage } from './stage.ts';
import { territoryOf } from './territory.ts';
import { Refusals } from './withhold.ts';

export type ImportProgress = {
  step: 'survey' | 'read' | 'fold' | 'links' | 'plan' | 'write';
  rows: number;
  bytes: number;
  bytesInAll?: number;
};

export type ImportOptions = {
  /** Name of the source: its records are known by it and their own ids. */
  source: string;
  /** `full`: what the file does not name is withdrawn. `delta`: it is left alone. */
  mode: 'full' | 'delta';
  dryRun?: boolean;
  /** Given by a second person when an earlier run reported `waiting`. */
  confirmWithdrawals?: boolean;
  /** The organisation in whose name rows are written; the deployment's own by default. */
  org?: string;
  actor?: string;
  /** Country (ISO 3166-1) and IANA zone for records that do not say theirs. */
  country?: string;
  timeZone?: string;
  /** Language (BCP 47) of texts that do not say theirs. */
  language?: string;
  /** The day of the import; the clock's by default. */
  today?: string;
  onProgress?: (progress: ImportProgress) => void;
  /** Looks at every file before anything of it is read. */
  scan?: Scan;
};

export type RecordStream = {
  format: string;
  bytesInAll?: number;
  /** Reads everything from the beginning, each time it is called. */
  records(onBytes: (bytes: number) => void): AsyncIterable<Raw | Broken>;
  files(): ImportReport['files'];
  sha256?(): string | undefined;
  /** Adds what the reader knows of its own columns, when it has read all. */
  describe?(columns: ColumnTable, repeated: ColumnFindings): void;
};

/** Called with each record before the real reading, to learn which columns are a status vocabulary. */
export type Surveyor = {
  see(raw: Raw): void;
  conclude(refusals: Refusals): void;
  country?(): string | undefined;
};

export async function runImport(
  database: Database,
  stream: RecordStream,
  options: ImportOptions,
  surveyor: Surveyor,
  refusals = new Refusals(),
): Promise<ImportReport> {
  if (options.source.trim() === '' || options.source.length > 200) {
    throw new Problem('bad_input', {
      field: 'source',
      detail: 'An import needs the name of its source (up to 200 characters).',
    });
  }
  const org = options.org ?? HOME_ORGANISATION;
  const acting: Acting = {
    role: 'app_editor',
    actor: options.actor ?? 'command line',
    purpose: 'directory.import',
    org,
  };
  const source = { id: sourceId(options.source), name: options.source };
  const progress: ImportProgress = {
    step: 'survey',
    rows: 0,
    bytes: 0,
    ...(stream.bytesInAll ? { bytesInAll: stream.bytesInAll } : {}),
  };
  const report = (step: ImportProgress['step'], rows: number): void => {
    progress.step = step;
    progress.rows = rows;
    options.onProgress?.({ ...progress });
  };

  let seen = 0;
  for await (const record of stream.records((bytes) => (progress.bytes += bytes))) {
    if ('broken' in record) continue;
    surveyor.see(record);
    seen += 1;
    if (seen > MOST_ROWS)
      throw new Problem('too_large', {
        field: 'path',
        detail: `An import takes up to ${MOST_ROWS} rows. Split it.`,
      });
    if (seen % 5_000 === 0) report('survey', seen);
  }
  surveyor.conclude(refusals);

  const columns = new ColumnTable();
  const repeated = new ColumnFindings();
  const conversion: Conversion = {
    source: source.id,
    country: options.country,
    phoneCountry: options.country ?? surveyor.country?.(),
    language: options.language,
    today: options.today ?? dateOfInstant(Date.now()),
    columns,
    repeated,
    refusals,
    barred: await look(database, acting, readBarred),
    territory: await look(database, acting, (tx) => territoryOf(tx, options.country)),
  };
  await act(database, acting, async (tx) => {
    await tx.execute(
      'insert into directory.source (id, name, org_id) values ($1, $2, $3) on conflict do nothing',
      [source.id, source.name, org],
    );
    const [row] = await tx.query<{ org_id: string }>(
      'select org_id from directory.source where id = $1',
      [source.id],
    );
    if (row?.org_id !== org)
      throw new Problem('not_allowed', {
        field: 'source',
        detail: 'This source belongs to another organisation.',
      });
  });
  const batchId = newBatchId();
  const stage = new Stage(database, acting, batchId);
  let failed = false;
  try {
    progress.bytes = 0;
    const copies = new RecentCopies();
    for await (const record of stream.records((bytes) => (progress.bytes += bytes))) {
      if ('broken' in record) {
        failed ||= record.fatal === true;
        await stage.add(brokenRow(record, stage.count));
      } else {
        const row = convert(record, conversion);
        if (!copies.has(row)) await stage.add(row);
      }
      if (stage.count % 5_000 === 0) report('read', stage.count);
    }
    await stage.flush();
    const applied = await applyStage(database, acting, {
      batchId,
      source,
      org,
      mode: options.mode,
      format: stream.format,
      sha256: stream.sha256?.(),
      timeZone: options.timeZone,
      // A file that could not be read to its end must not withdraw what stood in the rest of it.
      dryRun: options.dryRun === true || failed,
      confirmWithdrawals: options.confirmWithdrawals === true,
      onStep: (step) => report(step as ImportProgress['step'], stage.count),
    });
    for (const [n, code, sentence] of [
      [
        applied.zones.inferred,
        'zone_inferred',
        'The time zone was taken from the country and the coordinates.',
      ],
      [
        applied.zones.assumed,
        'zone_assumed_local',
        'No country and no zone is given; hours are read as local.',
      ],
    ] as const) {
      if (n > 0)
        repeated.add(
          finding(code, sentence, { entity: 'location', column: 'time_zone', count: n }),
        );
    }
    for (const [entity, n] of copies.byEntity) {
      const entry = applied.perEntity[entity];
      if (entry) {
        entry.copies += n;
        entry.read += n;
      }
    }
    stream.describe?.(columns, repeated);
    const joined = repeated.list();
    const findingCounts = { ...applied.findingCounts };
    for (const one of joined)
      findingCounts[one.code] = (findingCounts[one.code] ?? 0) + (one.count ?? 1);
    const state = failed ? 'failed' : applied.state;
    const sha256 = stream.sha256?.();
    return {
      ...(state === 'applied' ? { batchId } : {}),
      state,
      ...(state === 'waiting' ? { waiting: true } : {}),
      format: stream.format,
      counts: applied.counts,
      perEntity: applied.perEntity,
      findings: [...joined, ...applied.findings].slice(0, MOST_FINDINGS),
      findingCounts,
      columns: columns.reports(),
      refusedColumns: columns.refused(),
      preview: applied.preview,
      files: stream.files(),
      ...(sha256 ? { sha256 } : {}),
    };
  } finally {
    await stage.drop().catch(() => {});
  }
}

function brokenRow(record: Broken, n: number): StageRow {
  const entity = record.entity ?? 'row';
  return {
    entity,
    foreign_id: `unreadable ${n}`,
    row_id: partsId('unreadable', String(n)),
    cols: {},
    fresh: {},
    complete: [],
    at: { ...record.place },
    findings: [
      finding('unreadable', record.broken, {
        ...(record.place.file ? { file: record.place.file } : {}),
        ...(record.place.line ? { row: record.place.line } : {}),
      }),
    ],
    action: 'refused',
  };
}

/** Nested feeds repeat the same organisation under every service: what was just staged is not staged again. */
class RecentCopies {
  readonly byEntity = new Map<string, number>();
  #known = new Set<string>();

  has(row: StageRow): boolean {
    if (row.action !== null || row.findings.length > 0) return false;
    const key = createHash('sha1')
      .update(JSON.stringify([row.entity, row.row_id, row.cols, row.complete]))
      .digest('base64');
    if (this.#known.has(key)) {
      this.byEntity.set(row.entity, (this.byEntity.get(row.entity) ?? 0) + 1);
      return true;
    }
    if (this.#known.size > 200_000) this.#known = new Set();
    this.#known.add(key);
    return false;
  }
}
