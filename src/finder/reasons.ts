/** The reasons of one shown record, what was asked for first (chapter 10, section 3.4). Each is true of the record. */
import { DOC_CODES, type DocCode, type FactCode } from '../directory/fact-codes.ts';
import { needBranch, needsUnder, type NeedCode } from '../directory/needs.ts';
import { inSet } from './bits.ts';
import { metresToHaversine, WALKING_M } from './distance.ts';
import { type CompiledPattern, matchAt, matchTonight, matchWindow } from './hours.ts';
import { primaryLanguage } from './language-tag.ts';
import type { FinderItem, FinderQuery, Reason, Wish } from './query.ts';
import type { Scan } from './scan.ts';
import type { OpenState } from './schedule.ts';
import { AREA_ONLY, flagsAt, freePlacesAt, FULL, PLACES_UNKNOWN } from './rows.ts';
import { factSet, LANGUAGE_MODES, languageSet, needSet, REMOTE_SET } from './set-names.ts';
import type { UnderstoodText } from './understand-text.ts';

export type Shown = {
  scan: Scan;
  id: number;
  query: FinderQuery;
  /** Wishes that the record meets. */
  met: ReadonlySet<Wish>;
  open: OpenState;
  hours: CompiledPattern;
  /** Haversine, -1 without a place. */
  distance: number;
  bring: FinderItem['bring'];
  needs: readonly NeedCode[] | undefined;
  text: UnderstoodText | undefined;
};

const MOST_NEEDS = 3;
const WALKING = metresToHaversine(WALKING_M);

export function reasonsFor(shown: Shown): Reason[] {
  const { met, query } = shown;
  const has = (code: FactCode, answer: 'yes' | 'no' = 'yes'): boolean =>
    inSet(shown.scan.segment.sets.get(factSet(code, answer)), shown.id);
  const reasons: Reason[] = [...needReasons(shown)];
  if (met.has('time')) reasons.push(...timeReasons(shown));
  if (query.languages !== undefined && query.languages.length > 0) {
    reasons.push(...languageReasons(shown, has('interpreter_on_request')));
  }
  if (met.has('papers')) reasons.push(...paperReasons(shown));
  if (met.has('free')) reasons.push(...moneyReasons(has));
  if (met.has('woman')) reasons.push({ code: 'woman_provider' });
  if (query.providerSex === 'woman' && has('women_only_hours')) {
    reasons.push({ code: 'women_only_hours' });
  }
  if (met.has('man')) reasons.push({ code: 'man_provider' });
  if (met.has('step_free')) reasons.push({ code: 'step_free' });
  if (met.has('child_space')) reasons.push({ code: 'child_space' });
  if (met.has('not_reported')) reasons.push({ code: 'not_reported' });
  if (query.noTravelMoney) reasons.push(...travelReasons(shown, has));
  if (met.has('minor_alone')) reasons.push({ code: 'minors_alone' });
  if (met.has('age')) reasons.push({ code: 'age_fits' });
  for (const fact of new Set(query.facts)) {
    if (met.has(`fact:${fact}`)) reasons.push({ code: 'fact', fact });
  }
  return [...reasons, ...unasked(shown, reasons, has)];
}

const known = new Map<NeedCode, readonly NeedCode[]>();

function codesUnder(need: NeedCode): readonly NeedCode[] {
  let codes = known.get(need);
  if (codes === undefined) {
    codes = needsUnder(need);
    known.set(need, codes);
  }
  return codes;
}

function needReasons({ scan, id, needs, text }: Shown): Reason[] {
  const { sets } = scan.segment;
  const wanted = [
    ...(needs ?? []),
    ...(text?.spans.flatMap((span) => (span.isContext ? [] : span.needs)) ?? []),
  ];
  const found = new Set<NeedCode>();
  for (const need of wanted) {
    const under = codesUnder(need).filter((code) => inSet(sets.get(needSet(code)), id));
    const leaves = under.filter((code) => code !== needBranch(code));
    for (const code of leaves.length > 0 ? leaves : under) found.add(code);
  }
  const reasons: Reason[] = [...found].slice(0, MOST_NEEDS).map((need) => ({ code: 'need', need }));
  if (text !== undefined && scan.hasWordsOf(text, id)) reasons.push({ code: 'text_match' });
  return reasons;
}

function timeReasons({ query, hours, open }: Shown): Reason[] {
  const { time, now } = query;
  if (time?.kind === 'now') return [openNow(open)];
  if (time?.kind === 'at') {
    const { until } = matchAt(hours, time.t);
    return [{ code: 'open_at', at: time.t, ...(until === undefined ? {} : { until }) }];
  }
  if (time?.kind === 'tonight') {
    const { from, until } = matchTonight(hours, now);
    return from === undefined || until === undefined ? [] : [{ code: 'open_tonight', from, until }];
  }
  if (time?.kind !== 'window') return [];
  const { day, from, until } = matchWindow(hours, now, time.days, time.from, time.to);
  if (day === undefined || from === undefined || until === undefined) return [];
  return [{ code: 'opens_in_window', day, from, until }];
}

function openNow(open: OpenState): Reason {
  return open.changes === undefined
    ? { code: 'open_now' }
    : { code: 'open_now', until: open.changes };
}

/** The best way of each wished language, the page's own language first among equals. */
function languageReasons({ scan, id, query }: Shown, onRequest: boolean): Reason[] {
  const own = primaryLanguage(query.lang);
  const wished = [...new Set((query.languages ?? []).map(primaryLanguage))].sort(
    (a, b) => Number(b === own) - Number(a === own),
  );
  const reasons: Reason[] = [];
  for (const mode of LANGUAGE_MODES) {
    for (const lang of wished) {
      const isNamed = reasons.some((reason) => 'lang' in reason && reason.lang === lang);
      if (isNamed || !inSet(scan.segment.sets.get(languageSet(lang, mode)), id)) continue;
      reasons.push({ code: `language_${mode}`, lang });
    }
  }
  if (reasons.length === 0 && onRequest) reasons.push({ code: 'interpreter_on_request' });
  return reasons;
}

/** No papers asked; or those at hand are all that is asked, and cover what nobody knows. */
function paperReasons({ bring, query }: Shown): Reason[] {
  const have: readonly DocCode[] = query.papers === 'none' ? [] : (query.papers ?? []);
  if (have.length === 0 || bring === 'nothing') return [{ code: 'no_papers' }];
  const asked = bring === 'unknown' ? DOC_CODES : bring;
  return [{ code: 'papers_enough', docs: asked.filter((doc) => have.includes(doc)) }];
}

function moneyReasons(has: (code: FactCode) => boolean): Reason[] {
  if (has('free')) return [{ code: 'free' }];
  return has('fee_waived') ? [{ code: 'fee_waived' }] : [];
}

function travelReasons({ scan, id, distance }: Shown, has: (code: FactCode) => boolean): Reason[] {
  const { sets, rows } = scan.segment;
  const reasons: Reason[] = [];
  const isExact = (flagsAt(rows, id) & AREA_ONLY) === 0;
  if (distance >= 0 && distance <= WALKING && isExact) reasons.push({ code: 'walking_distance' });
  if (has('travel_paid')) reasons.push({ code: 'travel_paid' });
  if (inSet(sets.get(REMOTE_SET), id)) reasons.push({ code: 'remote' });
  if (has('home_visit')) reasons.push({ code: 'home_visit' });
  if (has('near_transport')) reasons.push({ code: 'near_transport' });
  return reasons;
}

/** Good news that nobody asked for. */
function unasked(
  { scan, id, open, bring }: Shown,
  said: readonly Reason[],
  has: (code: FactCode) => boolean,
): Reason[] {
  const { sets, rows } = scan.segment;
  const more: Reason[] = [];
  if (open.state === 'open') more.push(openNow(open));
  if (bring === 'nothing') more.push({ code: 'no_papers' });
  more.push(...moneyReasons(has));
  if (inSet(sets.get(REMOTE_SET), id)) more.push({ code: 'remote' });
  const places = freePlacesAt(rows, id);
  if ((flagsAt(rows, id) & FULL) === 0) {
    if (places !== PLACES_UNKNOWN && places > 0) more.push({ code: 'has_space', places });
    else if (has('has_space')) more.push({ code: 'has_space' });
  }
  return more.filter((reason) => !said.some(({ code }) => code === reason.code));
}
