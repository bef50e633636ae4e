/** After "Did you get the help?": counted, and one more tap for the reason, if wanted. */
import { html } from '../../http/html.ts';
import { type Outcome, REASON_CODES } from '../house.ts';
import { icon } from '../icons.ts';
import { type Page, page, type PageKind, type View } from '../page.ts';

const KIND: PageKind = { name: 'feedback', parts: ['tiles', 'service'], symbols: ['yes', 'warn'] };

export type FeedbackPage = {
  code: string;
  id: string;
  outcome: Outcome;
  saved: boolean;
  /** It waits on the phone until there is a network. */
  waiting?: boolean;
  withReason: boolean;
};

export function feedbackPage(
  view: View,
  { code, id, outcome, saved, waiting = false, withReason }: FeedbackPage,
): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const back = html`<p class="gap"><a class="b2" href="${lang}/s/${code}">${words.say('service.back_to')}</a></p>`;
  const [title, text] = waiting
    ? ['feedback.waiting', 'feedback.waiting_text']
    : ['feedback.thanks', withReason ? 'feedback.reason_thanks' : 'feedback.thanks_text'];
  const thanks = html`<div role="status"><h1>${words.say(title)}</h1><p class="gap">${words.say(text)}</p></div>`;
  const asksWhy = (saved || waiting) && !withReason && outcome !== 'got_it';
  return page(view, KIND, {
    title: words.text('service.tab', { code }),
    same: { path: `/s/${code}` },
    main:
      saved || waiting
        ? html`${thanks}${
            asksWhy
              ? html`<section><h2>${words.say('feedback.why')}</h2><form method="post" action="${lang}/feedback/${code}"><input type="hidden" name="id" value="${id}"><input type="hidden" name="outcome" value="${outcome}"><div class="says">${REASON_CODES.map(
                  (reason) =>
                    html`<button class="b2" name="reason" value="${reason}">${words.say(`feedback.reason.${reason}`)}</button>`,
                )}</div></form></section>`
              : ''
          }${back}<p class="s soft gap">${words.say('feedback.tell_more')}</p>`
        : html`<div class="notice bad" role="alert">${icon('warn')}<h1>${words.say('feedback.not_saved')}</h1></div>${back}`,
  });
}
