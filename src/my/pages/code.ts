/** The two questions of this room: the code on a slip, and the number of an erasure. */
import { html, type RawHtml } from '../../http/html.ts';
import { icon, type Page, type View } from '../../site/index.ts';
import { ownPage } from '../parts.ts';

function question(
  view: View,
  ask: { to: string; name: string; label: string; go: string; about: RawHtml | string },
): RawHtml {
  const { words } = view;
  return html`<form method="post" action="/${words.language.code}${ask.to}"><h1><label for="q">${words.say(ask.label)}</label></h1>${ask.about}<p class="gap"><input class="field" id="q" name="${ask.name}" dir="ltr" required maxlength="200" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"></p><p class="gap"><button class="b">${words.say(ask.go)}${icon('next')}</button></p></form>`;
}

/** One question. A code that opens nothing, for whatever reason, gets the same words. */
export function codePage(view: View, { refused = false } = {}): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  return ownPage(
    view,
    html`${refused ? html`<div class="notice bad" role="alert">${icon('warn')}<p><b>${words.say('my.wrong_code')}</b><br>${words.say('my.wrong_code_text')}</p></div>` : ''}${question(
      view,
      {
        to: '/my',
        name: 'code',
        label: 'my.question',
        go: 'my.go',
        about: html`<p class="gap">${words.say('my.question_alone')}</p><p>${words.say('my.question_hint')}</p>`,
      },
    )}<p class="gap soft">${words.say('my.question_rest')}</p><p><a class="line" href="${lang}/my/erasure">${words.say('my.number')}</a>${refused ? html`<a class="line" href="${lang}/my/old">${words.say('my.old')}</a>` : ''}<a class="line" href="${lang}/privacy">${words.say('foot.privacy')}</a></p>`,
  );
}

/** An old slip: what can be asked for by any code, and, when it was asked, the same words for each. */
export function oldSlipPage(view: View, { asked = false } = {}): Page {
  const { words } = view;
  const waits = html`<p>${words.say('my.erase_waits_1')}</p>`;
  return ownPage(
    view,
    html`${
      asked
        ? html`<div role="status"><h1>${words.say('my.old')}</h1><p class="gap">${words.say('my.old_asked')}</p>${waits}</div>`
        : question(view, {
            to: '/my/old',
            name: 'code',
            label: 'my.question',
            go: 'my.erase_go',
            about: html`<p class="gap">${words.say('my.old_text')}</p>${waits}`,
          })
    }<p class="gap"><a class="line" href="/${words.language.code}/my">${words.say('my.question')}</a></p>`,
    '/my/old',
  );
}

/** Asks for the number of an erasure. */
export function numberPage(view: View, { unknown = false } = {}): Page {
  const { words } = view;
  return ownPage(
    view,
    html`${unknown ? html`<div class="notice bad" role="alert">${icon('warn')}<p>${words.say('my.number_unknown')}</p></div>` : ''}${question(
      view,
      {
        to: '/my/erasure',
        name: 'number',
        label: 'my.number_label',
        go: 'my.number_go',
        about: '',
      },
    )}<p class="gap"><a class="line" href="/${words.language.code}/my">${words.say('my.question')}</a></p>`,
    '/my/erasure',
  );
}
