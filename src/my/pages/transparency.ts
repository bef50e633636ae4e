/** The transparency report in words: one half year, zeros included, people in bands, and what it cannot promise (FIRE-04). */
import { daysAfter } from '../../languages/days.ts';
import type { Transparency } from '../../firewall/index.ts';
import { html, type RawHtml } from '../../http/html.ts';
import { dateText, withDigits } from '../../languages/dates.ts';
import { type Page, page, type PageKind, type View } from '../../site/index.ts';

const KIND: PageKind = { name: 'transparency', parts: ['service'], symbols: [] };
const STATES = [
  'received',
  'under_review',
  'challenged',
  'narrowed',
  'complied',
  'refused',
  'withdrawn',
];
const INSTRUMENTS = ['none', 'letter', 'subpoena', 'court_order', 'warrant', 'statute'];
const BANDS = ['0', '1-9', '10-24', '25-99', '100+'];

export type TransparencyPage = {
  /** Its first day and the first day after it, ISO. */
  half: { from: string; to: string };
  /** None of the half year that is running. */
  figures?: Transparency;
  /** First days of the half years beside it; `later` only once it has begun. */
  earlier: string;
  later?: string;
};

export function transparencyPage(
  view: View,
  { half, figures, earlier, later }: TransparencyPage,
): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const row = (label: RawHtml, count: number | undefined): RawHtml =>
    html`<tr><th scope="row">${label}</th><td>${words.number(count ?? 0)}</td></tr>`;
  const table = (title: string, rows: readonly RawHtml[]): RawHtml =>
    html`<section><h2 id="${title}">${words.say(title)}</h2><table aria-labelledby="${title}"><tbody>${rows}</tbody></table></section>`;
  const link = (from: string, label: string): RawHtml =>
    html`<a class="line" href="${lang}/transparency?from=${from}">${words.say(label)}</a>`;
  // With its year whatever today is: the page stays the same bytes.
  const dayInWords = (day: string): string => dateText(words, Date.parse(day) / 86_400_000, 0);
  const period = words.say('transparency.period', {
    from: dayInWords(half.from),
    to: dayInWords(daysAfter(half.to, -1)),
  });
  const told = (all: Transparency): RawHtml => html`${table('transparency.states', [
    row(html`<b>${words.say('transparency.received')}</b>`, all.received),
    ...STATES.map((state) => row(words.say(`transparency.state.${state}`), all.by_state[state])),
  ])}
${table(
  'transparency.instruments',
  INSTRUMENTS.map((one) =>
    row(words.say(`transparency.instrument.${one}`), all.by_instrument[one]),
  ),
)}
<section><h2 id="transparency.immigration">${words.say('transparency.immigration')}</h2><table aria-labelledby="transparency.immigration"><tbody>${row(words.say('transparency.received'), all.about_immigration)}</tbody></table><p class="s gap">${words.say('transparency.immigration_note')}</p></section>
${table(
  'transparency.persons',
  BANDS.map((band) =>
    row(
      words.say('transparency.persons_band', {
        band: html`<bdi class="n">${withDigits(band, words.language.digits)}</bdi>`,
      }),
      all.persons_concerned[band],
    ),
  ),
)}
${table('transparency.inside', [
  row(words.say('transparency.holds'), all.holds),
  row(words.say('transparency.break_glass'), all.break_glass),
  row(words.say('transparency.break_glass_wrong'), all.break_glass_not_justified),
])}`;
  return page(view, KIND, {
    title: words.text('transparency.tab'),
    same: { path: `/transparency?from=${half.from}` },
    main: html`<h1>${words.say('transparency.title')}</h1><p class="gap">${words.say('transparency.intro')}</p><p class="gap"><b>${period}</b></p>${figures ? told(figures) : html`<p>${words.say('transparency.running', { day: html`<b>${dayInWords(half.to)}</b>` })}</p>`}
<section><h2>${words.say('transparency.limits')}</h2><ul class="dots">${[1, 2, 3, 4].map((n) => html`<li>${words.say(`transparency.limit_${String(n)}`)}</li>`)}</ul></section>
<section>${link(earlier, 'transparency.earlier')}${later ? link(later, 'transparency.later') : ''}${figures ? html`<a class="line" href="/transparency.json?from=${half.from}&amp;to=${half.to}">${words.say('transparency.figures')}</a>` : ''}</section>`,
  });
}
