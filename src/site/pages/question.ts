/**
 * Questions 2 to 5: when, where, language, must-haves (chapter 70, section 3, pattern 3).
 *
 * All four are one form on one page; the part of the address behind `#`, which no server ever sees,
 * chooses the one that shows. So "Go on", "Skip" and the browser's own Back work without script,
 * without a round trip on a slow line, and without sending anything before the end.
 */
import { html, type RawHtml, raw } from '../../http/html.ts';
import { KNOWN_LANGUAGES } from '../../languages/known-languages.ts';
import { type Asked, askedFields, MAX_TEXT, placeQuery, WHENS } from '../asked.ts';
import type { SitePlace } from '../house.ts';
import { icon, type IconName } from '../icons.ts';
import { nameHtml } from '../local-text.ts';
import { hidden, type Page, page, type PageKind, type View } from '../page.ts';
import { askedLine, whenText } from '../wishes.ts';

/** How many questions there are, the need included. */
export const QUESTIONS = 5;

const KIND: PageKind = {
  name: 'question',
  parts: ['question'],
  symbols: [
    'back',
    'next',
    'pin',
    'nopaper',
    'coin',
    'quiet',
    'woman',
    'man',
    'ramp',
    'child',
    'family',
    'walk',
  ],
  letters: KNOWN_LANGUAGES,
};

const MUST_PICTURES: readonly (readonly [string, IconName])[] = [
  ['papers', 'nopaper'],
  ['free', 'coin'],
  ['reported', 'quiet'],
  ['woman', 'woman'],
  ['man', 'man'],
  ['step_free', 'ramp'],
  ['child', 'child'],
  ['minor', 'family'],
];

export type QuestionPage = {
  asked: Asked;
  place?: SitePlace;
  larger: readonly SitePlace[];
  /** How many places fit what is asked so far. */
  fits: number;
  /** Question to show first, when the address names none. */
  first?: 'when' | 'where' | 'language' | 'must';
};

type Step = { id: 'when' | 'where' | 'language' | 'must'; body: RawHtml };

/** The four questions, one of them in view. */
export function questionPage(view: View, data: QuestionPage): Page {
  const { words } = view;
  const { asked } = data;
  const lang = `/${words.language.code}`;
  const steps: Step[] = [
    { id: 'when', body: whenQuestion(view, asked) },
    { id: 'where', body: whereQuestion(view, data) },
    { id: 'language', body: languageQuestion(view, asked) },
    { id: 'must', body: mustQuestion(view, asked) },
  ];
  const sections = steps.map((step, index) => section(view, data, steps, step, index));
  const first = data.first ?? 'when';
  const at = steps.findIndex(({ id }) => id === first);
  // The one that shows without `#` stands last, so that any other can hide it (`.q:target~.q.first`).
  const ordered = [...sections.slice(0, at), ...sections.slice(at + 1), sections[at] ?? raw('')];
  const kept = askedFields({
    speak: [],
    must: [],
    ...(asked.need ? { need: asked.need } : {}),
    ...(asked.text ? { text: asked.text } : {}),
  });
  return page(view, KIND, {
    title: words.text('find.title', { n: 2, total: QUESTIONS }),
    same: { path: `/find/${asked.need ?? 'any'}${placeQuery(asked.place)}` },
    ...(asked.place === undefined ? {} : { place: asked.place }),
    main: html`<form class="finder" method="post" action="${lang}/search">${hidden(kept)}${ordered}</form>`,
  });
}

function section(
  view: View,
  data: QuestionPage,
  steps: readonly Step[],
  step: Step,
  index: number,
): RawHtml {
  const { words } = view;
  const before = steps[index - 1];
  const after = steps[index + 1];
  const query = placeQuery(data.asked.place);
  const isFirst = step.id === (data.first ?? 'when');
  return html`<section class="q ${isFirst ? 'first' : ''}" id="${step.id}">
<p class="step"><a class="back" href="${before ? `#${before.id}` : `/${words.language.code}/find${query}`}">${icon('back')}${words.say('bar.back')}</a><span><bdi>${words.say('find.step', { n: index + 2, total: QUESTIONS })}</bdi></span></p>
${step.body}
<div class="go">${
    after
      ? html`<a class="b" href="#${after.id}">${words.say('find.go_on')}${icon('next')}</a><a class="b2" href="#${after.id}">${words.say('find.skip')}</a><button class="b2">${words.say('find.show')}</button>`
      : html`<button class="b">${words.say('find.show')}${icon('next')}</button>`
  }</div>
<p class="soft gap">${words.say('find.so_far', { list: askedLine(view, data.asked, undefined) })}<br>${words.say('results.title', { count: data.fits })}</p></section>`;
}

function option(
  type: 'radio' | 'checkbox',
  name: string,
  value: string,
  checked: boolean,
  label: RawHtml | string,
  picture?: IconName,
): RawHtml {
  return html`<label class="opt"><input type="${type}" name="${name}" value="${value}"${raw(checked ? ' checked' : '')}>${picture ? icon(picture) : ''}<span>${label}</span></label>`;
}

function whenQuestion(view: View, asked: Asked): RawHtml {
  return html`<fieldset><legend><h1>${view.words.say('find.when')}</h1></legend><div>${[
    ...WHENS,
    'any',
  ].map((when) =>
    option('radio', 'when', when, asked.when === when, whenText(view, when)),
  )}</div></fieldset>`;
}

function whereQuestion(view: View, { asked, place, larger }: QuestionPage): RawHtml {
  const { words } = view;
  return html`<h1>${words.say('find.where')}</h1>
<p class="soft" id="where-hint">${words.say('place.hint')}</p>
<label class="vh" for="where-field">${words.say('place.field')}</label><input type="text" class="field gap" id="where-field" name="where" maxlength="${MAX_TEXT}" autocomplete="off" spellcheck="false" aria-describedby="where-hint" value="${asked.placeText ?? ''}">
<p class="gap" data-position hidden><button type="button" class="b2">${icon('pin')}${words.say('place.position')}</button><span class="s soft" data-note>${words.say('place.position_note')}</span><span class="s" data-failed hidden>${words.say('place.position_failed')}</span></p>
<fieldset class="gap"><legend class="vh">${words.say('place.main')}</legend><div class="two">${
    place && !larger.some(({ id }) => id === place.id)
      ? option('radio', 'place', String(place.id), true, nameHtml(view, place.name))
      : ''
  }${larger.map((one) => option('radio', 'place', String(one.id), one.id === place?.id, nameHtml(view, one.name)))}${option('radio', 'place', '', !place, words.say('place.any'))}</div></fieldset>
<div class="gap">${option('checkbox', 'must', 'travel', asked.must.includes('travel'), words.say('find.travel'), 'walk')}</div>`;
}

function languageQuestion(view: View, asked: Asked): RawHtml {
  const { words } = view;
  return html`<fieldset><legend><h1>${words.say('find.language')}</h1></legend><p class="soft">${words.say('find.several')}</p><div class="two">${KNOWN_LANGUAGES.map(
    ({ code, tag, autonym, dir }) =>
      option(
        'checkbox',
        'speak',
        code,
        asked.speak.includes(code),
        html`<span lang="${tag}" dir="${dir}">${autonym}</span>`,
      ),
  )}</div></fieldset>`;
}

function mustQuestion(view: View, asked: Asked): RawHtml {
  const { words } = view;
  return html`<fieldset><legend><h1>${words.say('find.must')}</h1></legend><p class="soft">${words.say('find.must_hint')}</p><div>${MUST_PICTURES.map(
    ([must, picture]) =>
      option(
        'checkbox',
        'must',
        must,
        (asked.must as readonly string[]).includes(must),
        words.say(`find.must.${must}`),
        picture,
      ),
  )}</div></fieldset><p class="s soft gap">${words.say('find.must_note')}</p>`;
}
