/** What the checks of words and the comparison with the source found, in plain words. */
import type { TranslationFinding, WordFinding } from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { icon } from '../../site/index.ts';

export function findingsPart(
  w: Words,
  findings: readonly WordFinding[],
  compared: readonly TranslationFinding[],
): RawHtml {
  if (findings.length + compared.length === 0)
    return html`<p class="note done">${icon('yes')} ${w.say('cards.no_findings')}</p>`;
  return html`<section><h2>${w.say('cards.findings')}</h2>${findingList(w, findings, compared)}</section>`;
}

/** The findings as a list: what stops or endangers first, as the checks order it. */
export function findingList(
  w: Words,
  findings: readonly WordFinding[],
  compared: readonly TranslationFinding[],
): RawHtml {
  return html`<ul class="items">${findings.map(
    (one) =>
      html`<li><span${one.level === 'block' ? raw(' class="care"') : ''}>${icon(one.level === 'block' ? 'no' : 'warn')} <b>${one.field ? w.say(`cards.w.${one.field}`) : w.say('cards.whole')}</b>: ${w.say(`cards.finding.${one.code}`, { count: one.count ?? 0, most: one.most ?? 0 })}${one.found ? html`<br><q><bdi>${one.found}</bdi></q>` : ''}${one.instead?.length ? html`<br>${w.say('cards.instead')} ${w.list(one.instead.map((text) => html`<bdi>${text}</bdi>`))}` : ''}</span></li>`,
  )}${compared.map(
    (one) =>
      html`<li><span${one.level === 'care' ? raw(' class="care"') : ''}>${icon('warn')} <b>${w.say(`cards.w.${one.field}`)}</b>: ${w.say(`cards.beside.${one.code}`)}${values(w, 'cards.beside.lost', one.lost)}${values(w, 'cards.beside.added', one.added)}</span></li>`,
  )}</ul>`;
}

const values = (w: Words, label: string, texts: readonly string[] = []): RawHtml | '' =>
  texts.length === 0
    ? ''
    : html`<br>${w.say(label)} ${w.list(texts.map((text) => html`<q><bdi>${text}</bdi></q>`))}`;
