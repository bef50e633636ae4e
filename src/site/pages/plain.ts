/** Pages of words: how we list, privacy, easier to use, emergency numbers. */
import { html, type RawHtml } from '../../http/html.ts';
import { telephone } from '../card.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';

const PROSE: PageKind = { name: 'prose', parts: ['service'], symbols: [] };
const EMERGENCY: PageKind = {
  name: 'emergency',
  parts: ['tiles', 'service'],
  symbols: ['danger', 'call', 'next'],
};
const ORDER = [1, 2, 3, 4, 5, 6, 7];

function prose(view: View, title: string, path: string, main: RawHtml): Page {
  return page(view, PROSE, {
    title: view.words.text(title),
    same: { path },
    main: html`<div class="prose"><h1>${view.words.say(title)}</h1>${main}</div>`,
  });
}

function paragraphs(view: View, ids: readonly string[]): RawHtml[] {
  return ids.map((id) => html`<p>${view.words.say(id)}</p>`);
}

/** `/{lang}/how-we-list`: the order of the finder's fields is published here (chapter 10, section 3.4). */
export function howWeListPage(view: View): Page {
  const { words } = view;
  return prose(
    view,
    'how.title',
    '/how-we-list',
    html`${paragraphs(view, ['how.facts', 'how.source', 'how.age', 'how.status', 'how.hidden'])}<h2>${words.say('how.order_title')}</h2><p>${words.say('how.order_text')}</p><ol class="nums">${ORDER.map(
      (n) => html`<li>${words.say(`how.order_${String(n)}`)}</li>`,
    )}</ol><p>${words.say('how.no_money')}</p>`,
  );
}

/** `/{lang}/privacy`: what is kept (nothing), the limits of that, and how to clean a phone's history. */
export function privacyPage(view: View): Page {
  const { words } = view;
  return prose(
    view,
    'privacy.title',
    '/privacy',
    html`${paragraphs(view, ['privacy.no_account', 'privacy.no_cookie', 'privacy.search', 'privacy.address', 'privacy.others', 'privacy.limit', 'privacy.feedback', 'privacy.status'])}<h2 id="history">${words.say('privacy.history_title')}</h2><p>${words.say('foot.leave_note')}</p><ol class="nums">${[
      1, 2, 3, 4,
    ].map(
      (n) => html`<li>${words.say(`privacy.history_${String(n)}`)}</li>`,
    )}</ol><p>${words.say('privacy.esc')}</p><p><a class="line" href="/${words.language.code}/my">${words.say('privacy.my')}</a><a class="line" href="/${words.language.code}/transparency">${words.say('privacy.transparency')}</a></p><p><a href="/${words.language.code}/offline">${words.say('privacy.forget')}</a></p>`,
  );
}

/** `/{lang}/accessibility`; the choice of colours works where scripts run. */
export function accessibilityPage(view: View): Page {
  const { words } = view;
  return prose(
    view,
    'accessibility.title',
    '/accessibility',
    html`${paragraphs(view, ['accessibility.text', 'accessibility.size', 'privacy.esc', 'accessibility.tested', 'accessibility.wrong'])}<h2>${words.say('accessibility.theme')}</h2><p data-without>${words.say('accessibility.theme_no_script')}</p><div class="says" data-themes hidden>${[
      'auto',
      'light',
      'dark',
      'contrast',
      'sun',
    ].map(
      (theme) =>
        html`<button type="button" class="b2" data-theme-choice="${theme}">${words.say(`accessibility.theme.${theme}`)}</button>`,
    )}</div><p class="s soft" data-themes hidden>${words.say('accessibility.theme_note')}</p>`,
  );
}

/** `/{lang}/emergency`. */
export function emergencyPage(view: View): Page {
  const { words, settings } = view;
  return page(view, EMERGENCY, {
    title: words.text('emergency.title'),
    same: { path: '/emergency' },
    main: html`<h1>${words.say('emergency.title')}</h1><p class="gap">${words.say(settings.emergencyNumbers.length ? 'emergency.text' : 'emergency.none')}</p>
<ul class="list">${settings.emergencyNumbers.map(
      ({ number, kind, free }) =>
        html`<li><a href="${telephone(number)}">${icon('call')}<span><b><bdi class="n">${number}</bdi></b>${free ? html` (${words.say('emergency.free')})` : ''}<br>${words.say(`emergency.kind.${kind}`)}${kind === 'police' ? html`<br><span class="s soft">${words.say('emergency.police_note')}</span>` : ''}</span></a></li>`,
    )}</ul>
<p class="gap"><a class="b2" href="/${words.language.code}/find/safety">${words.say('emergency.places')}${icon('next')}</a></p>`,
  });
}
