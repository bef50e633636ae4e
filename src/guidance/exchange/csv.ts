/**
 * Cards as CSV (RFC 4180), a line a field, and back. A cell that a spreadsheet would run as a formula gets an apostrophe,
 * which is taken off again when the file comes back (OWASP, CSV injection). Pure.
 */
import { CsvError, parse } from 'csv-parse/sync';
import {
  type CardIn,
  type CardOut,
  EXCHANGED,
  ExchangeRefusal,
  type Fault,
  type FileIn,
  MOST_CARDS,
  notesOf,
  STATES,
} from './exchange.ts';

const COLUMNS = [
  'card',
  'revision',
  'meaning',
  'translation',
  'field',
  'source_language',
  'target_language',
  'state',
  'source',
  'target',
  'note',
] as const;
type Row = Record<(typeof COLUMNS)[number], string>;
const NEEDED = COLUMNS.filter((column) => column !== 'note');
const MOST_FAULTS = 20;

/** @param from and `to` are language tags (BCP 47) */
export function writeCsv(cards: readonly CardOut[], from: string, to: string): string {
  const lines = cards.flatMap((card) =>
    EXCHANGED.filter((field) => card.source[field] !== undefined).map((field) => [
      ...[card.card, card.revision, card.meaning, card.translation].map(String),
      field,
      from,
      to,
      card.target[field] === undefined ? 'initial' : card.state,
      card.source[field] ?? '',
      card.target[field] ?? '',
      notesOf(field, card).join(' '),
    ]),
  );
  // The byte order mark lets spreadsheets see that this is UTF-8.
  return `\ufeff${[[...COLUMNS], ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`;
}

const RUNS = /^'*[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\n＝＋－＠]/u;

/** Any text; what begins like a formula, also after apostrophes, gets one more. */
export function cell(text: string): string {
  const safe = RUNS.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]|^'|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a cell that {@link cell} made. */
export const uncell = (text: string): string =>
  text.startsWith("'") && RUNS.test(text) ? text.slice(1) : text;

type Line = { row: Row; line: number };

/** @throws ExchangeRefusal with the line and column of each fault, at most twenty */
export function readCsv(text: string): FileIn {
  const lines = linesOf(text);
  const faults: Fault[] = [];
  const cards = new Map<string, CardIn & { fields: CardIn['fields'][number][] }>();
  const [first] = lines;
  if (!first)
    throw new ExchangeRefusal([
      { line: 2, at: 'file', expected: 'a line for each field of each card' },
    ]);
  const pair = [languageOf(first.row.source_language), languageOf(first.row.target_language)];
  for (const { row, line } of lines) {
    const tell = (at: keyof Row, expected: string): void => {
      if (faults.length < MOST_FAULTS) faults.push({ line, at, expected, found: row[at] });
    };
    const number = (at: 'card' | 'revision' | 'meaning' | 'translation'): number => {
      if (!/^\d{1,7}$/.test(row[at].trim())) tell(at, 'the number that the export wrote');
      return Number(row[at]);
    };
    const numbers = {
      card: number('card'),
      revision: number('revision'),
      meaning: number('meaning'),
      translation: number('translation'),
    };
    const field = EXCHANGED.find((one) => one === row.field.trim());
    const state = STATES.find((one) => one === (row.state.trim().toLowerCase() || 'initial'));
    if (!field) tell('field', `one of ${EXCHANGED.join(', ')}`);
    if (!state) tell('state', `one of ${STATES.join(', ')}`);
    for (const [at, column] of (['source_language', 'target_language'] as const).entries()) {
      const code = languageOf(row[column]);
      if (!code || code !== pair[at]) tell(column, pair[at] ?? 'a language, such as ar');
    }
    if (!field || !state) continue;
    const key = Object.values(numbers).join();
    const known = cards.get(key) ?? { ...numbers, line, fields: [] };
    if (known.fields.some((one) => one.field === field)) tell('field', 'each field of a card once');
    known.fields.push({
      field,
      source: uncell(row.source),
      target: uncell(row.target),
      state,
      line,
    });
    cards.set(key, known);
  }
  if (cards.size > MOST_CARDS)
    faults.push({ at: 'file', expected: `at most ${MOST_CARDS} cards`, found: String(cards.size) });
  const [from, to] = pair;
  if (faults.length > 0 || !from || !to) throw new ExchangeRefusal(faults);
  return { from, to, cards: [...cards.values()] };
}

/** Rows by column; spreadsheets of some countries put semicolons or tabs between cells. */
function linesOf(text: string): Line[] {
  const head = text.slice(0, text.search(/\r|\n|$/));
  const delimiter =
    [',', ';', '\t'].find((sign) => head.split(sign).length >= NEEDED.length) ?? ',';
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      columns: (names: string[]) => {
        const given = names.map((name) => name.trim().toLowerCase());
        const missing = NEEDED.filter((column) => !given.includes(column));
        if (missing.length > 0)
          throw new ExchangeRefusal([
            { line: 1, at: 'columns', expected: NEEDED.join(', '), found: head },
          ]);
        return given;
      },
      info: true,
      skip_empty_lines: true,
      max_record_size: 20_000,
    }) as unknown as { record: Row; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ row: record, line: startOf(record, info.lines) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ExchangeRefusal([
      {
        line: Number(error['lines'] ?? 1),
        at: 'file',
        expected: `whole rows of CSV (${error.message.slice(0, 140)})`,
      },
    ]);
  }
}

/** `lines` counts to the end of a record: cells with line breaks go back to where it began. */
const startOf = (record: Row, end: number): number =>
  end -
  Object.values(record)
    .join('')
    .split(/\r\n|\r|\n/).length +
  1;

const languageOf = (tag: string): string | undefined =>
  /^\s*([a-z]{2,3})(?:[-_][a-z0-9]+)*\s*$/i.exec(tag)?.[1]?.toLowerCase();
