/** Information points and routes in the console: what each shows, its changes, a new one; and for staff, where to begin (INFO-08). */
import {
  inLanguageOf,
  MOST_POINT_CARDS,
  MOST_POINT_LANGUAGES,
  MOST_POINT_NEEDS,
  type OwnPoint,
  type OwnRoute,
  POINT_KINDS,
} from '../../guidance/index.ts';
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';
import type { Typed } from '../forms.ts';
import type { Names } from './cards-list.ts';

export type PointsView = {
  points: readonly OwnPoint[];
  routes: readonly OwnRoute[];
  languages: readonly string[];
  nameOf: Names;
  /** Code of the language of the screen. */
  lang: string;
  typed: Typed;
  /** The point or route whose form is open, by the letter of its kind and its number: `p10`, `r11`. */
  open?: string;
  /** Labels of needs by code. */
  needs: Readonly<Record<string, string>>;
};

const AT = '/staff/cards/points';
/** Where screening and referral begin. */
const DESK = '/desk';

export const kindOf = (w: Words, kind: OwnPoint['kind']): string =>
  w.text(kind === 'border' ? 'point.kind.border_centre' : `at.kind.${kind}`);

/** All points and routes with their forms. */
export function pointsPart(w: Words, view: PointsView): RawHtml {
  const { points, routes, typed } = view;
  // What was typed for a new one; a change that was refused comes back where it was made.
  const fresh = 'of' in typed ? {} : typed;
  const isRoute = 'route_name' in fresh;
  return html`<p>${w.say('info.lead')}</p>
${points.length ? '' : html`<p class="note">${w.say('info.none')}</p>`}
${points.map((point) => pointPart(w, point, view))}
<h2>${w.say('info.new')}</h2>
<form method="post" action="${AT}" class="sheet fields two">${pointFields(w, view, isRoute ? {} : fresh)}<button class="b fit">${w.say('info.new')}</button></form>
<h2>${w.say('info.routes')}</h2>
${routes.length ? '' : html`<p class="note">${w.say('info.no_route')}</p>`}
${routes.map((route) => routePart(w, route, view))}
<form method="post" action="${AT}/routes" class="sheet fields two">${routeFields(w, view, isRoute ? fresh : {})}<button class="b fit">${w.say('info.new_route')}</button></form>`;
}

/** For those who meet people there: what to open, and where a screening or a referral begins. */
export function standingPart(
  w: Words,
  view: Pick<PointsView, 'points' | 'nameOf' | 'lang'>,
): RawHtml {
  const { points: standing } = view;
  return html`<p>${w.say('info.staff_lead')}</p><p><a class="b fit" href="${DESK}">${w.say('info.desk')}</a></p>
${standing.length ? '' : html`<p class="note">${w.say('info.none')}</p>`}
${standing.map((point) => html`<section class="sheet"><h2>${names(point.name)}</h2><p class="s soft">${kindOf(w, point.kind)} · <bdi>${inLanguageOf(point.placeName, view.lang).text}</bdi></p>${links(w, point, view)}</section>`)}`;
}

const names = (name: OwnPoint['name']): RawHtml[] =>
  Object.values(name).map((text, n) => html`${n ? ' · ' : ''}<bdi>${text}</bdi>`);

/** What can be opened of a point. */
function links(
  w: Words,
  { code, languages }: OwnPoint,
  { nameOf, lang }: Pick<PointsView, 'nameOf' | 'lang'>,
): RawHtml {
  const at = `/at/${String(code)}`;
  return html`<ul class="items"><li><a href="/${lang}${at}">${w.say('info.page')}</a></li><li><a href="${at}?kiosk=1">${w.say('at.screen')}</a></li>${languages.map((one) => html`<li><a href="/${one}${at}/set.pdf">${w.say('at.print')} (${nameOf(one)})</a></li>`)}</ul>`;
}

function pointPart(w: Words, point: OwnPoint, view: PointsView): RawHtml {
  const { nameOf, lang } = view;
  const at = `${AT}/${String(point.code)}`;
  const again = refused(view.typed, point.code, 'point_name');
  return html`<section class="sheet"><h2>${names(point.name)}</h2><p class="s soft">${w.say('info.number', { code: String(point.code), version: String(point.version) })} · ${kindOf(w, point.kind)} · <bdi>${inLanguageOf(point.placeName, lang).text}</bdi> · ${point.languages.map((one, n) => `${n ? ', ' : ''}${nameOf(one)}`)}${point.isWithdrawn ? html` · <b class="care">${w.say('cards.state.withdrawn')}</b>` : ''}</p>
<p>${w.say('kits.cards')}: ${point.cards.map((code, n) => html`${n ? ', ' : ''}<a href="/staff/cards/${String(code)}">${String(code)}</a>`)}${point.needs.length ? html`<br>${w.say('info.needs')}: ${point.needs.map((need, n) => `${n ? ', ' : ''}${view.needs[need] ?? need}`)}` : ''}</p>
${point.isWithdrawn ? '' : links(w, point, view)}
${
  point.own && !point.isWithdrawn
    ? changePart(
        w,
        view,
        { key: `p${String(point.code)}`, at, isTyped: again !== undefined },
        html`${held(point)}${pointFields(w, view, again ?? told(point, lang))}`,
      )
    : ''
}</section>`;
}

/** The way to the form of one, or the form: a page holds one at a time. */
function changePart(
  w: Words,
  { open }: PointsView,
  { key, at, isTyped }: { key: string; at: string; isTyped: boolean },
  fields: RawHtml,
): RawHtml {
  if (open !== key && !isTyped)
    return html`<p><a class="b2 fit" href="${AT}?change=${key}#${key}">${w.say('kits.change')}</a></p>`;
  return html`<form method="post" action="${at}" class="fields two" id="${key}">${fields}<button class="b fit">${w.say('info.save')}</button></form><form method="post" action="${at}/withdrawal"><button class="b2 fit">${w.say('kits.withdraw')}</button></form>`;
}

/** Which one is changed, and what of it the editor saw. */
const held = ({ code, version }: { code: number; version: number }): RawHtml =>
  html`<input type="hidden" name="of" value="${String(code)}"><input type="hidden" name="version" value="${String(version)}">`;

/** What was typed into the form of this one and refused. */
const refused = (typed: Typed, code: number, field: string): Typed | undefined =>
  typed['of'] === String(code) && field in typed ? typed : undefined;

/** A point as its form would say it. */
function told(point: OwnPoint, lang: string): Typed {
  const { position, name, placeName } = point;
  const shown = inLanguageOf(name, lang);
  return {
    point_name: shown.text,
    lang: shown.lang,
    kind: point.kind,
    place_name: inLanguageOf(placeName, lang).text,
    position: position ? `${String(position.lat)}, ${String(position.lon)}` : '',
    point_cards: point.cards.join(' '),
    needs: point.needs,
    languages: point.languages,
  };
}

function pointFields(w: Words, view: PointsView, typed: Typed): RawHtml {
  const said = (name: string): string => String(typed[name] ?? '');
  return html`<label class="entry">${w.say('kits.name')}<input name="point_name" value="${said('point_name')}" minlength="2" maxlength="80" autocomplete="off" dir="auto" required></label>
${languageField(w, view, said('lang'))}
<label class="entry">${w.say('info.place')}<input name="place_name" value="${said('place_name')}" maxlength="80" autocomplete="off" dir="auto" required><span class="s soft">${w.say('info.place_note')}</span></label>
<label class="entry">${w.say('info.position')}<input name="position" value="${said('position')}" maxlength="40" autocomplete="off" dir="ltr"><span class="s soft">${w.say('info.position_note')}</span></label>
<label class="entry">${w.say('kits.cards')}<input name="point_cards" value="${said('point_cards')}" maxlength="140" inputmode="numeric" autocomplete="off" dir="ltr" required><span class="s soft">${w.say('info.cards_note', { n: MOST_POINT_CARDS })}</span></label>
<label class="entry">${w.say('info.kind')}<select name="kind">${POINT_KINDS.map((kind) => html`<option value="${kind}"${raw(kind === said('kind') ? ' selected' : '')}>${kindOf(w, kind)}</option>`)}</select></label>
<fieldset class="wide"><legend>${w.say('info.languages')}</legend><p class="s soft">${w.say('info.languages_note', { n: MOST_POINT_LANGUAGES })}</p><div class="ticks">${view.languages.map((code) => tick('languages', code, view.nameOf(code), typed))}</div></fieldset>
<fieldset class="wide"><legend>${w.say('info.needs')}</legend><p class="s soft">${w.say('info.needs_note', { n: MOST_POINT_NEEDS })}</p><div class="ticks">${Object.entries(view.needs).map(([need, label]) => tick('needs', need, label, typed))}</div></fieldset>`;
}

const tick = (name: string, value: string, label: string, typed: Typed): RawHtml =>
  html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"${raw([typed[name] ?? []].flat().includes(value) ? ' checked' : '')}><span>${label}</span></label>`;

function languageField(w: Words, { languages, nameOf }: PointsView, chosen: string): RawHtml {
  return html`<label class="entry">${w.say('cards.language')}<select name="lang">${languages.map((code) => html`<option value="${code}"${raw(code === (chosen || 'en') ? ' selected' : '')}>${nameOf(code)}</option>`)}</select></label>`;
}

function routePart(w: Words, route: OwnRoute, view: PointsView): RawHtml {
  const at = `${AT}/routes/${String(route.code)}`;
  const shown = inLanguageOf(route.name, view.lang);
  const again = refused(view.typed, route.code, 'route_name');
  const called = (code: number): string => {
    const point = view.points.find((one) => one.code === code);
    return point ? inLanguageOf(point.name, view.lang).text : String(code);
  };
  return html`<section class="sheet"><h3>${names(route.name)}</h3><p class="s soft">${w.say('info.number', { code: String(route.code), version: String(route.version) })}${route.isWithdrawn ? html` · <b class="care">${w.say('cards.state.withdrawn')}</b>` : ''}</p><ol class="nums">${route.points.map((code) => html`<li><bdi>${called(code)}</bdi></li>`)}</ol>
${route.isWithdrawn ? '' : html`<p><a href="/${view.lang}/route/${String(route.code)}">${w.say('info.page')}</a></p>`}
${
  route.own && !route.isWithdrawn
    ? changePart(
        w,
        view,
        { key: `r${String(route.code)}`, at, isTyped: again !== undefined },
        html`${held(route)}${routeFields(w, view, again ?? { route_name: shown.text, lang: shown.lang, points: route.points.join(' ') })}`,
      )
    : ''
}</section>`;
}

function routeFields(w: Words, view: PointsView, typed: Typed): RawHtml {
  const said = (name: string): string => String(typed[name] ?? '');
  return html`<label class="entry">${w.say('kits.name')}<input name="route_name" value="${said('route_name')}" minlength="2" maxlength="80" autocomplete="off" dir="auto" required></label>
${languageField(w, view, said('lang'))}
<label class="entry">${w.say('info.points')}<input name="points" value="${said('points')}" maxlength="140" inputmode="numeric" autocomplete="off" dir="ltr" required><span class="s soft">${w.say('info.points_note')}</span></label>`;
}
