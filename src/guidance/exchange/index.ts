/** Translations in and out: XLIFF and CSV for people who translate outside the house. */
import { CapRefusal } from '../../alerts/cap/alert.ts';
import { decodeXml } from '../../alerts/cap/read-xml.ts';
import { readCsv, writeCsv } from './csv.ts';
import { type CardOut, ExchangeRefusal, type FileIn, MOST_BYTES } from './exchange.ts';
import { LIMITS, readXliff } from './read-xliff.ts';
import { writeXliff } from './write-xliff.ts';

export { ExchangeRefusal, type Fault, MOST_BYTES, MOST_CARDS } from './exchange.ts';
export {
  applyImport,
  cardsToTranslate,
  previewImport,
  type Tags,
  WHAT,
  type What,
} from './exchange-cards.ts';
export type { Outcome } from './plan.ts';

export const FORMATS = ['xliff', 'csv'] as const;
export type Format = (typeof FORMATS)[number];
export const MEDIA: Readonly<Record<Format, string>> = {
  xliff: 'application/xliff+xml',
  csv: 'text/csv; charset=utf-8',
};
export const ENDINGS: Readonly<Record<Format, string>> = { xliff: 'xlf', csv: 'csv' };

/** @param tags language tags (BCP 47) */
export const writeExchange = (
  format: Format,
  cards: readonly CardOut[],
  { from, to }: { from: string; to: string },
): string => (format === 'xliff' ? writeXliff : writeCsv)(cards, from, to);

/** A file of either kind, known by how it begins. @throws ExchangeRefusal */
export function readExchange(bytes: Uint8Array): FileIn {
  if (bytes.length > MOST_BYTES)
    throw new ExchangeRefusal([
      { at: 'file', expected: `at most ${MOST_BYTES / 1e6} MB`, found: `${bytes.length} bytes` },
    ]);
  const text = textOf(bytes);
  return /^\ufeff?\s*</.test(text) ? readXliff(text.replace(/^\ufeff/, '')) : readCsv(text);
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeXml(bytes, LIMITS);
  } catch (error) {
    if (!(error instanceof CapRefusal)) throw error;
    throw new ExchangeRefusal([
      { at: 'file', expected: 'text in UTF-8 (in a spreadsheet: save as "CSV UTF-8")' },
    ]);
  }
}
