/** Finding in an area pack on the phone: the same finder and the same page as on the server. */
import type { Listing } from '../../directory/listing.ts';
import { decodePack, findPlaces, findServices, type Pack, readText } from '../../finder/index.ts';
import { compilePattern, openState } from '../../finder/hours.ts';
import { placeName, placeWithId } from '../../finder/places.ts';
import { finderQuery, readAsked } from '../asked.ts';
import type { SitePlace } from '../house.ts';
import type { View } from '../page.ts';
import { resultsPage } from '../pages/results.ts';
import { servicePage } from '../pages/service.ts';
import { PACKS } from './kept.ts';
import { answerOf, offlineNotice, putNotice } from './offline-pages.ts';

const RESULTS = 20;

type OpenedPack = { pack: Pack; kept: string };
let opened: OpenedPack | undefined;

/** The newest pack on the phone, opened once. */
async function openPack(now: number): Promise<Pack | undefined> {
  const cache = await caches.open(PACKS);
  const newest = (await cache.keys()).at(-1);
  if (!newest) return undefined;
  if (opened?.kept === newest.url) return opened.pack;
  const file = await cache.match(newest);
  if (!file) return undefined;
  const pack = decodePack(new Uint8Array(await file.arrayBuffer()), { now });
  opened = { pack, kept: newest.url };
  return pack;
}

/** A listing of the pack as the pages read it. Past the pack's end nothing is claimed to be open. */
function listingOf(view: View, pack: Pack, code: string, now: number): Listing | undefined {
  const { tag, code: short } = view.words.language;
  const listing = readText(pack, code, [tag, short, 'en']) as Listing | undefined;
  if (!listing) return undefined;
  return { ...listing, open: openState(compilePattern(listing.pattern, now, 60), now) };
}

/**
 * Answers a question from the pack.
 * @param form the fields of the question as sent
 * @returns nothing while there is no pack on the phone, or it cannot be read
 */
export async function findInPack(view: View, form: URLSearchParams): Promise<Response | undefined> {
  // A phone whose clock is behind the pack counts from the pack.
  const pack = await openPack(view.now).catch(() => undefined);
  if (!pack) return undefined;
  const now = Math.max(view.now, pack.generatedAt);
  const lang = view.words.language.code;
  const fields: Record<string, string[]> = {};
  for (const [name, value] of form) (fields[name] ??= []).push(value);
  const { placeText, ...read } = readAsked(fields);
  const found = placeText ? findPlaces(pack, placeText, lang)[0] : undefined;
  const asked = found ? { ...read, place: found.id } : read;
  const place = placeOf(pack, asked.place, lang);
  const answer = findServices(
    pack,
    finderQuery(asked, {
      now,
      lang: view.words.language.tag,
      zone: view.settings.zone,
      limit: RESULTS,
    }),
  );
  const listings = answer.items.flatMap(({ code }) => listingOf(view, pack, code, now) ?? []);
  const page = resultsPage(
    { ...view, now },
    { asked, answer, listings, shareable: false, ...(place ? { place } : {}) },
  );
  return putNotice(answerOf(page), offlineNotice(view, 'offline.notice_pack', pack.generatedAt));
}

/** The page of a service that was never opened, from the pack. */
export async function serviceFromPack(view: View, code: string): Promise<Response | undefined> {
  const pack = await openPack(view.now).catch(() => undefined);
  if (!pack) return undefined;
  const now = Math.max(view.now, pack.generatedAt);
  const listing = listingOf(view, pack, code, now);
  if (!listing) return undefined;
  const page = servicePage(
    { ...view, now },
    { listing, elsewhere: [], feedbackId: crypto.randomUUID(), counts: {} },
  );
  return putNotice(answerOf(page), offlineNotice(view, 'offline.notice_pack', pack.generatedAt));
}

function placeOf(pack: Pack, id: number | undefined, lang: string): SitePlace | undefined {
  const entry = id === undefined ? undefined : placeWithId(pack.places, id);
  return entry && { id: entry.id, name: { text: placeName(entry, lang), lang } };
}
