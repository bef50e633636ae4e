/** `errors.csv`: what an import found, for a spreadsheet. Cells that a spreadsheet would run as a formula are made harmless. */
import type { Finding } from './finding.ts';
import type { ImportReport } from './report.ts';

const COLUMNS = [
  'file',
  'row',
  'entity',
  'column',
  'code',
  'severity',
  'count',
  'sentence',
  'suggestion',
] as const;

/** Writes to `stream` and resolves when everything was taken; does not end the stream. */
export async function writeErrorsCsv(
  report: Pick<ImportReport, 'findings' | 'findingCounts'>,
  stream: NodeJS.WritableStream,
): Promise<void> {
  // The byte order mark lets spreadsheets see that this is UTF-8.
  await write(stream, `\ufeff${COLUMNS.join(',')}\r\n`);
  for (const one of report.findings)
    await write(
      stream,
      `${COLUMNS.map((column) => cell(one[column as keyof Finding])).join(',')}\r\n`,
    );
  const listed = report.findings.reduce((sum, one) => sum + (one.count ?? 1), 0);
  const all = Object.values(report.findingCounts).reduce((sum, n) => sum + n, 0);
  if (all > listed)
    await write(stream, `,,,,,,${all - listed},more findings than a report lists,\r\n`);
}

/** A cell that begins like a formula gets a leading apostrophe (OWASP, CSV injection); quotes are doubled. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = String(value).replace(/[\u0000-\u0008\u000b-\u001f]/g, ' ');
  const safe =
    typeof value === 'string' && /^[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\n＝＋－＠]/u.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n;\t]|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
