/**
 * One HTML file that opens from a file manager, without a network, a server or script (INFO-05, ORI-03): its frame, what it says
 * of its age, and a card in it. Its own style and script are named by their hashes, so that nothing else runs. Pure.
 */
import { createHash } from 'node:crypto';
import { transformSync } from 'esbuild';
import { printCode, type ShownCard } from '../guidance/card.ts';
import { html, type RawHtml } from '../http/html.ts';
import { dateText } from '../languages/dates.ts';
import { escapeText } from '../languages/messages.ts';
import { telephone } from './card.ts';
import type { View } from './page.ts';
import { dated } from './pages/guidance.ts';

/** The style and the script of a kind of file, as they are sent. */
export type Dress = { style: string; script: string };

/** Days since 1970: made, and after which much may have changed. */
export type Age = { made: number; until: number };

const AGE = `
const old = document.getElementById('old');
old.hidden = Date.now() < Number(document.documentElement.dataset.until);
`;

/** Makes style and script small. The script also shows the words of age when the time has come. */
export function dressOf(style: string, script: string): Dress {
  return {
    style: transformSync(style, { minify: true, loader: 'css' }).code.trim(),
    script: transformSync(AGE + script, {
      minify: true,
      format: 'iife',
      target: 'es2018',
    }).code.trim(),
  };
}

/**
 * The file as text.
 * @param data further `data-` values of the root, by name
 */
export function aloneFile(
  { words }: View,
  { style, script }: Dress,
  { until }: Age,
  title: string,
  body: RawHtml,
  data: Readonly<Record<string, string>> = {},
): string {
  const { tag, dir } = words.language;
  const sha = (text: string): string => createHash('sha256').update(text).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${sha(style)}'; script-src 'sha256-${sha(script)}'; base-uri 'none'; form-action 'none'`;
  const values = Object.entries({ until: String(until * 86_400_000), ...data })
    .map(([name, value]) => ` data-${name}="${escapeText(value)}"`)
    .join('');
  return `<!doctype html><html lang="${tag}" dir="${dir}"${values}><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${escapeText(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${escapeText(title)}</title><style>${style}</style></head><body>${body.html}<script>${script}</script></body></html>`;
}

/** When it was made, until when to trust it, that it is past that, and who has not yet read the translation. */
export function ageLines({ words, quality, settings }: View, { made, until }: Age): RawHtml {
  const on = (day: number): string => dateText(words, day, made);
  return html`<p>${words.say('pass.made', { date: on(made) })} ${words.say('pass.until', { date: on(until) })}</p><p class="w" id="old" hidden>${words.say('pass.old')}</p>${
    quality === 'source' ? '' : html`<p class="s">${words.say(`foot.${quality}`)}</p>`
  }${settings.demo ? html`<p class="s">${words.say('foot.demo')}</p>` : ''}`;
}

/** Where a newer one is, and what the file leaves on a phone. */
export function newerLines({ words }: View, address: string): RawHtml {
  return html`<footer><p class="s">${words.say('pass.newer', { address: html`<bdi>${address}</bdi>` })}<br>${words.say('pass.trace')}</p></footer>`;
}

/** A card without its question: what must be known first, the answer, the next step, who says so and until when. */
export function cardLines(view: View, { card, publication, standing }: ShownCard): RawHtml {
  const { words } = view;
  const { answer, nextStep, child, target, action } = publication.words;
  const on = (date: string): string => dated(view, date);
  const warning =
    standing.state === 'overdue'
      ? words.say('cards.overdue', { date: on(standing.since) })
      : standing.state === 'outdated'
        ? words.say('cards.outdated')
        : undefined;
  return html`${warning ? html`<p class="w">${warning}</p>` : ''}<p>${answer}</p><p><b>${nextStep}</b></p>${action === 'call' && target ? html`<p><a class="c" href="${telephone(target)}"><bdi dir="ltr">${target}</bdi></a></p>` : ''}${child ? html`<p class="s"><b>${words.say('cards.child')}</b> ${child}</p>` : ''}<p class="s">${words.say('cards.published_by', { name: card.publisher })} ${words.say('cards.checked', { date: on(card.checkedOn) })}${card.expiresOn ? html` ${words.say('cards.good_until', { date: on(card.expiresOn) })}` : ''}${publication.machine ? html` ${words.say('cards.machine')}` : ''} <bdi dir="ltr">${printCode(publication)}</bdi></p>`;
}
