/** What a message asks for: a number, a card, the standing of a print, a report, a keyword, or a need in words. Pure. */
import { type KitReport, readPrintCode, readReportLine } from '../guidance/index.ts';
import { asciiDigits } from '../languages/dates.ts';
import { KNOWN_LANGUAGES } from '../languages/known-languages.ts';
import { type AllPhrases, KEYWORDS, type Keyword } from './phrases.ts';

export type Command =
  | { kind: 'number'; number: string }
  | { kind: 'card'; code: number; lang: string }
  | { kind: 'print'; code: number; lang: string; version: number }
  /** What a session counted; nothing where the line is not whole. */
  | { kind: 'report'; report: KitReport | undefined }
  | KeywordCommand
  /** A language by its own name. */
  | { kind: 'speak'; lang: string }
  | { kind: 'words'; text: string }
  | { kind: 'nothing' };

/** `langs`: whose word it is; empty for the words that every phone knows. `rest`: what stands behind it. */
export type KeywordCommand = { kind: Keyword; langs: readonly string[]; rest: string };

export const LONGEST_MESSAGE = 1000;

/** Words that carriers know everywhere, whatever the language. */
const EVERYWHERE: Readonly<Record<string, Keyword>> = {
  stop: 'stop',
  stopall: 'stop',
  'stop all': 'stop',
  unsubscribe: 'stop',
  cancel: 'stop',
  quit: 'stop',
  end: 'stop',
  start: 'start',
  unstop: 'start',
  help: 'help',
  '?': 'help',
  lang: 'lang',
  language: 'lang',
  more: 'more',
  '+': 'more',
  next: 'next',
  join: 'join',
};
/** These may be followed by more: a language, a place. */
const WITH_REST = new Set<Keyword>(['lang', 'join']);

/** A kit in words is a need; with a number behind it, it is what a session counted. */
const REPORT = /^kit[\s:,;/]*\d/;

export type Commands = (text: string) => Command;

/** Learns the keywords of all languages once; the function that it gives reads messages. */
export function commandsOf(phrases: AllPhrases): Commands {
  const keywords = new Map<string, { keyword: Keyword; langs: string[] }>();
  for (const { lang, words } of phrases.offered) {
    for (const keyword of KEYWORDS) {
      for (const word of words(keyword).map(plain)) {
        const known = keywords.get(word);
        if (known?.keyword === keyword) known.langs.push(lang);
        else if (!known) keywords.set(word, { keyword, langs: [lang] });
      }
    }
  }
  for (const [word, keyword] of Object.entries(EVERYWHERE))
    keywords.set(word, { keyword, langs: [] });
  const names = languageNames(phrases);

  return (text) => {
    const said = asciiDigits(text.slice(0, LONGEST_MESSAGE))
      .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    const word = plain(said);
    if (!word) return { kind: 'nothing' };
    if (/^\d{1,10}$/.test(word)) return { kind: 'number', number: word };
    if (REPORT.test(word)) return { kind: 'report', report: readReportLine(word) };
    const print = readPrintCode(word);
    if (print && phrases.find(print.lang))
      return { kind: 'print', code: print.card, lang: print.lang, version: print.version };
    const card = /^(\d{2,9})[\s-]+([a-z]{2,3})$/.exec(word);
    if (card && phrases.find(card[2] ?? ''))
      return { kind: 'card', code: Number(card[1]), lang: card[2] as string };
    const whole = keywords.get(word);
    if (whole) return { kind: whole.keyword, langs: whole.langs, rest: '' };
    const [first = '', ...others] = word.split(' ');
    const begun = keywords.get(first);
    if (begun && WITH_REST.has(begun.keyword)) {
      const rest = said.split(' ').slice(1).join(' ');
      if (begun.keyword !== 'lang') return { kind: begun.keyword, langs: begun.langs, rest };
      const asked = others.join(' ');
      const lang = phrases.find(asked)?.lang ?? names.get(asked);
      if (lang) return { kind: 'speak', lang };
      return { kind: 'lang', langs: begun.langs, rest };
    }
    const lang = names.get(word);
    return lang ? { kind: 'speak', lang } : { kind: 'words', text: said };
  };
}

/** Languages by their own names, whole; no part of a name and no code, which may be a word of another language. */
function languageNames(phrases: AllPhrases): Map<string, string> {
  const names = new Map<string, string>();
  for (const { code, autonym, english, alsoCalled } of KNOWN_LANGUAGES) {
    if (!phrases.find(code)) continue;
    for (const name of [autonym, english, ...alsoCalled, ...autonym.split(' / ')])
      names.set(plain(name), code);
  }
  return names;
}

/** Lower case without accents and without the marks that people put at the end of a word. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/^[\s"'.!,;:«»“”]+|[\s"'.!,;:«»“”។။।።]+$/gu, '');
}
