/** `/p/{code}-{lang}-{version}` and `/{lang}/printed`: whether what somebody holds in her hand is still true (INFO-05). */
import { printCode, type Standing } from '../../guidance/card.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';
import { dated } from './guidance.ts';

const KIND: PageKind = {
  name: 'printed',
  parts: ['card', 'service', 'tiles'],
  symbols: ['yes', 'no', 'warn', 'unknown', 'next', 'find'],
};

export type Printed = {
  card: number;
  lang: string;
  version: number;
  /** Nothing: there never was such a print. */
  standing?: Standing;
  /** True when the card may be read now in some language. */
  readable: boolean;
};

/** The answer about one print, or the question for its number. */
export function printedPage(view: View, printed?: Printed, typed = ''): Page {
  const { words } = view;
  return page(view, KIND, {
    title: words.text('printed.title'),
    same: { path: '/printed' },
    main: html`<h1>${words.say('printed.title')}</h1>
${printed ? answer(view, printed) : typed ? html`<div class="notice bad" role="status">${icon('unknown')}<p>${words.say('printed.unknown')}</p></div>` : ''}
<form method="get" action="/${words.language.code}/printed"><label for="code">${words.say('printed.ask')}</label><p class="s soft" id="how">${words.say('printed.example', { code: html`<bdi class="l" dir="ltr">210-ar-3</bdi>` })}</p><div class="ask"><input class="field" type="text" id="code" name="code" value="${typed}" maxlength="24" autocomplete="off" autocapitalize="off" spellcheck="false" dir="ltr" aria-describedby="how" required><button class="b">${icon('find')}${words.say('printed.go')}</button></div></form>`,
  });
}

function answer(view: View, printed: Printed): RawHtml {
  const { words } = view;
  const { standing, card, lang, readable } = printed;
  const good = standing?.state === 'current';
  const late = standing?.state === 'overdue' || standing?.state === 'outdated';
  const code = printCode(printed);
  return html`<article class="card${good ? '' : ' dash'}"><div class="in"><p class="row state">${icon(good ? 'yes' : late ? 'warn' : standing ? 'no' : 'unknown')}<b>${sentence(view, standing)}</b></p><p class="s soft"><bdi class="l" dir="ltr">${code}</bdi></p>
${standing && readable ? html`<p class="big"><a class="b" href="/${lang}/c/${String(card)}">${words.say(good || late ? 'service.what' : 'printed.newest')}${icon('next')}</a></p>` : ''}</div></article>`;
}

function sentence(view: View, standing: Standing | undefined): RawHtml {
  const { words } = view;
  switch (standing?.state) {
    case undefined:
      return words.say('printed.unknown');
    case 'overdue':
      return words.say('printed.overdue', { date: dated(view, standing.since) });
    case 'replaced':
      return standing.by === undefined
        ? words.say('printed.replaced_plain')
        : words.say('printed.replaced', { version: String(standing.by) });
    case 'expired':
      return words.say('printed.expired', { date: dated(view, standing.on) });
    default:
      return words.say(`printed.${standing?.state ?? 'unknown'}`);
  }
}
