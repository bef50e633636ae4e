/** Puts the words of a record's texts into the text index. */
import { LONGEST_WORD } from './dictionary.ts';
import type { FinderRecord } from './record.ts';
import { ABOUT_FIELD, BODY_FIELD, NAME_FIELD, type TermIndexBuilder } from './term-index.ts';
import { wordsOf } from './words.ts';

/**
 * ASCII without apostrophes folds to its letters and digits in lower case, in every language (a test
 * compares this with `fold`), so the most common texts take a short way.
 */
// oxlint-disable-next-line no-control-regex
const PLAIN = /^[\0-&(-_a-\x7f]*$/;

export function addRecordWords(index: TermIndexBuilder, record: FinderRecord): void {
  for (const { lang, name, about, body } of record.texts) {
    addText(index, name, lang, NAME_FIELD);
    addText(index, about, lang, ABOUT_FIELD);
    addText(index, body, lang, BODY_FIELD);
  }
  index.endOwner();
}

function addText(index: TermIndexBuilder, text: string, lang: string, field: number): void {
  if (PLAIN.test(text)) {
    addPlainText(index, text.toLowerCase(), field);
    return;
  }
  for (const { forms } of wordsOf(text, lang)) {
    for (const form of forms) index.add(field, form);
  }
}

/** Adds the runs of letters and digits, without making a string of each. */
function addPlainText(index: TermIndexBuilder, text: string, field: number): void {
  let from = -1;
  for (let at = 0; at <= text.length; at++) {
    const unit = at === text.length ? 0 : text.charCodeAt(at);
    const isPart = (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57);
    if (isPart && from < 0) from = at;
    else if (!isPart && from >= 0) {
      index.add(field, text, from, Math.min(at, from + LONGEST_WORD));
      from = -1;
    }
  }
}
