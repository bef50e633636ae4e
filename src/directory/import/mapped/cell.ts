/** Reads the cell of one mapped column into the texts it stands for. */
import { isBlank } from '../check/text.ts';
import { isObject } from '../shape/object.ts';
import { type ColumnMap, foldValue } from './map-file.ts';

const YES = new Set('yes y true 1 x oui sí si sim ja evet да نعم بله أجل እወ አዎ'.split(' '));
const NO = new Set(
  'no n false 0 non não nao nein hayır hayir нет لا خیر خير ኣይፋልን አይደለም'.split(' '),
);

/** The values in a cell before its value table: keys of an object that are true, or the cell itself. */
export function rawValues(cell: unknown, column: { keys: boolean }): string[] {
  if (isObject(cell)) {
    if (!column.keys) return [];
    return Object.entries(cell).flatMap(([key, value]) =>
      value === true || value === 1 || value === '1' || value === 'true' ? [key] : [],
    );
  }
  if (Array.isArray(cell))
    return (cell as unknown[])
      .filter((one) => typeof one === 'string' || typeof one === 'number')
      .map(String);
  if (typeof cell === 'boolean') return [String(cell)];
  return isBlank(cell) ? [] : [String(cell)];
}

/** The values that go on: split where the parser wants a list, then put through the value table. */
export function cellValues(cell: unknown, column: ColumnMap): string[] {
  const split =
    column.parser === 'list' ||
    column.parser === 'need' ||
    column.parser === 'languages' ||
    column.parser === 'phone';
  const values = rawValues(cell, column).flatMap((value) => {
    const whole = column.values?.get(foldValue(value));
    if (whole !== undefined || !split || column.keys) return [value];
    return value.split(column.parser === 'phone' ? /[;/\n]|,(?=\s*\+?\d{3})/ : /[,;|\n/]/);
  });
  return values.flatMap((value) => {
    const known = column.values?.get(foldValue(value));
    if (known === null || (known === undefined && column.strict)) return [];
    const meant = known ?? value.trim();
    return (Array.isArray(meant) ? meant : [meant]).filter((one) => one !== '');
  });
}

/** Three outcomes: yes, no, and for everything else unknown. */
export function yesNo(text: string): 'yes' | 'no' | 'unknown' {
  const word = foldValue(text);
  return YES.has(word) ? 'yes' : NO.has(word) ? 'no' : 'unknown';
}

/** "50 JOD", "€ 12,50", "free": an amount and a currency when both are surely there. */
export function money(text: string): { amount?: number; currency?: string; option: string } {
  const currency =
    /\b([A-Z]{3})\b/.exec(text)?.[1] ??
    { '€': 'EUR', '£': 'GBP', '₺': 'TRY' }[/[€£₺]/.exec(text)?.[0] ?? ''];
  const numbers = text.match(/\d+(?:[.,]\d{1,2})?(?!\d)/g) ?? [];
  const amount =
    numbers.length === 1 && numbers[0] ? Number(numbers[0].replace(',', '.')) : undefined;
  return { option: text, ...(amount !== undefined && currency ? { amount, currency } : {}) };
}
