/** Question 1: what do you need? All needs by branch, for those whom the twelve pictures do not fit. */
import { NEED_BRANCHES, type NeedBranch } from '../../directory/needs.ts';
import { html } from '../../http/html.ts';
import { placeQuery } from '../asked.ts';
import { icon, type IconName } from '../icons.ts';
import { hidden, type Page, page, type PageKind, type View } from '../page.ts';
import { needLabel } from '../wishes.ts';
import { QUESTIONS } from './question.ts';

const BRANCHES = Object.entries(NEED_BRANCHES) as [
  NeedBranch,
  (typeof NEED_BRANCHES)[NeedBranch],
][];
const PICTURE: Partial<Record<string, IconName>> = {
  talk: 'phone',
  learning: 'school',
  housing: 'house',
  money: 'wallet',
};

function picture(branch: NeedBranch): IconName {
  return PICTURE[branch] ?? NEED_BRANCHES[branch].icon;
}

const KIND: PageKind = {
  name: 'needs',
  parts: ['tiles', 'question'],
  symbols: ['back', 'find', 'chev', ...BRANCHES.map(([branch]) => picture(branch))],
};

/** Every need as a link; each branch folds open. `open` is the branch to show. */
export function needsPage(view: View, data: { place?: number }): Page {
  const { words } = view;
  const lang = `/${words.language.code}`;
  const query = placeQuery(data.place);
  return page(view, KIND, {
    title: words.text('find.title', { n: 1, total: QUESTIONS }),
    same: { path: `/find${query}` },
    ...(data.place === undefined ? {} : { place: data.place }),
    main: html`<p class="step"><a class="back" href="${lang}/${query}">${icon('back')}${words.say('bar.back')}</a><span><bdi>${words.say('find.step', { n: 1, total: QUESTIONS })}</bdi></span></p>
<h1>${words.say('find.what')}</h1>
<form class="gap" method="post" action="${lang}/search" role="search"><label for="q">${words.say('find.what_words')}</label>${hidden(data.place === undefined ? [] : [['place', String(data.place)]])}<div class="ask"><input type="text" class="field" id="q" name="q" maxlength="120" autocomplete="off" autocapitalize="off" spellcheck="false" required><button class="b">${icon('find')}${words.say('home.own_words_go')}</button></div></form>
<div class="gap">${BRANCHES.map(
      ([branch, { leaves }]) =>
        html`<details><summary>${icon('chev')}${icon(picture(branch))}${needLabel(view, branch)}</summary><ul class="list"><li><a href="${lang}/find/${branch}${query}"><b>${needLabel(view, branch)}</b></a></li>${leaves.map(
          (leaf) =>
            html`<li><a href="${lang}/find/${branch}.${leaf}${query}">${needLabel(view, `${branch}.${leaf}`)}</a></li>`,
        )}</ul></details>`,
    )}</div>
<p class="go"><a class="b2" href="${lang}/find/any${query}">${words.say('find.skip')}</a></p>`,
  });
}
