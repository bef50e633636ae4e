/** What people say is wrong in their records, for whoever leads a point (FIRE-09): their words, and what came of it. */
import { type Correction, MOST_READ } from '../../firewall/corrections/index.ts';
import { html, type RawHtml } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import { saidAt } from '../wall-clock.ts';

export const WRONG = '/staff/point/wrong';
export const ANSWERS = ['corrected', 'kept'] as const;

export type WrongView = {
  corrections: readonly Correction[];
  /** How many wait in all. */
  waiting: number;
  /** What people want to be called, by token. */
  named: (subject: string) => string | undefined;
  zone: string;
};

export function wrongPart(w: Words, { corrections, waiting, named, zone }: WrongView): RawHtml {
  if (corrections.length === 0)
    return html`<p>${w.say('wrong.lead')}</p><p class="note done">${w.say('wrong.none')}</p>`;
  const one = ({ correction_id: id, subject, created_at, text }: Correction): RawHtml => {
    const name = named(subject);
    const said = saidAt(w, zone, created_at, 'moment');
    const who = name ?? w.text('twice.no_name');
    return html`<li class="sheet"><h2>${name === undefined ? who : html`<bdi>${name}</bdi>`}</h2><p class="s soft">${w.say('wrong.said', { when: said })}</p><div class="letter">${
      text === undefined
        ? html`<p>${w.say('wrong.gone')}</p>`
        : text.split(/\n+/).map((line) => html`<p dir="auto">${line}</p>`)
    }</div><form method="post" action="${WRONG}/${id}" class="pair">${ANSWERS.map((answer) => html`<button class="b2 fit" name="answer" value="${answer}" aria-label="${w.text('wrong.which', { answer: w.text(`wrong.${answer}`), who, when: said })}">${w.say(`wrong.${answer}`)}</button>`)}</form></li>`;
  };
  return html`<p>${w.say('wrong.lead')}</p>${waiting > MOST_READ ? html`<p class="note">${w.say('wrong.more', { n: waiting - MOST_READ })}</p>` : ''}<ol class="cards plain">${corrections.map(one)}</ol>`;
}
