/** A listing as the finder takes it in: answers, places and words, no addresses. Pure. */
import { dayOfInstant } from '../../languages/days.ts';
import type { FinderRecord } from '../../finder/record.ts';
import { NO, YES } from '../fact-codes.ts';
import { capacityNow } from './capacity.ts';
import { effectiveFacts, withDocuments } from './facts.ts';
import { reviewDay, withdrawDay } from './freshness.ts';
import type { Patterns } from './patterns.ts';
import type { ListingSource } from './source.ts';
import type { Texts } from './texts.ts';

/** @param now ms since 1970 UTC; facts and free places are read as of this instant */
export function recordOf(source: ListingSource, now: number, patterns: Patterns): FinderRecord {
  const today = dayOfInstant(now);
  const { place, clock } = source;
  const { known, questioned } = effectiveFacts(source.facts, today);
  const facts = withDocuments(known, source.documents);
  const free = capacityNow(source.capacity, now);
  if (free) facts.has_space = free.places > 0 ? YES : NO;
  if (source.schedules.some((row) => row.women_only)) facts.women_only_hours = YES;
  const position = place.virtual ? undefined : (place.position ?? place.areaPosition);
  return {
    code: source.code,
    needs: source.needs,
    ...(position ? { position } : {}),
    ...(position && !place.position ? { areaOnly: true } : {}),
    ...(place.virtual || facts.remote === YES ? { remote: true } : {}),
    ...(place.areaId === undefined ? {} : { areaId: place.areaId }),
    pattern: patterns.of({
      ...place,
      schedules: source.schedules,
      holidayRule: source.holidayRule,
    }),
    facts,
    languages: source.languages,
    documents: source.documents.map(({ doc, level }) => ({ doc, level })),
    ...(source.minAge === undefined ? {} : { minAge: source.minAge }),
    ...(source.maxAge === undefined ? {} : { maxAge: source.maxAge }),
    freePlaces: free ? free.places : -1,
    checkedDay: clock.checkedOn ?? 0,
    reviewDay: reviewDay(clock),
    withdrawDay: withdrawDay(clock),
    ...(questioned.length > 0 ? { beingChecked: true } : {}),
    texts: textsOf(source),
  };
}

/** Per language what was really written in it: no text is repeated under a language that it is not in. */
function textsOf(source: ListingSource): FinderRecord['texts'] {
  const { place } = source;
  const names: (Texts | undefined)[] = [source.name];
  const about = [source.otherNames, source.organization.name, place.name, place.area];
  const body = [source.description, source.alert];
  const all = [...names, ...about, ...body];
  const langs = new Set(all.flatMap((texts) => (texts ? Object.keys(texts.in) : [])));
  const joined = (parts: readonly (Texts | undefined)[], lang: string): string =>
    parts.flatMap((texts) => texts?.in[lang] ?? []).join(' · ');
  return [...langs].sort().map((lang) => ({
    lang,
    name: joined(names, lang),
    about: joined(about, lang),
    body: joined(body, lang),
  }));
}
