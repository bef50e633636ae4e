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
import { cardsPage } from './pack-cards.ts';
import { isWhole } from './pack-check.ts';
import { answerOf, offlineNotice, putNotice } from './offline-pages.ts';

const RESULTS = 20;
/** 30 days (chapter 10, section 3.7). */
const PACK_GOOD_MS = 30 * 86_400_000;

type OpenedPack = { pack: Pack; kept: string };
let opened: OpenedPack | undefined;

/** The pack of a language, else another that is on the phone; whole, and opened once for each time that it was fetched. */
async function openPack(lang: string, now: number): Promise<Pack | undefined> {
  const cache = await caches.open(PACKS);
  const keys = await cache.keys();
  const key = keys.find(({ url }) => url.endsWith(`-${lang}.whp`)) ?? keys.at(-1);
  const file = key && (await cache.match(key));
  if (!file) return undefined;
  const kept = `${key.url} ${file.headers.get('date') ?? ''}`;
  if (opened?.kept === kept) return opened.pack;
  const bytes = new Uint8Array(await file.arrayBuffer());
  // What was kept may have been cut short or spoilt since.
  if (!(await isWhole(bytes, crypto.subtle))) return undefined;
  const pack = decodePack(bytes, { now, sha256: false });
  opened = { pack, kept };
  return pack;
}

/** A listing of the pack as the pages read it. Past the pack's end nothing is claimed to be open. */
function listingOf(view: View, pack: Pack, code: string, now: number): Listing | undefined {
  const { tag, code: short } = view.words.language;
  const listing = readText(pack, code, [tag, short, 'en']) as Listing | undefined;
  if (!listing) return undefined;
  // Past its end a pack vouches for no hours.
  const old = now - pack.generatedAt > PACK_GOOD_MS;
  const open = openState(compilePattern(listing.pattern, now, 60), now);
  return { ...listing, open, ...(old ? { freshness: 'overdue' as const } : {}) };
}

/**
 * Answers a question from the pack.
 * @param form the fields of the question as sent
 * @returns nothing while there is no pack on the phone, or it cannot be read
 */
export async function findInPack(view: View, form: URLSearchParams): Promise<Response | undefined> {
  // A phone whose clock is behind the pack counts from the pack.
  const pack = await openPack(view.words.language.code, view.now).catch(() => undefined);
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
  return putNotice(
    view,
    answerOf(page),
    offlineNotice(view, 'offline.notice_pack', pack.generatedAt),
  );
}

/** The page of a service that was never opened, from the pack. */
export async function serviceFromPack(view: View, code: string): Promise<Response | undefined> {
  const pack = await openPack(view.words.language.code, view.now).catch(() => undefined);
  if (!pack) return undefined;
  const now = Math.max(view.now, pack.generatedAt);
  const listing = listingOf(view, pack, code, now);
  if (!listing) return undefined;
  const page = servicePage(
    { ...view, now },
    { listing, elsewhere: [], feedbackId: crypto.randomUUID(), counts: {} },
  );
  return putNotice(
    view,
    answerOf(page),
    offlineNotice(view, 'offline.notice_pack', pack.generatedAt),
  );
}

/** A page of questions and answers, or the check of a print, from the pack. */
export async function cardsFromPack(view: View, address: URL): Promise<Response | undefined> {
  const pack = await openPack(view.words.language.code, view.now).catch(() => undefined);
  if (!pack) return undefined;
  const now = Math.max(view.now, pack.generatedAt);
  const atPack = { ...view, now };
  const listing = (code: string): Listing | undefined => listingOf(view, pack, code, now);
  const made = cardsPage({ pack, view: atPack, listing }, address.pathname, address.searchParams);
  return (
    made &&
    putNotice(view, answerOf(made), offlineNotice(view, 'offline.notice_pack', pack.generatedAt))
  );
}

function placeOf(pack: Pack, id: number | undefined, lang: string): SitePlace | undefined {
  const entry = id === undefined ? undefined : placeWithId(pack.places, id);
  return entry && { id: entry.id, name: { text: placeName(entry, lang), lang } };
}
