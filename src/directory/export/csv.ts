/** CSV cells (RFC 4180) that a spreadsheet cannot take for a formula (chapter 10, section 2.5). */

/** Where a leading sign belongs to the value: numbers, and telephone numbers, which keep their `+`. */
const SIGNED = new Set([
  'number',
  'extension',
  'latitude',
  'longitude',
  'timezone',
  'amount',
  'byday',
  'bymonthday',
  'byweekno',
]);

/** A leading space takes the force from what a spreadsheet would run; the importer trims it. */
export function csvCell(column: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const risky =
    /^[=@\t\r]/.test(text) ||
    (/^[+-]/.test(text) && !(SIGNED.has(column) && /^[+-]?[\d\s().,A-Z+/-]*$/.test(text)));
  const safe = risky ? ` ${text}` : text;
  return /[",\n\r]|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(columns: readonly string[], row: Record<string, unknown>): string {
  return `${columns.map((column) => csvCell(column, row[column])).join(',')}\r\n`;
}
