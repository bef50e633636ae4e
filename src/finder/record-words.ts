/** Puts the words of a record's texts into the text index. */
import type { FinderRecord } from './record.ts';
import { ABOUT_FIELD, BODY_FIELD, NAME_FIELD, type TermIndexBuilder } from './term-index.ts';
import { wordsOf } from './words.ts';

export function addRecordWords(index: TermIndexBuilder, record: FinderRecord): void {
  for (const { lang, name, about, body } of record.texts) {
    addText(index, name, lang, NAME_FIELD);
    addText(index, about, lang, ABOUT_FIELD);
    addText(index, body, lang, BODY_FIELD);
  }
  index.endOwner();
}

function addText(index: TermIndexBuilder, text: string, lang: string, field: number): void {
  for (const word of wordsOf(text, lang)) index.add(index.term(word), field);
}
