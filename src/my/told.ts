/**
 * What happened, line by line, in the words that the desk reads aloud (chapter 30, section 3.6): one source of sentences for the
 * tablet and for a person's own page. Languages that no tablet speaks yet have theirs in `locales/<language>/told.json`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { told, type Telling } from '../desk/told.ts';
import { dateText, timeText, wallClock } from '../languages/dates.ts';
import { compileCatalogue } from '../languages/compile-messages.ts';
import type { Catalogue } from '../languages/messages.ts';
import type { HeldLine } from '../people/index.ts';
import type { View } from '../site/index.ts';

const LOCALES = join(import.meta.dirname, '../../locales');
const TABLET_WORDS = join(import.meta.dirname, '../console/tablet/words');

/** Sentences of one language, compiled; none for a language that has none yet: English is said then. */
export function toldCatalogue(code: string): Catalogue {
  const file = [join(LOCALES, code, 'told.json'), join(TABLET_WORDS, `${code}.json`)].find(
    existsSync,
  );
  if (!file) return {};
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return compileCatalogue(
    Object.fromEntries(
      Object.entries(texts).filter(([id]) => /^((told|item)\.|referral\.state$)/.test(id)),
    ),
  );
}

/** The page's words as `told` wants them. */
function speechOf(view: View): Telling {
  const { words, settings, now } = view;
  const at = (ms: number) => wallClock(ms, settings.zone);
  return {
    t: (id, values) => words.text(id, values),
    time: (ms) => timeText(words, at(ms).minute),
    day: (ms) => dateText(words, at(ms).day, at(now).day),
    list: (items) => textOf(words.list(items).html),
    languageName: (tag) => view.languageName(tag),
    need: (code) => view.needs[code] ?? view.needs[code.split('.', 1)[0] ?? ''] ?? code,
  };
}

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** One line in words, as plain text. */
export function sentenceOf(view: View, line: HeldLine): string {
  const { words } = view;
  if (line.line === 'name') return words.text('my.line_name', { name: line.text });
  if (line.line === 'contact') return words.text('my.line_contact', { address: line.address });
  return told(speechOf(view), line);
}
