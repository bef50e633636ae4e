/**
 * Messages of the interface: ICU texts, compiled once on the server into small trees that any phone can
 * say without a library (design overview, section 5). Values are escaped and isolated by direction
 * (chapter 70, section 7). A message that a language lacks is said in English and marked so.
 */
import { type RawHtml, raw } from '../http/html.ts';
import { type Direction, isolate } from './direction.ts';
import { type Clockface, withDigits } from './dates.ts';
import type { KnownLanguage } from './known-languages.ts';

/** A part of a compiled message. `v` a value, `n` the number of the plural around, `b` bold. */
export type Part =
  | string
  | { v: string }
  | { n: 1 }
  | { b: readonly Part[] }
  | { plural: string; of: Readonly<Record<string, readonly Part[]>>; minus?: number }
  | { select: string; of: Readonly<Record<string, readonly Part[]>> };

/** Compiled messages of one language, by id: plain data, the same on the server and on a phone. */
export type Catalogue = Readonly<Record<string, readonly Part[]>>;

export type Value = string | number | RawHtml;
export type Values = Readonly<Record<string, Value>>;

/** Everything that is said in one language. */
export type Words = {
  readonly language: KnownLanguage;
  readonly dir: Direction;
  readonly clockface: Clockface;
  /** The sentence as HTML. Strings among `values` are escaped; HTML stays. */
  say(id: string, values?: Values): RawHtml;
  /** The sentence as plain text, for titles and attributes. */
  text(id: string, values?: Values): string;
  has(id: string): boolean;
  /** Digits of this language. */
  number(value: number): string;
  /** "a, b, c" with the comma of this language. */
  list(items: readonly Value[]): RawHtml;
};

type Writer = {
  literal(text: string): string;
  value(value: Value): string;
  bold(inner: string): string;
};
type Sayer = (values: Values) => string;

const NONE: Values = {};

/** Escapes text for HTML content and for attributes in quotes. */
export function escapeText(text: string): string {
  return /[&<>"']/.test(text)
    ? text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)
    : text;
}

function plainText(html: RawHtml): string {
  return html.html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/**
 * The words of a language.
 * @param fallback catalogue of English, for what `catalogue` lacks
 */
export function wordsOf(
  language: KnownLanguage,
  clockface: Clockface,
  catalogue: Catalogue,
  fallback: Catalogue,
): Words {
  const { dir } = language;
  const plural = new Intl.PluralRules(language.tag);
  const englishPlural = new Intl.PluralRules('en');
  const number = (value: number): string => withDigits(String(value), language.digits);
  const shown = (value: Value): string =>
    typeof value === 'number'
      ? number(value)
      : typeof value === 'string'
        ? isolate(value, dir)
        : value.html;
  const asHtml: Writer = {
    literal: escapeText,
    value: (value) => (typeof value === 'string' ? escapeText(isolate(value, dir)) : shown(value)),
    bold: (inner) => `<b>${inner}</b>`,
  };
  const asText: Writer = {
    literal: (text) => text,
    value: (value) => (typeof value === 'object' ? isolate(plainText(value), dir) : shown(value)),
    bold: (inner) => inner,
  };
  const cache = {
    html: new Map<string, Sayer | RawHtml>(),
    text: new Map<string, Sayer | string>(),
  };

  const find = (id: string): { parts: readonly Part[]; own: boolean } => {
    const own = catalogue[id];
    if (own) return { parts: own, own: true };
    const english = fallback[id];
    if (!english) throw new Error(`There is no message "${id}".`);
    return { parts: english, own: false };
  };
  const sayerOf = (id: string, writer: Writer): { say: Sayer; constant: boolean; own: boolean } => {
    const { parts, own } = find(id);
    const rules = own ? plural : englishPlural;
    return {
      say: sequence(parts, writer, rules, number),
      constant: parts.every((part) => typeof part === 'string' || 'b' in part),
      own,
    };
  };

  const words: Words = {
    language,
    dir,
    clockface,
    has: (id) => id in catalogue || id in fallback,
    number,
    say(id, values = NONE) {
      let found = cache.html.get(id);
      if (!found) {
        const { say, constant, own } = sayerOf(id, asHtml);
        const marked: Sayer = own
          ? say
          : (given) => `<span lang="en" dir="ltr">${say(given)}</span>`;
        found = constant ? raw(marked(NONE)) : marked;
        cache.html.set(id, found);
      }
      return typeof found === 'function' ? raw(found(values)) : found;
    },
    text(id, values = NONE) {
      let found = cache.text.get(id);
      if (found === undefined) {
        const { say, constant } = sayerOf(id, asText);
        found = constant ? say(NONE) : say;
        cache.text.set(id, found);
      }
      return typeof found === 'function' ? found(values) : found;
    },
    list(items) {
      return raw(items.map(asHtml.value).join(comma));
    },
  };
  const comma = escapeText(words.text('text.list_join', { first: '', rest: '' }));
  return words;
}

function sequence(
  parts: readonly Part[],
  writer: Writer,
  rules: Intl.PluralRules,
  number: (n: number) => string,
  count?: (values: Values) => number,
): Sayer {
  const sayers = parts.map((part) => sayerOfPart(part, writer, rules, number, count));
  const [only] = sayers;
  if (sayers.length === 1 && only) return only;
  return (values) => {
    let text = '';
    for (const say of sayers) text += say(values);
    return text;
  };
}

function sayerOfPart(
  part: Part,
  writer: Writer,
  rules: Intl.PluralRules,
  number: (n: number) => string,
  count?: (values: Values) => number,
): Sayer {
  if (typeof part === 'string') {
    const text = writer.literal(part);
    return () => text;
  }
  if ('v' in part) {
    const { v } = part;
    return (values) => {
      const value = values[v];
      return value === undefined ? '' : writer.value(value);
    };
  }
  if ('n' in part) return (values) => number(count ? count(values) : 0);
  if ('b' in part) {
    const inner = sequence(part.b, writer, rules, number, count);
    return (values) => writer.bold(inner(values));
  }
  if ('select' in part) {
    const options = new Map(
      Object.entries(part.of).map(([key, inner]) => [
        key,
        sequence(inner, writer, rules, number, count),
      ]),
    );
    const other = options.get('other');
    const { select } = part;
    return (values) => {
      const say = options.get(String(values[select])) ?? other;
      return say ? say(values) : '';
    };
  }
  const { plural, minus = 0 } = part;
  const counted = (values: Values): number => Number(values[plural] ?? 0) - minus;
  const options = new Map(
    Object.entries(part.of).map(([key, inner]) => [
      key,
      sequence(inner, writer, rules, number, counted),
    ]),
  );
  const other = options.get('other');
  return (values) => {
    const exact = options.get(`=${String(values[plural])}`);
    const say = exact ?? options.get(rules.select(counted(values))) ?? other;
    return say ? say(values) : '';
  };
}
