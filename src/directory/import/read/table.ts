/** Delimited tables as rows with their line numbers: encoding and delimiter are found, not asked for. */
import { type Info, parse } from 'csv-parse';
import { MOST_COLUMNS, MOST_RECORD_BYTES } from '../limits.ts';
import { utf8Chunks } from './encoding.ts';
import type { InputFile } from './bounds.ts';

export type TableRow =
  | { cells: string[]; line: number }
  | { broken: string; line: number }
  | { fatal: string; line: number };

export type TableOptions = {
  delimiter?: string;
  encoding?: string;
  onBytes?: (bytes: number) => void;
  onFound?: (found: { encoding?: string; delimiter?: string }) => void;
};

const SAMPLE = 64 * 1024;

/** Rows in order, the header among them. Quotes that are never closed end the file with their line. */
export async function* readTable(
  file: InputFile,
  options: TableOptions = {},
): AsyncGenerator<TableRow> {
  const text = decoded(
    utf8Chunks(file.open(), (encoding) => options.onFound?.({ encoding }), options.encoding),
    options.onBytes,
  );
  const head: string[] = [];
  let size = 0;
  let ended = false;
  const rest = text[Symbol.asyncIterator]();
  while (size < SAMPLE && !ended) {
    const next = await rest.next();
    if (next.done) ended = true;
    else {
      head.push(next.value);
      size += next.value.length;
    }
  }
  const delimiter = options.delimiter ?? findDelimiter(head.join('').slice(0, SAMPLE));
  options.onFound?.({ delimiter });
  let cut = 0;
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_RECORD_BYTES,
    // Called as rows are cut, before they are asked for: the last whole row, when the next one breaks off.
    on_record: (row, { lines }) => {
      cut = lines;
      return row;
    },
  });
  const feeding = (async () => {
    try {
      for (const part of head) await write(parser, part);
      head.length = 0;
      for (let next = await rest.next(); !next.done; next = await rest.next())
        await write(parser, next.value);
      parser.end();
    } catch (error) {
      parser.destroy(error as Error);
    }
  })();
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: Info;
    }>) {
      line = info.lines;
      if (record.length > MOST_COLUMNS)
        yield { broken: `The row has more than ${MOST_COLUMNS} columns.`, line };
      else if (record.some((cell) => cell.includes('\ufffd')))
        yield { broken: 'The row is not valid UTF-8.', line };
      else yield { cells: record, line };
    }
  } catch (error) {
    const { code } = error as { code?: string };
    if (typeof code !== 'string' || !code.startsWith('CSV_')) throw error;
    const unclosed = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE';
    yield {
      fatal: unclosed
        ? 'A quote that opens in this row is never closed.'
        : 'The table cannot be read on from here.',
      line: cut + 1,
    };
  } finally {
    parser.destroy();
    await feeding.catch(() => {});
  }
}

function write(parser: ReturnType<typeof parse>, part: string): Promise<void> {
  if (parser.destroyed) throw new Error('the reader has stopped');
  if (parser.write(part)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const done = (): void => {
      parser.off('drain', done);
      parser.off('close', closed);
      resolve();
    };
    const closed = (): void => {
      parser.off('drain', done);
      reject(new Error('the reader has stopped'));
    };
    parser.once('drain', done);
    parser.once('close', closed);
  });
}

async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of chunks) {
    onBytes?.(chunk.length);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** The sign that cuts the first lines most evenly, outside quotes. */
export function findDelimiter(sample: string): string {
  let best = ',';
  let most = 0;
  for (const candidate of [',', ';', '\t', '|']) {
    const counts: number[] = [];
    let quoted = false;
    let count = 0;
    for (const sign of sample) {
      if (sign === '"') quoted = !quoted;
      else if (quoted) continue;
      else if (sign === candidate) count += 1;
      else if (sign === '\n') {
        counts.push(count);
        count = 0;
        if (counts.length >= 50) break;
      }
    }
    if (counts.length === 0) counts.push(count);
    // Titles and blank lines have fewer; what most lines have in common counts.
    const [usual = 0, lines = 0] =
      [...new Set(counts)]
        .filter((one) => one > 0)
        .map((one) => [one, counts.filter((other) => other === one).length] as const)
        .sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
    const score = usual * (0.2 + lines / counts.length);
    if (score > most) [best, most] = [candidate, score];
  }
  return best;
}
