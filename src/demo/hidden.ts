/** What must never be seen in public: for tests that search pages, packs, exports and logs for it. */
import { demoPlans } from './country.ts';
import { readToday } from './dates.ts';

export type HiddenPlace = { key: string; lat: number; lon: number; street: string };

/** True positions and streets of places whose disclosure is not exact, or that are not public. */
export function hiddenPlaces(today: string): HiddenPlace[] {
  const hidden = new Map<string, HiddenPlace>();
  for (const { at } of demoPlans(readToday(today).day))
    for (const { place } of at) {
      const open =
        (place.disclosure ?? 'exact') === 'exact' && (place.publicity ?? 'public') === 'public';
      if (!open && place.position)
        hidden.set(place.key, { key: place.key, ...place.position, street: place.street ?? '' });
    }
  return [...hidden.values()];
}
