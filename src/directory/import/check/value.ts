/** Reads one value as its column wants it. Out comes a value that PostgreSQL is sure to take, or a finding. */
import type { Column } from '../entity.ts';
import type { FindingCode } from '../finding.ts';
import { cleanText, isTooLong } from './text.ts';
import { asciiDigits, readDate, readInstant, readTime } from './time.ts';

export type ReadValue = {
  /** Absent: nothing usable. `null`: the source clears the field. */
  value?: unknown;
  notes: { code: FindingCode; sentence: string; suggestion?: string }[];
};

const nothing = (code: FindingCode, sentence: string, suggestion?: string): ReadValue => ({
  notes: [{ code, sentence, ...(suggestion ? { suggestion } : {}) }],
});

const NOTE_SENTENCES: Partial<Record<FindingCode, string>> = {
  html_stripped: 'Markup was taken out of the text.',
  control_chars: 'Control or direction signs were taken out of the text.',
  zawgyi_converted: 'The text was Burmese in Zawgyi, an old encoding; it was converted to Unicode.',
  mojibake_suspected: 'The text looks as if it was read in a wrong encoding once.',
};

/** @param isInZawgyi whether the texts of its row are Burmese in Zawgyi */
export function readValue(column: Column, input: unknown, isInZawgyi = false): ReadValue {
  if (input === null) return { value: null, notes: [] };
  if (input === undefined || input === '') return { notes: [] };
  switch (column.kind) {
    case 'flag':
      return readFlag(input);
    case 'number':
    case 'integer':
      return readNumber(column, input);
    case 'json':
      return readJson(input);
    case 'list':
      return readList(column, input);
    default:
      return readScalar(column, input, isInZawgyi);
  }
}

function readScalar(column: Column, input: unknown, isInZawgyi: boolean): ReadValue {
  if (typeof input === 'object' || typeof input === 'boolean') {
    return nothing(
      'bad_value',
      `Expected text, found ${Array.isArray(input) ? 'a list' : `a ${typeof input}`}.`,
    );
  }
  const raw = String(input);
  if (isTooLong(raw))
    return nothing('too_long', 'The value is longer than 64 KB.', 'Shorten it at the source.');
  const { text, notes: codes } = cleanText(raw, column.kind !== 'text', isInZawgyi);
  const notes: ReadValue['notes'] = codes.map((code) => ({
    code,
    sentence: NOTE_SENTENCES[code] ?? '',
    ...(code === 'zawgyi_converted'
      ? { suggestion: 'Have a reader of Burmese look at it, and correct it at the source.' }
      : {}),
  }));
  if (text === '') return { notes };
  switch (column.kind) {
    case 'date': {
      const date = readDate(text);
      return date ? { value: date, notes } : nothing('bad_value', 'Expected a day as YYYY-MM-DD.');
    }
    case 'instant': {
      const instant = readInstant(text);
      return instant
        ? { value: instant, notes }
        : nothing('bad_value', 'Expected a date and time as in ISO 8601.');
    }
    case 'time': {
      const time = readTime(text);
      if (!time) return nothing('bad_time', 'Expected a time of day as HH:MM.');
      if (time.contradicts)
        notes.push({
          code: 'bad_time',
          sentence: 'The time contradicts itself; it has one possible reading, which is used.',
        });
      return { value: time.minutes, notes };
    }
    case 'url':
      return readUrl(text, notes);
    case 'email':
      return /^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>".]{2,63}$/.test(text) && text.length <= 254
        ? { value: text.toLowerCase(), notes }
        : nothing('bad_value', 'Expected an e-mail address.');
    case 'code': {
      if (!column.among) return { value: text, notes };
      const folded = text.toLowerCase();
      const known = column.among.find((one) => one.toLowerCase() === folded);
      return known
        ? { value: known, notes }
        : nothing('bad_value', `Expected one of: ${column.among.join(', ')}.`);
    }
    default:
      return { value: text, notes };
  }
}

/** Only web addresses; one without a scheme is read as https. Others (javascript:, data:, file:) are dropped. */
function readUrl(text: string, notes: ReadValue['notes']): ReadValue {
  const whole =
    /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]*:\d+(?:\/|$)/.test(text)
      ? text
      : `https://${text}`;
  try {
    const url = new URL(whole);
    if (
      (url.protocol === 'http:' || url.protocol === 'https:') &&
      /\./.test(url.hostname) &&
      !url.username &&
      text.length <= 2_000
    ) {
      return { value: whole, notes };
    }
  } catch {
    // Falls through to the finding.
  }
  return nothing('bad_value', 'Expected a web address that begins with http:// or https://.');
}

function readNumber(column: Column, input: unknown): ReadValue {
  const number =
    typeof input === 'number'
      ? input
      : typeof input === 'string' &&
          /^\s*[+-]?\d{1,18}(?:[.,]\d{1,18})?\s*$/.test(asciiDigits(input))
        ? Number(asciiDigits(input).replace(',', '.'))
        : Number.NaN;
  const { min = -1e15, max = 1e15 } = column;
  if (!Number.isFinite(number) || (column.kind === 'integer' && !Number.isInteger(number))) {
    return nothing('bad_value', `Expected ${column.kind === 'integer' ? 'a whole' : 'a'} number.`);
  }
  if (number < min || number > max)
    return nothing('bad_value', `Expected a number from ${min} to ${max}.`);
  return { value: number, notes: [] };
}

function readFlag(input: unknown): ReadValue {
  if (typeof input === 'boolean') return { value: input, notes: [] };
  if (input === 1 || /^(?:true|yes|1)$/i.test(String(input))) return { value: true, notes: [] };
  if (input === 0 || /^(?:false|no|0)$/i.test(String(input))) return { value: false, notes: [] };
  return nothing('bad_value', 'Expected true or false.');
}

function readList(column: Column, input: unknown): ReadValue {
  const list = (Array.isArray(input) ? input : [input]).map(String);
  const known = list.filter((one) => column.among?.includes(one) ?? true);
  return {
    value: [...new Set(known)],
    notes:
      known.length === list.length
        ? []
        : [{ code: 'bad_value', sentence: `Expected only: ${column.among?.join(', ')}.` }],
  };
}

/** Coded elements only: short texts under known keys. */
function readJson(input: unknown): ReadValue {
  if (!Array.isArray(input)) return nothing('bad_value', 'Expected a list.');
  const elements = (input as unknown[]).flatMap((one) => {
    const { code, state } = (typeof one === 'object' && one !== null ? one : {}) as Record<
      string,
      unknown
    >;
    const fits =
      typeof code === 'string' &&
      /^[a-z0-9_.-]{1,80}$/.test(code) &&
      ['present', 'absent', 'partner'].includes(String(state));
    return fits ? [{ code, state }] : [];
  });
  return elements.length === input.length
    ? { value: elements, notes: [] }
    : {
        value: elements,
        notes: [
          {
            code: 'bad_value',
            sentence: 'Expected elements with a code and present, absent or partner.',
          },
        ],
      };
}
