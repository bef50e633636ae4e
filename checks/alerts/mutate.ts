/** Alerts that were damaged in ways that files are damaged, and in ways that somebody would damage them on purpose. */
import fc from 'fast-check';

type Change = (text: string, pick: (most: number) => number) => string;

/** Start and end of every element that stands on one line or over several. */
function element(text: string, pick: (most: number) => number): [number, number, string] {
  const tags = [...text.matchAll(/<([a-zA-Z]+)>/g)];
  const tag = tags[pick(tags.length)];
  const name = tag?.[1] ?? 'alert';
  const from = tag?.index ?? 0;
  const end = text.indexOf(`</${name}>`, from);
  return [from, end < 0 ? text.length : end + name.length + 3, name];
}
const inside = (text: string, pick: (most: number) => number, value: string): string => {
  const [from, to, name] = element(text, pick);
  return `${text.slice(0, from)}<${name}>${value}</${name}>${text.slice(to)}`;
};

const VALUES = [
  '',
  ' ',
  'Soon',
  'actual',
  ' Actual ',
  '2026-11-22T10:00:00Z',
  '2026-02-30T10:00:00+00:00',
  '2026-11-22T24:00:00+00:00',
  '2026-11-22T10:00:00,01:00',
  '0000-01-01T00:00:00+00:00',
  '2026-11-22T10:00:00+15:00',
  '٢٠٢٦-١١-٢٢T10:00:00+00:00',
  '1e400',
  '-0',
  '+5',
  '5.',
  '.5',
  'NaN',
  '91,181',
  '1,2 3',
  '1,2 3,4 5,6 1,2',
  '1,2,3',
  'a b',
  'x'.repeat(3000),
  '\u00a0',
  '\u202eabc',
  'http://exa mple/',
  'http://[::1]/',
  'http://a:b/',
  'urn:',
  '%zz',
  '://',
  '#a#b',
  'a:b:c',
  '&#0;',
  '&#x1F600;',
  '&bomb;',
  '&amp;lt;',
  '<b>x</b>',
  '<![CDATA[<alert>]]>',
  '<!-- x -->Actual',
];
const CHANGES: readonly Change[] = [
  (text, pick) => {
    const [from, to] = element(text, pick);
    return text.slice(0, from) + text.slice(to);
  },
  (text, pick) => {
    const [from, to] = element(text, pick);
    return text.slice(0, to) + text.slice(from, to) + text.slice(to);
  },
  (text, pick) => {
    const [from, to] = element(text, pick);
    const [other] = element(text, pick);
    return other < from
      ? text.slice(0, other) + text.slice(from, to) + text.slice(other, from) + text.slice(to)
      : text;
  },
  (text, pick) => inside(text, pick, VALUES[pick(VALUES.length)] ?? ''),
  // The right value, with something around it.
  (text, pick) => {
    const values = [...text.matchAll(/>([^<>]+)<\//g)];
    const value = values[pick(values.length)];
    const at = (value?.index ?? 0) + 1;
    const plain = value?.[1] ?? '';
    const pad = [' ', '\n', '\u00a0', 'x', '0', '-'][pick(6)] ?? ' ';
    return `${text.slice(0, at)}${pad}${plain}${pad}${text.slice(at + plain.length)}`;
  },
  (text, pick) => {
    const [from, , name] = element(text, pick);
    const other =
      ['Status', 'alert', 'info', 'x', 'toString', '__proto__', 'cap:info'][pick(7)] ?? 'x';
    return text.slice(0, from) + text.slice(from).replaceAll(`${name}>`, `${other}>`);
  },
  (text, pick) => {
    const [from, , name] = element(text, pick);
    const attribute =
      [
        'xmlns=""',
        'xmlns="urn:oasis:names:tc:emergency:cap:1.1"',
        'lang="en"',
        'xml:lang="en"',
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"',
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x"',
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"',
        'a="1" a="2"',
      ][pick(8)] ?? '';
    return `${text.slice(0, from)}<${name} ${attribute}>${text.slice(from + name.length + 2)}`;
  },
  (text, pick) => text.slice(0, pick(text.length)),
  (text, pick) => {
    const at = pick(text.length);
    return text.slice(0, at) + String.fromCharCode(pick(0x10000)) + text.slice(at + pick(3));
  },
  (text, pick) => {
    const at = pick(text.length);
    return `${text.slice(0, at)}${['<', '&', ']]>', '<!--', '<?x ?>', '</info>', '<info>', '\0'][pick(8)] ?? ''}${text.slice(at)}`;
  },
  (text, pick) =>
    text.replace(
      /^<\?xml[^>]*>/,
      [
        '<?xml version="1.1"?>',
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
        '<!DOCTYPE alert [<!ENTITY bomb "x">]>',
        '<!DOCTYPE alert SYSTEM "file:///etc/hostname">',
        '',
        '\ufeff<?xml version="1.0"?>',
      ][pick(6)] ?? '',
    ),
  (text, pick) => {
    const deep = pick(400);
    const at = text.indexOf('</alert>');
    return `${text.slice(0, at)}${'<info>'.repeat(deep)}${'</info>'.repeat(deep)}${text.slice(at)}`;
  },
];

/** A text with one to three of these changes; the same seed gives the same. */
export const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.nat(CHANGES.length - 1), fc.infiniteStream(fc.nat(2 ** 30))), {
      minLength: 1,
      maxLength: 3,
    })
    .map((steps) => {
      let made = text;
      for (const [which, numbers] of steps) {
        const pick = (most: number): number =>
          most <= 0 ? 0 : (numbers.next().value as number) % most;
        made = CHANGES[which]?.(made, pick) ?? made;
      }
      return made;
    });
