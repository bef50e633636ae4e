/** To take along: when, where, how to get there and what to bring, in her language, for paper (design chapter 30, section 4.9). */
import type { Listing } from '../../directory/listing.ts';
import { html } from '../../http/html.ts';
import {
  hidden,
  icon,
  type Page,
  page,
  type PageKind,
  PLACE_NOTE_SYMBOLS,
  placeNote,
  type View,
} from '../../site/index.ts';
import type { OwnReferral } from '../own.ts';
import type { OwnKey } from '../own-door.ts';
import { addressOf, carryKey } from './own.ts';
import { coded, momentOf } from './parts.ts';

const KIND: PageKind = {
  name: 'travel-note',
  parts: ['tiles', 'card', 'service'],
  symbols: ['back', 'print', 'clock', ...PLACE_NOTE_SYMBOLS],
};

export type TravelNote = {
  key: OwnKey;
  one: OwnReferral;
  /** The service as the directory lists it today; missing when it is not listed any more. */
  listing: Listing | undefined;
};

/** Says nothing of why she goes: whoever finds the paper reads a place and a time. */
export function travelNotePage(view: View, { key, one, listing }: TravelNote): Page {
  const { words } = view;
  const { script: _none, ...rest } = view;
  return page(rest, KIND, {
    title: words.text('referral.tab'),
    same: { path: '/my/referrals' },
    main: html`<form method="post" action="${addressOf(view)}" class="noprint">${hidden(carryKey(key))}<button class="b2">${icon('back')}${words.say('bar.back')}</button></form>
<div class="notice off noprint gap">${icon('print')}<p><b>${words.say('print.title')}</b><br>${words.say('print.hint')}</p></div>
<article class="card"><div class="in"><h1>${one.to}</h1>
<p>${words.say('referral.own_number', { number: one.number })}</p>
<p class="row">${icon('clock')}<span>${one.appointment_at ? momentOf(view, one.appointment_at) : words.say('referral.note_no_time')}</span></p>
${one.bring.length ? html`<p class="row">${icon('bag')}<span>${words.say('referral.own_bring', { things: words.list(one.bring.map((thing) => coded(view, 'bring', thing))) })}</span></p>` : ''}
${listing ? placeNote(view, listing) : html`<p class="gap">${words.say('referral.note_unlisted')}</p>`}
<p class="seen">${words.say('referral.note_ask')}</p></div></article>`,
  });
}
