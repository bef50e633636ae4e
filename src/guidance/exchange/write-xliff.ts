/** Cards as XLIFF 2.1 (OASIS Standard, 13 February 2018): a `file` a card, a `unit` a field, references as `ph`. Pure. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { type CardOut, EXCHANGED, type Exchanged, notesOf } from './exchange.ts';

/** The namespace of the core, the same in 2.0 and 2.1. */
export const CORE = 'urn:oasis:names:tc:xliff:document:2.0';

/** Says in `file/@original` what the file translates; read back by {@link readOrigin}. */
export const originOf = ({ card, revision, meaning, translation }: Origin): string =>
  `wayhouse:card=${card};revision=${revision};meaning=${meaning};translation=${translation}`;

export type Origin = Pick<CardOut, 'card' | 'revision' | 'meaning' | 'translation'>;

const ORIGIN =
  /^wayhouse:card=(\d{1,7});revision=(\d{1,6});meaning=(\d{1,6});translation=(\d{1,6})$/;

export function readOrigin(text: string): Origin | undefined {
  const found = ORIGIN.exec(text)?.slice(1).map(Number);
  if (!found) return undefined;
  const [card, revision, meaning, translation] = found as [number, number, number, number];
  return { card, revision, meaning, translation };
}

/** @param from and `to` are language tags (BCP 47) */
export function writeXliff(cards: readonly CardOut[], from: string, to: string): string {
  return html`${raw('<?xml version="1.0" encoding="UTF-8"?>')}
<xliff xmlns="${CORE}" version="2.1" srcLang="${from}" trgLang="${to}">
${cards.map(fileOf)}</xliff>
`.html;
}

const fileOf = (
  card: CardOut,
): RawHtml => html` <file id="card-${card.card}" original="${originOf(card)}">
  <notes><note category="card">Card ${card.card}: ${card.topic}, ${card.kind}.</note></notes>
${EXCHANGED.map((field) => (card.source[field] === undefined ? '' : unitOf(field, card)))} </file>
`;

function unitOf(field: Exchanged, card: CardOut): RawHtml {
  const data: string[] = [];
  const source = inline(card.source[field] ?? '', data);
  const text = card.target[field];
  const target = text === undefined ? '' : html`<target>${inline(text, data)}</target>`;
  const notes = notesOf(field, card).map((note) => html`<note>${note}</note>`);
  const kept = data.map((value, at) => html`<data id="d${at + 1}">${value}</data>`);
  const state = text === undefined ? 'initial' : card.state;
  return html`  <unit id="${field}" name="${field}">
${notes.length ? html`   <notes>${notes}</notes>\n` : ''}${data.length ? html`   <originalData>${kept}</originalData>\n` : ''}   <segment state="${state}"${raw(text === undefined || !card.older ? '' : ' subState="wayhouse:older"')}><source xml:space="preserve">${source}</source>${target}</segment>
  </unit>
`;
}

/** XML 1.0 has no sign for most control characters, not even escaped: XLIFF writes them as `cp`. */
const PIECES =
  /(\{[^{}\u0000-\u001f\ufffe\uffff]*\})|([\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff])|(\r)/u;

/** Text with references as placeholders; the same reference in source and target has the same data and id. */
function inline(text: string, data: string[]): RawHtml[] {
  const seen = new Map<string, number>();
  return text.split(new RegExp(PIECES, 'gu')).flatMap((part, at): RawHtml[] => {
    if (part === undefined || part === '') return [];
    const kind = at % 4;
    if (kind === 0) return [html`${part}`];
    if (kind === 2) {
      const hex = (part.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
      return [html`<cp hex="${hex}"/>`];
    }
    if (kind === 3) return [raw('&#13;')];
    const nth = seen.get(part) ?? 0;
    seen.set(part, nth + 1);
    const known = data.flatMap((value, index) => (value === part ? [index] : []));
    const index = known[nth] ?? data.push(part) - 1;
    return [
      html`<ph id="${index + 1}" dataRef="d${index + 1}" equiv="${part}" disp="${part}" canCopy="no" canDelete="no"/>`,
    ];
  });
}
