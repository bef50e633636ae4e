/** The person's own pages: the answer first, then what she can say or take back. */
import { html, type RawHtml } from '../../http/html.ts';
import { hidden, icon, type Page, type View } from '../../site/index.ts';
import type { OwnReferral } from '../own.ts';
import type { OwnKey } from '../own-door.ts';
import {
  isFinal,
  isOutcome,
  NOT_ATTENDED_REASONS,
  OUTCOME_STATES,
  reasonsOf,
  WAITING,
} from '../states.ts';
import { reasonField } from './fields.ts';
import { type Carried, coded, dullPage, momentOf, oneButton } from './parts.ts';

const PATH = '/my/referrals';
export const addressOf = (view: View): string => `/${view.words.language.code}${PATH}`;

/** What each form carries, so that nothing stands in an address or a cookie. */
export const carryKey = ({ code, number }: OwnKey): Carried => [
  ['code', code],
  ...(number === undefined ? [] : [['number', number] as const]),
];

/** Asks for the code of the slip. A code that opens nothing, for whatever reason, gets the same words. */
export function ownCodePage(view: View, { refused = false } = {}): Page {
  const { words } = view;
  return dullPage(
    view,
    html`${refused ? html`<div class="notice bad" role="alert">${icon('warn')}<p><b>${words.say('referral.own_wrong')}</b><br>${words.say('referral.own_wrong_text')}</p></div>` : ''}<form method="post" action="${addressOf(view)}"><h1><label for="q">${words.say('referral.own_code')}</label></h1><p class="gap">${words.say('referral.own_alone')}</p><p class="gap"><input class="field" id="q" name="code" dir="ltr" required maxlength="200" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"></p><p class="gap"><label for="number">${words.say('referral.own_digits')}</label></p><p class="gap"><input class="field short" id="number" name="number" dir="ltr" inputmode="numeric" maxlength="8" autocomplete="off"></p><p class="gap"><button class="b">${words.say('referral.own_go')}${icon('next')}</button></p></form>`,
    PATH,
  );
}

export type OwnPage = { key: OwnKey; list: readonly OwnReferral[]; fault?: boolean };

export function ownPage(view: View, { key, list, fault = false }: OwnPage): Page {
  const { words } = view;
  return dullPage(
    view,
    html`${fault ? html`<div class="notice bad" role="alert">${icon('warn')}<p>${words.say('referral.fault_reason')}</p></div>` : ''}<h1>${words.say('referral.own_title')}</h1>${
      list.length
        ? list.map((one) => article(view, key, one))
        : html`<p class="gap">${words.say('referral.own_none')}</p>`
    }${key.number === undefined ? html`<form method="post" action="/${words.language.code}/my" class="gap">${hidden(carryKey(key))}<button class="b2">${icon('back')}${words.say('referral.own_back')}</button></form>` : ''}`,
    PATH,
  );
}

function article(view: View, key: OwnKey, one: OwnReferral): RawHtml {
  const { words } = view;
  const needs = words.list(one.needs.map((need) => view.needs[need] ?? need));
  return html`<article class="paper gap"><h2>${one.to}</h2><p class="soft">${needs} · ${words.say('referral.own_number', { number: one.number })}</p><p class="gap"><b>${answerLine(view, one)}</b></p>${
    one.appointment_at ? html`<p>${icon('clock')} ${momentOf(view, one.appointment_at)}</p>` : ''
  }${one.bring.length ? html`<p>${words.say('referral.own_bring', { things: words.list(one.bring.map((thing) => coded(view, 'bring', thing))) })}</p>` : ''}${differs(view, one)}${withoutYes(view, one)}${note(view, key, one)}<details><summary>${words.say('referral.own_steps')}</summary><ol>${one.steps.map(
    ({ state, party, at }) =>
      html`<li class="s">${momentOf(view, at)}: ${coded(view, 'state', state)} (${coded(view, 'party', party)})</li>`,
  )}</ol><p class="s soft">${words.say('referral.own_sent', { list: words.list(one.fields.map((field) => words.text(`referral.field.${field}`))) })}</p></details>${acts(view, key, one)}</article>`;
}

const answerLine = (view: View, { state, reason }: OwnReferral): RawHtml => {
  const why = reason ? coded(view, 'reason', reason) : '';
  return html`${coded(view, 'answer', state)}${why ? html` (${why})` : ''}`;
};

function differs(
  view: View,
  { provider_outcome: theirs, person_outcome: hers }: OwnReferral,
): RawHtml | '' {
  return theirs && hers && theirs !== hers
    ? html`<p class="s">${view.words.say('referral.own_differs', { theirs: coded(view, 'outcome', theirs), hers: coded(view, 'outcome', hers) })}</p>`
    : '';
}

/** That it went without her yes, and what somebody else found of it. */
function withoutYes(view: View, { exception }: OwnReferral): RawHtml | '' {
  if (!exception) return '';
  const { words } = view;
  return html`<p class="gap">${words.say('referral.own_exception', { why: exception.why ?? 'other' })} ${words.say('referral.own_exception_finding', { finding: exception.finding ?? 'none' })}</p>`;
}

/** How to get there and what to bring, while she may still go. */
const note = (view: View, key: OwnKey, { referral, state }: OwnReferral): RawHtml | '' =>
  state === 'accepted' || (WAITING as readonly string[]).includes(state)
    ? html`<div class="gap">${oneButton(view, {
        to: addressOf(view),
        carry: [...carryKey(key), ['referral', referral], ['note', '1']],
        label: 'referral.own_note',
        look: 'b',
      })}</div>`
    : '';

/** Nothing has come of it yet, or they can still read it. */
export const canTakeBack = ({ state, readable }: OwnReferral): boolean =>
  !isFinal(state) || readable;

const canSay = ({ state }: OwnReferral): boolean =>
  state === 'accepted' ||
  state === 'unknown' ||
  state === 'declined' ||
  state === 'expired' ||
  isOutcome(state) ||
  (WAITING as readonly string[]).includes(state);

function acts(view: View, key: OwnKey, one: OwnReferral): RawHtml {
  const { words } = view;
  const form = (outcome: string, reasons: readonly string[]): RawHtml =>
    html`<form method="post" action="${addressOf(view)}">${hidden([
      ...carryKey(key),
      ['referral', one.referral],
      ['outcome', outcome],
    ])}${reasons.length ? reasonField(view, reasons, `${outcome}-${one.number}`) : ''}<p class="gap"><button class="b2">${coded(view, 'own_outcome', outcome)}</button></p></form>`;
  const say = canSay(one)
    ? html`<details><summary>${words.say('referral.own_say')}</summary>${OUTCOME_STATES.map(
        (outcome) =>
          form(
            outcome,
            outcome === 'not_attended'
              ? NOT_ATTENDED_REASONS
              : outcome === 'refused'
                ? reasonsOf('refused', 'person')
                : [],
          ),
      )}</details>`
    : '';
  const withdraw = canTakeBack(one)
    ? oneButton(view, {
        to: addressOf(view),
        carry: [...carryKey(key), ['referral', one.referral], ['take_back', '1']],
        label: 'referral.own_take_back',
      })
    : '';
  return html`${say}<div class="gap">${withdraw}</div>`;
}

/** Taking back: what happens next, then two buttons of one size. */
export function ownTakeBackPage(view: View, key: OwnKey, one: OwnReferral): Page {
  const { words } = view;
  const to = addressOf(view);
  const carry: Carried = [...carryKey(key), ['referral', one.referral], ['take_back', 'sure']];
  return dullPage(
    view,
    html`<h1>${words.say('referral.own_take_back')}</h1><ul class="dots gap">${[1, 2, 3].map(
      (n) =>
        html`<li>${words.say(`referral.own_take_back_${String(n)}`, { organisation: one.to })}</li>`,
    )}</ul><div class="gap">${oneButton(view, { to, carry, label: 'referral.own_take_back_go' })}${oneButton(view, { to, carry: carryKey(key), label: 'referral.own_leave' })}</div>`,
    PATH,
  );
}
