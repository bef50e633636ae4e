/** What the directory says now of each reference in a card (chapter 10, section 4.1). */
import type { Listing } from '../directory/listing.ts';
import { readReference, type Resolve, type ServiceField } from '../guidance/index.ts';
import type { Languages } from '../languages/catalogues.ts';
import { wallClock } from '../languages/dates.ts';
import type { Words } from '../languages/messages.ts';
import type { SiteHouse } from './house.ts';
import { weeklyHours } from './weekly-hours.ts';

/**
 * Answers references from the listings of `house`, in the words of the card's language.
 * What nobody knows or vouches for any more is left out, never made up.
 */
export function resolveReferences(house: SiteHouse, languages: Languages): Resolve {
  return async (references, lang) => {
    const read = references.flatMap((text) => {
      const reference = readReference(text);
      return reference ? [{ text, reference }] : [];
    });
    const codes = [
      ...new Set(
        read.flatMap(({ reference }) => (reference.kind === 'svc' ? [reference.code] : [])),
      ),
    ];
    const listings = new Map(
      (await house.listings(codes, lang)).map((listing) => [listing.code, listing]),
    );
    const { words } = languages.find(lang) ?? languages.english;
    const today = wallClock(house.now(), house.settings.zone).day;
    return Object.fromEntries(
      read.flatMap(({ text, reference }): [string, string][] => {
        const value =
          reference.kind === 'number'
            ? house.settings.emergencyNumbers.find(({ kind }) => kind === reference.of)?.number
            : fieldOf(listings.get(reference.code), reference.field, words, today);
        return value === undefined ? [] : [[text, value]];
      }),
    );
  };
}

function fieldOf(
  listing: Listing | undefined,
  field: ServiceField,
  words: Words,
  today: number,
): string | undefined {
  if (!listing || listing.freshness === 'withdrawn') return undefined;
  switch (field) {
    case 'name':
      return listing.name.text;
    case 'phone':
      return listing.phones.find(({ kind }) => kind === 'voice')?.number;
    case 'hours':
      return weeklyHours(words, listing.pattern, today);
    case 'address': {
      const lines = listing.place?.address?.join(', ');
      return lines || listing.place?.area?.text;
    }
  }
}
