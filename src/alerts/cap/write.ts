/** Writes an alert of CAP 1.2, and reads what it wrote before it lets it go. Pure. */
import {
  CAP_NAMESPACE,
  type CapAlert,
  CapRefusal,
  type Circle,
  type Point,
  type Reference,
} from './alert.ts';
import { ALERT, type Parts, readCap } from './read.ts';

/**
 * The alert as XML: UTF-8, elements in the order of the schema, two spaces a level.
 * @throws CapRefusal for what CAP does not allow, as `readCap` would.
 */
export function writeCap(alert: CapAlert): string {
  const body = elements(alert, ALERT, 'alert', '  ');
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="${CAP_NAMESPACE}">\n${body}</alert>\n`;
  readCap(text);
  return text;
}

function elements(value: object, parts: Parts, at: string, indent: string): string {
  let text = '';
  const values = value as Record<string, unknown>;
  for (const [name, { many, kind }] of Object.entries(parts)) {
    const given = values[name];
    if (given === undefined || (name === 'references' && (given as unknown[]).length === 0))
      continue;
    const where = `${at}/${name}`;
    for (const one of many ? (given as unknown[]) : [given])
      text +=
        typeof kind['read'] === 'function'
          ? `${indent}<${name}>${escape(plain(name, one), where)}</${name}>\n`
          : `${indent}<${name}>\n${elements(one as object, kind as Parts, where, `${indent}  `)}${indent}</${name}>\n`;
  }
  return text;
}

function plain(name: string, value: unknown): string {
  if (name === 'polygon') return (value as Point[]).map(pair).join(' ');
  if (name === 'circle') return `${pair(value as Circle)} ${number((value as Circle).radius)}`;
  if (name === 'references')
    return (value as Reference[])
      .map(({ sender, identifier, sent }) => `${sender},${identifier},${sent}`)
      .join(' ');
  return typeof value === 'number' ? number(value) : String(value);
}

const pair = ({ lat, lon }: Point): string => `${number(lat)},${number(lon)}`;

/** Never with an exponent, which neither the schema nor other readers take. */
function number(value: number): string {
  const text = String(value);
  return /e/i.test(text) ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}

const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
};

/** Text between two tags. A reader would turn a bare carriage return into a line feed, so it is written as a number. */
export function escape(text: string, at: string): string {
  const stray = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text)?.[0];
  if (stray !== undefined)
    throw new CapRefusal([
      {
        at,
        expected: 'characters that XML 1.0 allows',
        found: `U+${(stray.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
      },
    ]);
  return text.replace(/[&<>\r]/g, (character) => SPECIAL[character] ?? character);
}
