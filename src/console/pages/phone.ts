/** A phone on the screen: messages with what they cost, or one screen of a menu. Plain forms, no script. */
import { type Segments, segmentsOf } from '../../channels/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';

export type Said = { text: string; isMine: boolean; why?: string };
const SCREEN = { 'GSM-7': 160, 'UCS-2': 70 } as const;

/** @param tries what can be sent by one press, as examples */
export function smsPart(w: Words, talk: readonly Said[], tries: readonly string[]): RawHtml {
  return html`<p>${w.say('phone.lead')}</p>
<section class="handset" aria-label="${w.text('phone.talk')}"><div class="display">${
    talk.length
      ? html`<ol aria-live="polite">${talk.map((said) => html`<li>${oneSaid(w, said)}</li>`)}</ol>`
      : html`<p class="soft">${w.say('phone.empty')}</p>`
  }</div>${entry(w, '/staff/phone', 'phone.text', 320)}</section>
<h2>${w.say('phone.try')}</h2><form method="post" action="/staff/phone" class="tries">${tries.map(
    (text) => html`<button class="pill" name="text" value="${text}" dir="auto">${text}</button>`,
  )}</form>
<form method="post" action="/staff/phone/new"><button class="b2 fit">${w.say('phone.clear')}</button></form>`;
}

function oneSaid(w: Words, { text, isMine, why }: Said): RawHtml {
  if (why !== undefined)
    return html`<p class="cost">${w.say('phone.silent', { why: w.text(`phone.why.${why}`) })}</p>`;
  if (isMine) return html`<p class="sms mine">${text}</p>`;
  const segments = segmentsOf(text);
  return html`<p class="sms">${cutText(segments)}</p><p class="cost">${w.say('phone.cost', { count: segments.count, encoding: segments.encoding, left: segments.left })}</p>`;
}

/** The text with a line where one segment ends and the next begins. */
function cutText({ parts }: Segments): RawHtml {
  return html`${parts.map((part, at) => html`${at > 0 ? raw('<span class="cut" role="presentation"></span>') : ''}${part}`)}`;
}

export function ussdPart(w: Words, text: string): RawHtml {
  const { encoding, units } = segmentsOf(text);
  const most = SCREEN[encoding];
  return html`<p>${w.say('phone.ussd_lead')}</p>
<section class="handset" aria-label="${w.text('phone.screen')}"><div class="display"><p class="ussd" aria-live="polite">${text}</p><p class="cost">${w.say('phone.units', { units, most, encoding })}</p></div>${entry(w, '/staff/phone/ussd', 'phone.choice', 60)}</section>
<form method="post" action="/staff/phone/ussd"><button class="b2 fit" name="text" value="">${w.say('phone.dial')}</button></form>`;
}

function entry(w: Words, path: string, label: string, most: number): RawHtml {
  return html`<form method="post" action="${path}"><label class="entry">${w.say(label)}<input name="text" type="text" dir="auto" maxlength="${most}" required autofocus autocomplete="off" autocapitalize="none" spellcheck="false"></label><button class="b fit">${w.say('phone.send')}</button></form>`;
}
