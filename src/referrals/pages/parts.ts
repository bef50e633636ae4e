/** What the pages of this room share: their kind, a packet in words, instants of the place, fields of forms. */
import { html, type RawHtml } from '../../http/html.ts';
import { momentText, wallClock } from '../../languages/dates.ts';
import { hidden, type Page, page, type PageKind, type View } from '../../site/index.ts';
import type { PacketInput } from '../packet.ts';

const KIND: PageKind = {
  name: 'referral',
  parts: ['tiles', 'service'],
  symbols: ['back', 'next', 'warn', 'yes', 'clock', 'chev'],
};

/** A page with a dull title and no script; `path` is where the language button comes back to. */
export function dullPage(view: View, main: RawHtml, path: string): Page {
  const { script: _none, ...rest } = view;
  return page(rest, KIND, { title: view.words.text('referral.tab'), same: { path }, main });
}

export type Carried = readonly (readonly [string, string])[];

/** An instant as a day and a time of the place, in words. */
export function momentOf(view: View, at: Date | string): RawHtml {
  const { zone } = view.settings;
  const there = wallClock(typeof at === 'string' ? Date.parse(at) : at.getTime(), zone);
  const today = wallClock(view.now, zone).day;
  return html`<bdi>${momentText(view.words, there, today)}</bdi>`;
}

/** A coded value in words; one without words stands as it is. */
export function coded(view: View, group: string, value: string): string {
  const id = `referral.${group}.${value}`;
  return view.words.has(id) ? view.words.text(id) : value;
}

/** A form of one button. */
export const oneButton = (
  view: View,
  { to, carry, label, look = 'b2' }: { to: string; carry: Carried; label: string; look?: string },
): RawHtml =>
  html`<form method="post" action="${to}">${hidden(carry)}<button class="${look}">${view.words.say(label)}</button></form>`;

/** What was sent, line by line: nothing but the fields of the packet. */
export function packetLines(view: View, packet: PacketInput): RawHtml {
  const { words } = view;
  const list = (group: string, values: readonly string[] | undefined): RawHtml | undefined =>
    values?.length ? words.list(values.map((value) => coded(view, group, value))) : undefined;
  const lines: [string, RawHtml | string | undefined][] = [
    ['needs', words.list(packet.needs.map((need) => view.needs[need] ?? need))],
    ['level', coded(view, 'level', packet.level)],
    [
      'languages',
      packet.languages?.length
        ? words.list(packet.languages.map((tag) => view.languageName(tag)))
        : undefined,
    ],
    ['modes', list('mode', packet.modes)],
    ['same_sex', packet.same_sex && coded(view, 'same_sex', packet.same_sex)],
    ['adaptations', list('adaptation', packet.adaptations)],
    ['age_band', packet.age_band && html`<bdi>${packet.age_band}</bdi>`],
    ['good_times', list('time', packet.good_times)],
    ['sentence', packet.sentence && html`<q dir="auto">${packet.sentence}</q>`],
    ['chosen_name', packet.chosen_name && html`<bdi>${packet.chosen_name}</bdi>`],
    ['contact', packet.contact && html`<bdi>${packet.contact}</bdi>`],
  ];
  return html`<dl>${lines.flatMap(([name, value]) =>
    value
      ? [
          html`<div class="gap"><dt class="soft s">${words.say(`referral.field.${name}`)}</dt><dd><b>${value}</b></dd></div>`,
        ]
      : [],
  )}</dl>`;
}
