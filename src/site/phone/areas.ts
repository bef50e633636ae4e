/** Packs of an area for finding without internet: what is held and how old it is, what there is to load and how large. */
import { momentText, wallClock } from '../../languages/dates.ts';
import { wordsOf } from '../../languages/messages.ts';
import type { PhoneWords } from '../phone-words.ts';
import { roundSize } from '../sizes.ts';
import { FILES, langOf, PACKS, wordsOfLang } from './kept.ts';
import {
  addressOf,
  type Arrived,
  bytesOfChanges,
  type Held,
  heldPack,
  loadChanges,
  loadWhole,
  type PackEntry,
  packList,
} from './pack-store.ts';

const DAY_MS = 86_400_000;
/** Over 7 days amber, past a pack's 30 days red (chapter 10, section 5.2). */
const OLD_MS = 7 * DAY_MS;
const EXPIRED_MS = 30 * DAY_MS;

/** Lists the packs that the house offers, without a network those that are held; says nothing when there are none. */
export async function setUpAreas(part: HTMLElement): Promise<void> {
  const place = part.querySelector<HTMLElement>('[data-areas]');
  if (!place || place.dataset['set']) return;
  place.dataset['set'] = 'true';
  const lang = langOf(location.pathname);
  const list = await packList();
  const packs = (list?.packs ?? (await entriesHeld())).filter(
    (entry) => entry.lang === undefined || entry.lang === lang,
  );
  if (packs.length) place.append(element('h2', '', place.dataset['title']));
  for (const entry of packs) await offer(place, entry, list && { publicKey: list.publicKey });
  await keepScripts().catch(() => {});
}

/** This very file and what loaded it, so that the list is there without a network too. */
async function keepScripts(): Promise<void> {
  const files = await caches.open(FILES);
  for (const address of [import.meta.url, ...Array.from(document.scripts, ({ src }) => src)])
    if (!(await files.match(address))) await files.add(address);
}

async function entriesHeld(): Promise<PackEntry[]> {
  const keys = (await caches.has(PACKS)) ? await (await caches.open(PACKS)).keys() : [];
  return keys.map(({ url }) => {
    const file = url.slice(url.lastIndexOf('/') + 1);
    const lang = /-([a-z]{2,3})\.whp$/.exec(file)?.[1];
    return { area: '', file, bytes: 0, ...(lang ? { lang } : {}) };
  });
}

/** @param line nothing without a network */
async function offer(
  place: HTMLElement,
  entry: PackEntry,
  line: { publicKey: string | undefined } | undefined,
): Promise<void> {
  const words = place.dataset;
  const name = entry.name ?? words['whole'] ?? entry.area;
  const have = element('p', '');
  const status = element('p', 's soft');
  status.setAttribute('role', 'status');
  status.tabIndex = -1;
  const button = element('button', 'b2 gap');
  button.setAttribute('type', 'button');
  let held: Held | undefined;
  let changes: number | undefined;

  const show = async (): Promise<void> => {
    held = await heldPack(addressOf(entry));
    have.hidden = !held;
    status.className = 's soft';
    status.textContent = words[held?.checked ?? ''] ?? '';
    if (held) await showHeld(have, held, name, words);
    const isNewest = held !== undefined && held.id === entry.id;
    changes = line && held && !isNewest ? await bytesOfChanges(entry, held) : undefined;
    button.hidden = !line || isNewest;
    button.textContent =
      changes === undefined
        ? (words['get'] ?? '').replace('{area}', name).replace('{size}', sizeIn(words, entry.bytes))
        : (words['update'] ?? '').replace('{size}', sizeIn(words, changes));
    if (isNewest) status.append(` ${words['newest'] ?? ''} ${words['auto'] ?? ''}`);
  };
  const loading = (bytes: number): void => {
    button.textContent = (words['loading'] ?? '').replace('{size}', sizeIn(words, bytes));
    status.textContent = '';
  };
  const get = async (): Promise<Arrived> => {
    if (held && changes !== undefined) {
      loading(changes);
      const arrived = await loadChanges(entry, held, line?.publicKey);
      // A line that broke is tried again by a tap; what was no good, or nobody knows, is had whole.
      if (arrived !== 'bad') return arrived;
    }
    loading(entry.bytes);
    return loadWhole(entry, line?.publicKey);
  };
  let busy = false;
  button.addEventListener('click', () => {
    if (busy) return;
    busy = true;
    void get().then(async (arrived) => {
      await show();
      busy = false;
      // A button that is gone leaves whoever uses the keys at what it did.
      if (button.hidden) status.focus();
      if (arrived === 'ours' || arrived === 'unchecked') return;
      status.className = 'notice bad gap';
      status.textContent = `${words[arrived] ?? ''}${held ? ` ${words['stays'] ?? ''}` : ''}`;
    });
  });
  await show();
  place.append(have, status, button);
}

/** "✓ All places in the country: on this phone, from today 14:10", and what its age means. */
async function showHeld(
  have: HTMLElement,
  held: Held,
  name: string,
  words: DOMStringMap,
): Promise<void> {
  const now = Math.max(Date.now(), held.generatedAt);
  const age = now - held.generatedAt;
  const said = age > EXPIRED_MS ? words['expired'] : age > OLD_MS ? words['old'] : '';
  have.className = age > EXPIRED_MS ? 'notice bad' : age > OLD_MS ? 'notice' : '';
  const when = await momentOf(held.generatedAt, now);
  const text = (words['have'] ?? '').replace('{area}', name).replace('{when}', when);
  have.textContent = `✓ ${text} ${said ?? ''}`.trim();
}

/** A moment as the pages of the phone say it; as a plain date while their words are not there. */
async function momentOf(ms: number, now: number): Promise<string> {
  const address = wordsOfLang(langOf(location.pathname));
  const answer = (await caches.match(address)) ?? (await fetch(address).catch(() => undefined));
  if (!answer?.ok) return new Date(ms).toISOString().slice(0, 10);
  const { language, clockface, catalogue, settings } = (await answer.json()) as PhoneWords;
  const words = wordsOf(language, clockface, catalogue, {});
  return momentText(words, wallClock(ms, settings.zone), wallClock(now, settings.zone).day);
}

function element(kind: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(kind);
  made.className = className;
  made.textContent = text;
  return made;
}

/** The size in the digits of the page's language. */
function sizeIn(words: DOMStringMap, bytes: number): string {
  const { unit, n } = roundSize(bytes, words['decimal'] ?? '.');
  const shown = n.replace(/\d/g, (digit) => words['digits']?.[Number(digit)] ?? digit);
  return words[unit]?.replace('{n}', shown) ?? shown;
}
