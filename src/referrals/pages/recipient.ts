/** The pages behind a link: the code, the packet with its three answers, and afterwards how it ended. */
import { html, type RawHtml } from '../../http/html.ts';
import { hidden, icon, type Page, type View } from '../../site/index.ts';
import type { Tried } from '../answer-form.ts';
import type { ReadPacket } from '../received.ts';
import type { Face } from '../recipient.ts';
import { DECLINE_REASONS, isOutcome, NOT_ATTENDED_REASONS } from '../states.ts';
import { type Carried, coded, dullPage, momentOf, oneButton, packetLines } from './parts.ts';
import { questionField, reasonField, whenFields } from './fields.ts';

/** Where the forms of one link go; the code is in none of its addresses. */
export type Way = { link: string; carry: Carried };

const addressOf = (view: View, { link }: Pick<Way, 'link'>): string =>
  `/${view.words.language.code}/r/${link}`;
const back = ({ link }: Pick<Way, 'link'>): string => `/r/${link}`;

/** Who asks and until when, and a field for the code; a remembered browser needs none. */
export function facePage(
  view: View,
  way: Way,
  face: Face,
  { remembered }: { remembered: boolean },
): Page {
  const { words } = view;
  return dullPage(
    view,
    html`<h1>${words.say('referral.face', { organisation: face.from })}</h1>${
      face.answer_due
        ? html`<p class="gap">${icon('clock')} ${words.say('referral.until', { when: momentOf(view, face.answer_due) })}</p>`
        : ''
    }${
      remembered
        ? oneButton(view, {
            to: addressOf(view, way),
            carry: [['step', 'open']],
            label: 'referral.show',
            look: 'b',
          })
        : codeForm(view, way)
    }`,
    back(way),
  );
}

/** One and the same for what is wrong, unknown, over or locked: only the address differs, which whoever asks knows. */
export function refusedPage(view: View, way: Way): Page {
  const { words } = view;
  return dullPage(
    view,
    html`<div class="notice bad" role="alert">${icon('warn')}<p><b>${words.say('referral.wrong')}</b><br>${words.say('referral.wrong_text')}</p></div><h1 class="gap">${words.say('referral.again')}</h1>${codeForm(view, way)}`,
    back(way),
  );
}

function codeForm(view: View, way: Way): RawHtml {
  const { words } = view;
  return html`<form method="post" action="${addressOf(view, way)}">${hidden([['step', 'open']])}<p class="gap"><label for="q">${words.say('referral.code')}</label><input class="field" id="q" name="code" dir="ltr" required maxlength="20" autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false"></p><p class="s soft">${words.say('referral.code_hint')}</p><p class="gap"><button class="b">${words.say('referral.open')}${icon('next')}</button></p><p class="s soft">${words.say('referral.cookie')}</p></form>`;
}

/** The packet, and what can be answered now. `tried`: the last answer, when it was not taken; it is shown again as it was written. */
export function packetPage(
  view: View,
  way: Way,
  from: string,
  packet: ReadPacket,
  tried?: Tried,
): Page {
  const { words } = view;
  // With a fault the form itself says it, beside the field.
  const bad =
    tried && !tried.fault
      ? html`<div class="notice bad" role="alert">${icon('warn')}<div><p>${words.say('referral.fault_late')}</p>${
          tried.fields['words']
            ? html`<p class="s">${words.say('referral.written')}</p><p><q dir="auto">${tried.fields['words']}</q></p>`
            : ''
        }</div></div>`
      : '';
  return dullPage(
    view,
    html`${bad}<h1>${words.say('referral.title', { number: packet.number })}</h1><p class="gap">${words.say('referral.from', { organisation: from })}</p>${stateLine(view, packet)}<section class="paper gap">${packetLines(view, packet.packet)}</section>${
      packet.reply
        ? html`<section class="paper gap"><p class="soft s">${words.say('referral.reply')}</p><p><q dir="auto">${packet.reply}</q></p></section>`
        : ''
    }<p class="s soft gap">${words.say('referral.keep')}</p>${answers(view, way, packet, tried?.fault ? tried : undefined)}`,
    back(way),
  );
}

function stateLine(
  view: View,
  { state, answer_due: due, appointment_at: at }: ReadPacket,
): RawHtml {
  const { words } = view;
  if (state === 'accepted')
    return html`<p class="notice gap">${icon('yes')}<span>${at ? words.say('referral.accepted_at', { when: momentOf(view, at) }) : words.say('referral.accepted')}</span></p>`;
  if (state === 'question')
    return html`<p class="notice gap">${icon('clock')}<span>${words.say('referral.asked')}</span></p>`;
  if (isOutcome(state) || state === 'unknown')
    return html`<p class="notice gap">${icon('yes')}<span>${words.say('referral.ended_as', { outcome: coded(view, 'outcome', state) })}</span></p>`;
  return due
    ? html`<p class="gap">${icon('clock')} ${words.say('referral.until', { when: momentOf(view, due) })}</p>`
    : html``;
}

const fold = (title: RawHtml, body: RawHtml, open = false): RawHtml =>
  html`<details class="paper gap"${open ? html` open` : ''}><summary>${icon('chev')}<b>${title}</b></summary>${body}</details>`;

function answers(view: View, way: Way, packet: ReadPacket, tried?: Tried): RawHtml {
  const { words } = view;
  const form = (step: string, fields: RawHtml, label: string): RawHtml =>
    html`<form method="post" action="${addressOf(view, way)}">${hidden([...way.carry, ['step', step]])}${fields}<p class="gap"><button class="b">${words.say(label)}${icon('next')}</button></p></form>`;
  const of = (step: string): Tried | undefined => (tried?.step === step ? tried : undefined);
  if (packet.state === 'accepted' || isOutcome(packet.state) || packet.state === 'unknown')
    return html`${
      packet.state === 'accepted'
        ? fold(
            words.say('referral.move'),
            form(
              'move',
              html`${whenFields(view, 'referral.day_only', of('move'))}<p class="s soft">${words.say('referral.move_note')}</p>`,
              'referral.move_go',
            ),
            of('move') !== undefined,
          )
        : ''
    }<h2>${words.say('referral.how')}</h2>${[
      ['received', []],
      ['partly_received', DECLINE_REASONS],
      ['refused', DECLINE_REASONS],
      ['not_attended', NOT_ATTENDED_REASONS],
    ].map(([name, reasons]) => {
      const step = String(name);
      return fold(
        html`${coded(view, 'outcome', step)}`,
        form(
          step,
          (reasons as readonly string[]).length
            ? reasonField(view, reasons as readonly string[], `why-${step}`, of(step))
            : html``,
          'referral.say_so',
        ),
        of(step) !== undefined,
      );
    })}`;
  return html`<h2>${words.say('referral.answer')}</h2>${fold(words.say('referral.can'), form('accept', whenFields(view, 'referral.day', of('accept')), 'referral.can_go'), !tried || tried.step === 'accept')}${
    packet.state === 'opened'
      ? fold(
          words.say('referral.ask'),
          form('ask', questionField(view, of('ask')), 'referral.ask_go'),
          of('ask') !== undefined,
        )
      : ''
  }${fold(words.say('referral.cannot'), form('decline', reasonField(view, DECLINE_REASONS, 'why', of('decline')), 'referral.cannot_go'), of('decline') !== undefined)}`;
}

/** The person took it back, or its time is over: what was read must be deleted. */
export function takenBackPage(view: View, way: Way, deleted: boolean): Page {
  const { words } = view;
  return dullPage(
    view,
    html`<div role="status"><h1>${words.say('referral.taken_back')}</h1><p class="gap">${words.say('referral.taken_back_text')}</p></div>${
      deleted
        ? html`<p class="notice gap">${icon('yes')}<span>${words.say('referral.deleted_thanks')}</span></p>`
        : oneButton(view, {
            to: addressOf(view, way),
            carry: [...way.carry, ['step', 'deleted']],
            label: 'referral.deleted',
            look: 'b',
          })
    }`,
    back(way),
  );
}

/** Nothing more is asked. */
export function closedPage(view: View, way: Pick<Way, 'link'>): Page {
  const { words } = view;
  return dullPage(
    view,
    html`<div role="status"><h1>${words.say('referral.closed')}</h1><p class="gap">${words.say('referral.closed_text')}</p></div>`,
    back(way),
  );
}
