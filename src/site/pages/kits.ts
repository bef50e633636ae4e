/** `/{lang}/kits`: session kits for peers, one kit with its file, and where the line of counts is typed (ORI-01, ORI-03). */
import type { Kit } from '../../guidance/kits.ts';
import type { ShownCard } from '../../guidance/card.ts';
import { html } from '../../http/html.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { sizeText } from '../sizes.ts';

const KIND: PageKind = {
  name: 'kits',
  parts: ['card', 'service', 'tiles'],
  symbols: ['keep', 'next', 'back', 'yes', 'warn'],
};

export type OfferedKit = { kit: Kit; title: string; cards: readonly ShownCard[] };

/** Kits that can be held in the page's language, and the way to send counts. */
export function kitListPage(view: View, kits: readonly OfferedKit[]): Page {
  const { words } = view;
  const lang = words.language.code;
  return page(view, KIND, {
    title: words.text('kits.title'),
    same: { path: '/kits' },
    main: html`<h1>${words.say('kits.title')}</h1><p class="gap">${words.say('kits.text')}</p>
${kits.length ? '' : html`<p class="notice">${words.say('cards.none')}</p>`}
<ul class="list">${kits.map(({ kit, title }) => html`<li><a href="/${lang}/kits/${String(kit.code)}"><span><b>${title}</b><br><span class="s soft">${words.say('kits.minutes', { n: kit.minutes })}</span></span></a></li>`)}</ul>
<p class="big"><a class="b2" href="/${lang}/kits/report">${words.say('kits.report')}${icon('next')}</a></p>`,
  });
}

/** What a kit is, what it weighs, and how it goes from phone to phone. @param bytes on the line, compressed */
export function kitPage(view: View, { kit, title, cards }: OfferedKit, bytes: number): Page {
  const { words } = view;
  const lang = words.language.code;
  const path = `/kits/${String(kit.code)}`;
  return page(view, KIND, {
    title: words.text('kits.title'),
    same: { path },
    main: html`<p class="s"><a href="/${lang}/kits">${words.say('kits.title')}</a></p><h1>${title}</h1><p>${words.say('kits.minutes', { n: kit.minutes })}</p><p class="gap">${words.say('kits.text')}</p>
<p class="big"><a class="b" href="/${lang}${path}/file.html" download>${icon('keep')}${words.say('pass.get', { size: sizeText(words, bytes) })}</a></p><p class="s soft">${words.say('pass.trace')}</p>
<h2>${words.say('pass.answers')}</h2><ol class="nums">${cards.map(({ card, publication }) => html`<li><a href="/${lang}/c/${String(card.code)}">${publication.words.question}</a></li>`)}</ol>
<h2>${words.say('pass.how')}</h2><ol class="nums">${[1, 2, 3].map((n) => html`<li>${words.say(`pass.how_${String(n)}`)}</li>`)}</ol>
<p class="big"><a class="b2" href="/${lang}/kits/report">${words.say('kits.report')}${icon('next')}</a></p>`,
  });
}

/** Where a line is typed; what was typed comes back when it is not right. */
export function reportPage(
  view: View,
  answer: { said: 'ask' | 'thanks' } | { said: 'wrong'; typed: string },
): Page {
  const { words } = view;
  const lang = words.language.code;
  const { said } = answer;
  return page(view, KIND, {
    title: words.text('kits.report'),
    same: { path: '/kits/report' },
    main: html`<p class="s"><a href="/${lang}/kits">${words.say('kits.title')}</a></p><h1>${words.say('kits.report')}</h1>
${said === 'ask' ? '' : html`<div class="notice${said === 'wrong' ? ' bad' : ''}" role="status">${icon(said === 'wrong' ? 'warn' : 'yes')}<p id="said">${words.say(`kits.${said}`)}</p></div>`}
<form method="post" action="/${lang}/kits/report"><label for="line">${words.say('kits.line')}</label><p class="s soft" id="how">${words.say('printed.example', { code: html`<bdi class="l" dir="ltr">KIT 10 1 123456786 0 1 1 14 12 14 10 14</bdi>` })}</p><div class="ask"><input class="field" type="text" id="line" name="line" value="${said === 'wrong' ? answer.typed : ''}" maxlength="120" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" aria-describedby="how${said === 'wrong' ? ' said' : ''}" required><button class="b">${words.say('kits.report')}</button></div></form>`,
  });
}
