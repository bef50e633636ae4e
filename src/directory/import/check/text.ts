/** Cleans texts that strangers wrote: no markup, no control or direction signs, nothing PostgreSQL refuses. */
import { MOST_FIELD_BYTES } from '../limits.ts';
import { fromZawgyi, isZawgyi, zawgyiScore } from '../../../languages/fold/zawgyi.ts';
import type { FindingCode } from '../finding.ts';

// Control signs but tab and line break; marks that turn the direction of what follows; byte order marks.
// eslint-disable-next-line no-control-regex
const CONTROLS =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;
const TAG = /<(?:!--[\s\S]*?--|[a-zA-Z/!?][^<>]{0,2000})>/g;
const HIDDEN_BLOCK = /<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi;
const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};
/** UTF-8 read as Windows-1252, Latin-1 or a DOS code page: pairs that no language writes. */
const MOJIBAKE =
  /\ufffd|Ã[\u0080-\u00bf©¨¢§´]|â€[™œ\u009d“”˜¦]|â\u0080[\u0090-\u00bf]|GÇ[ÖÿÄªÉ£¥]|ÔÇ[ÖÿÄªÉ£¥Ô£]|Ø[§-º]Ù|Ð[°-¿]Ñ/;

export type CleanText = { text: string; notes: FindingCode[] };

const BURMESE = /[\u1000-\u109f]/;

/** Whether the texts of a row, read together, are Burmese in Zawgyi: a name alone is too short to tell. */
export function areZawgyi(values: readonly unknown[]): boolean {
  const texts = values.filter((one): one is string => typeof one === 'string' && BURMESE.test(one));
  return texts.length > 0 && isZawgyi(texts.join(' '));
}

/**
 * `oneLine` joins line breaks into spaces. An empty result means that nothing readable was there.
 * @param isInZawgyi whether the row is: then short texts with its signs are converted too
 */
export function cleanText(input: string, oneLine: boolean, isInZawgyi = false): CleanText {
  const notes: FindingCode[] = [];
  let text = input.isWellFormed() ? input : input.toWellFormed();
  if (MOJIBAKE.test(text)) notes.push('mojibake_suspected');
  if (BURMESE.test(text) && (isZawgyi(text) || (isInZawgyi && zawgyiScore(text) > 0))) {
    notes.push('zawgyi_converted');
    text = fromZawgyi(text);
  }
  if (text.search(CONTROLS) >= 0) {
    text = text.replace(CONTROLS, '');
    if (text.trim() !== input.replace(/\ufeff/g, '').trim()) notes.push('control_chars');
  }
  if (text.includes('<') || text.includes('&')) {
    const plain = stripMarkup(text);
    if (plain !== text) {
      // A decoded "&amp;" alone is no loss worth a line in the report.
      if (TAG.test(text) || /&lt;/i.test(text)) notes.push('html_stripped');
      TAG.lastIndex = 0;
      text = plain;
    }
  }
  if (text.includes('\\n') && !text.includes('\n'))
    text = text.replaceAll('\\r', '').replaceAll('\\n', '\n');
  text = oneLine
    ? text.replace(/\s+/g, ' ')
    : text
        .replace(/\r\n?/g, '\n')
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ ?\n ?/g, '\n')
        .replace(/\n{3,}/g, '\n\n');
  return { text: text.trim(), notes };
}

function stripMarkup(input: string): string {
  let text = input;
  // Twice: markup that was escaped once more is markup all the same.
  for (let round = 0; round < 2; round++) {
    text = text
      .replace(HIDDEN_BLOCK, ' ')
      .replace(/<(?:br|\/p|\/li|\/div)\s*\/?>/gi, '\n')
      .replace(TAG, '');
    text = text.replace(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name) return NAMED[name.toLowerCase()] ?? whole;
      const point = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      if (
        !Number.isInteger(point) ||
        point < 32 ||
        point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff)
      )
        return '';
      return String.fromCodePoint(point);
    });
  }
  return text.replace(TAG, '').replace(CONTROLS, '');
}

export function isTooLong(text: string): boolean {
  return text.length > MOST_FIELD_BYTES / 4 && Buffer.byteLength(text) > MOST_FIELD_BYTES;
}

const EMAIL_IN_TEXT = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{2,63})+/u;
const PHONE_IN_TEXT =
  /(?:\+|\b00|\(\d)[\d\s().-]{7,18}\d|\b\d{3}[\s.-]\d{3}[\s.-]\d{3,4}\b|\b0[\d\s.-]{8,12}\d\b/;

/** An e-mail address or telephone number inside a text: perhaps a person's own. */
export function hasContact(text: string): boolean {
  return EMAIL_IN_TEXT.test(text) || PHONE_IN_TEXT.test(text);
}

/** Blank in the ways that tables write it. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'string') return false;
  const text = value.trim();
  return text === '' || /^(?:-+|n\/?a|null|none given|\?+|—)$/i.test(text);
}
