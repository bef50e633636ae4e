/** The first half of an import, without a database: reads and checks a file and gives every row with its findings. */
import { ColumnTable } from './columns.ts';
import type { Conversion } from './conversion.ts';
import { convert, type StageRow } from './convert.ts';
import { ColumnFindings, type Finding } from './finding.ts';
import { sourceId } from './identity.ts';
import type { RecordStream } from './run.ts';
import { ColumnSurvey } from './survey.ts';
import { Refusals } from './withhold.ts';

export type CheckedRow = { row: StageRow } | { broken: string; line?: number; fatal: boolean };
export type CheckedFile = { rows: CheckedRow[]; findings: Finding[]; columns: ColumnTable };

/** Reads a stream of records as an import would, and stops before the database. @throws Problem as `importHsds` */
export async function checkStream(stream: RecordStream, today: string): Promise<CheckedFile> {
  const refusals = new Refusals();
  const survey = new ColumnSurvey();
  for await (const record of stream.records(() => {}))
    if (!('broken' in record)) survey.see(record);
  survey.conclude(refusals);
  const columns = new ColumnTable();
  const repeated = new ColumnFindings();
  const conversion: Conversion = {
    source: sourceId('check'),
    today,
    columns,
    repeated,
    refusals,
    barred: { matches: () => false },
  };
  const rows: CheckedRow[] = [];
  for await (const record of stream.records(() => {})) {
    rows.push(
      'broken' in record
        ? {
            broken: record.broken,
            fatal: record.fatal === true,
            ...(record.place.line ? { line: record.place.line } : {}),
          }
        : { row: convert(record, conversion) },
    );
  }
  return { rows, findings: repeated.list(), columns };
}
