/** A listing as one reader sees it: her language, this moment. Pure. */
import { dayOfInstant } from '../../languages/days.ts';
import { NO, YES } from '../fact-codes.ts';
import type { ListedFact, Listing, ListedPhone, LocalText } from '../listing.ts';
import { effectiveFacts, type StatedFact } from './facts.ts';
import { freshness } from './freshness.ts';
import { listedPlace } from './assemble-place.ts';
import { capacityNow } from './capacity.ts';
import type { Patterns } from './patterns.ts';
import { optional } from './row-texts.ts';
import type { ListingSource } from './source.ts';
import { plainText, type Texts, textIn } from './texts.ts';

/**
 * @param lang BCP 47 of the reader; texts fall back along its chain and say in which language they are
 * @param now ms since 1970 UTC: facts past their grace are unknown, numbers past their hour are left out
 */
export function listingOf(
  source: ListingSource,
  lang: string,
  now: number,
  patterns: Patterns,
): Listing {
  const today = dayOfInstant(now);
  const local = (texts: Texts | undefined): LocalText | undefined => texts && textIn(texts, lang);
  const { place } = source;
  const free = capacityNow(source.capacity, now);
  return {
    code: source.code,
    serviceId: source.serviceId,
    serviceAtLocationId: source.serviceAtLocationId,
    name: textIn(source.name, lang),
    ...optional('description', local(source.description)),
    organization: {
      code: source.organization.code,
      id: source.organization.id,
      name: textIn(source.organization.name, lang),
    },
    needs: source.needs,
    ...optional('howTo', local(source.application)),
    ...optional('conditions', local(source.eligibility)),
    ...optional('fees', local(source.fees)),
    ...(source.eligibilityHeld ? { mayHaveConditions: true } : {}),
    ...optional('alert', local(source.alert)),
    place: listedPlace(place, lang),
    remote: isRemote(source, today),
    phones: source.phones.map(
      ({ note, ...phone }): ListedPhone => ({ ...phone, ...optional('note', local(note)) }),
    ),
    ...optional('website', source.website),
    ...optional('email', source.email),
    pattern: patterns.of({
      ...place,
      schedules: source.schedules,
      holidayRule: source.holidayRule,
    }),
    facts: listedFacts(source, today),
    languages: source.languages,
    documents: source.documents.map(({ doc, level, text }) => ({
      doc,
      level,
      ...optional('text', local(text)),
    })),
    ...optional('minAge', source.minAge),
    ...optional('maxAge', source.maxAge),
    ...(free
      ? {
          capacity: {
            free: free.places,
            ...(free.unit ? { unit: textIn(plainText(free.unit, 'en'), lang) } : {}),
            updated: free.updated,
            full: free.places === 0,
          },
        }
      : {}),
    freshness: freshness(source.clock, today),
    ...optional('checkedOn', source.clock.checkedOn),
    ...(source.checkedBy ? { checkedBy: textIn(plainText(source.checkedBy, 'und'), lang) } : {}),
    ...(source.confirmedBy
      ? { confirmedBy: textIn(plainText(source.confirmedBy, 'und'), lang) }
      : {}),
    elsewhere: source.elsewhere,
    updatedAt: source.updatedAt,
  };
}

/** By phone or online, wherever the person is. */
export function isRemote(source: ListingSource, today: number): boolean {
  return (
    source.place.virtual || effectiveFacts(source.facts, today).known.get('remote')?.value === YES
  );
}

/**
 * The known facts with who said so. A "no" that a paper in the list contradicts is left out: the list speaks.
 */
function listedFacts(source: ListingSource, today: number): Listing['facts'] {
  const { known } = effectiveFacts(source.facts, today);
  const needed = new Set(source.documents.filter((d) => d.level === 'needed').map((d) => d.doc));
  const facts: Listing['facts'] = {};
  for (const [code, fact] of known) {
    const contradicted =
      fact.value === NO &&
      [...needed].some(
        (doc) => code === `asks_${doc}` || (doc === 'residence' && code === 'asks_residence_paper'),
      );
    if (!contradicted) facts[code] = listedFact(fact);
  }
  return facts;
}

function listedFact({ value, sourceKind, saidBy, checkedOn, reviewBy }: StatedFact): ListedFact {
  return {
    value,
    sourceKind,
    ...optional('saidBy', saidBy),
    ...optional('checkedOn', checkedOn),
    ...optional('reviewBy', reviewBy),
  };
}
