/** Stored values in the forms that HSDS asks for. What cannot be written in that form is left out. */
import type { FieldKind } from './fields.ts';

export type HsdsValue = string | number;

/** Undefined when there is no value, or none that a strict reader would accept. */
export function hsdsValue(kind: FieldKind, value: unknown): HsdsValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  switch (kind) {
    case 'number': {
      const number = Number(value);
      // An extension such as "12a" or "007" would lose something as a number.
      return String(number) ===
        String(value)
          .replace(/(\.\d*?)0+$/, '$1')
          .replace(/\.$/, '')
        ? number
        : undefined;
    }
    case 'instant':
      return value instanceof Date ? value.toISOString() : String(value);
    case 'uri':
      return uri(String(value));
    case 'email':
      return /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(
        String(value),
      )
        ? String(value)
        : undefined;
    default:
      return String(value);
  }
}

/** RFC 3986 in ASCII: other letters are percent-encoded, an address without a scheme is none. */
function uri(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(text) || !URL.canParse(text)) return undefined;
  if (/^[\w:/?#[\]@!$&'()*+,;=.~%-]+$/.test(text) && !/%(?![0-9a-f]{2})/i.test(text)) return text;
  const { href } = new URL(text);
  return /^[\w:/?#[\]@!$&'()*+,;=.~%-]+$/.test(href) && !/%(?![0-9a-f]{2})/i.test(href)
    ? href
    : undefined;
}

/** `HH:MM` of minutes after midnight; the end of the day is written 23:59, as HSDS has no 24:00. */
export function clockTime(minutes: number): string {
  const shown = Math.min(minutes, 1439);
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(shown % 60).padStart(2, '0')}`;
}

/** `Z`, `+01:00`, `-03:30` of an offset in minutes. */
export function offsetSuffix(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}
