/** The code of conduct, to be read in the own language and signed, with its earlier versions (VOL-01). */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { knownLanguage } from '../../languages/known-languages.ts';
import type { Words } from '../../languages/messages.ts';
import type { ConductText, ConductVersion } from '../../staff/index.ts';
import { saidAt } from '../wall-clock.ts';

/** Paragraphs as they were written: an empty line parts them. */
export function conductText({ lang, body }: ConductText): RawHtml {
  const known = knownLanguage(lang);
  const paragraphs = body.split(/\n\s*\n/).map((part) => html`<p>${part.trim()}</p>`);
  return html`<div class="letter" lang="${lang}" dir="${known?.dir ?? 'auto'}">${paragraphs}</div>`;
}

export type ConductView = {
  version: ConductVersion;
  versions: readonly ConductVersion[];
  text: ConductText | undefined;
  /** YYYY-MM-DD: the last day on which it may be unsigned. */
  due: string | null;
  name: (tag: string) => string;
};

export function conductPart(
  w: Words,
  { version, versions, text, due, name }: ConductView,
): RawHtml {
  const day = (one: string): string => saidAt(w, 'UTC', one, 'day');
  const others = version.languages.filter((lang) => lang !== text?.lang);
  const newest = versions[0]?.version === version.version;
  return html`<p class="soft">${w.say('conduct.version', { version: version.version, day: day(version.published_on) })}</p>
${
  version.signed
    ? html`<p class="note done">${w.say('conduct.signed', { day: day(version.signed.on), language: name(version.signed.lang) })}</p>`
    : newest
      ? html`<p class="note">${due ? w.say('conduct.due', { day: day(due) }) : w.say('conduct.now')}</p>`
      : html`<p class="note">${w.say('conduct.old_unsigned')}</p>`
}
${others.length ? html`<ul class="says">${others.map((lang) => html`<li><a class="pill" href="/staff/mine/conduct/${version.version}/${lang}" lang="${lang}" dir="${knownLanguage(lang)?.dir ?? 'auto'}">${knownLanguage(lang)?.autonym ?? name(lang)}</a></li>`)}</ul>` : ''}
<section class="sheet">${text ? conductText(text) : html`<p>${w.say('conduct.no_text')}</p>`}</section>
${
  newest && !version.signed && text
    ? html`<section class="sheet"><form method="post" action="/staff/mine/conduct" class="fields"><input type="hidden" name="version" value="${version.version}"><input type="hidden" name="lang" value="${text.lang}"><label class="tick"><input type="checkbox" name="read" value="true"${raw(' required')}><span>${w.say('conduct.read', { language: name(text.lang) })}</span></label><div><button class="b fit">${w.say('conduct.sign')}</button></div></form></section>`
    : ''
}
${
  versions.length > 1
    ? html`<section class="sheet"><h2>${w.say('conduct.versions')}</h2><ul class="items">${versions.map((one) => html`<li><span>${one.version === version.version ? html`<b>${w.say('conduct.version', { version: one.version, day: day(one.published_on) })}</b>` : html`<a href="/staff/mine/conduct/${one.version}">${w.say('conduct.version', { version: one.version, day: day(one.published_on) })}</a>`}</span><span class="end s soft">${one.signed ? w.say('conduct.signed_on', { day: day(one.signed.on) }) : w.say('conduct.unsigned')}</span></li>`)}</ul></section>`
    : ''
}`;
}
