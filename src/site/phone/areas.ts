/** Packs of an area for finding without internet: offered with their size, loaded on a tap, checked on arrival. */
import { roundSize } from '../sizes.ts';
import { CHECKED, PACKS } from './kept.ts';
import { checkPack, type PackCheck } from './pack-check.ts';

/** The whole territory is called so, and not by its code. */
type PackEntry = { area: string; name?: string; lang?: string; file: string; bytes: number };
type PackList = { packs?: PackEntry[]; publicKey?: string };
type Arrived = PackCheck | 'failed';

/** Lists the packs that the house offers; says nothing when there are none. */
export async function setUpAreas(part: HTMLElement): Promise<void> {
  const place = part.querySelector<HTMLElement>('[data-areas]');
  if (!place || place.children.length) return;
  const answer = await fetch('/packs/index.json').catch(() => undefined);
  if (!answer?.ok) return;
  const { packs: all = [], publicKey } = (await answer.json()) as PackList;
  const page = location.pathname.split('/', 2)[1];
  const packs = all.filter(({ lang }) => lang === undefined || lang === page);
  if (!packs.length) return;
  const heading = document.createElement('h2');
  heading.textContent = place.dataset['title'] ?? '';
  place.append(heading);
  for (const entry of packs) await offer(place, entry, publicKey);
}

async function offer(
  place: HTMLElement,
  { area, name = place.dataset['whole'] ?? area, file, bytes }: PackEntry,
  publicKey: string | undefined,
): Promise<void> {
  const words = place.dataset;
  const address = `/packs/${file}`;
  const size = sizeIn(words, bytes);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'b2';
  const status = document.createElement('p');
  status.className = 's soft';
  status.setAttribute('role', 'status');
  const show = (kept: Response | undefined): void => {
    const get = words['get']?.replace('{area}', name).replace('{size}', size) ?? name;
    button.textContent = kept ? `✓ ${get}` : get;
    status.textContent = words[kept?.headers.get(CHECKED) ?? ''] ?? '';
  };
  show(await (await caches.open(PACKS)).match(address));
  button.addEventListener('click', () => {
    button.textContent = words['loading']?.replace('{size}', size) ?? '';
    status.textContent = '';
    void load(address, publicKey).then(async (arrived) => {
      const kept = await (await caches.open(PACKS)).match(address);
      show(kept);
      const came = arrived === 'ours' || arrived === 'unchecked';
      status.className = came ? 's soft' : 'notice bad';
      if (came) button.textContent = `✓ ${name}`;
      else status.textContent = `${words[arrived] ?? ''}${kept ? ` ${words['stays'] ?? ''}` : ''}`;
    });
  });
  place.append(button, status);
}

/** Loads a pack and keeps it only when it is whole and ours; else what is on the phone stays. */
async function load(address: string, publicKey: string | undefined): Promise<Arrived> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return 'failed';
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const check = await checkPack(bytes, publicKey, crypto.subtle);
    if (check === 'bad') return check;
    const headers = new Headers({ 'content-type': 'application/octet-stream', [CHECKED]: check });
    // The worker knows by this that another pack has come.
    headers.set('date', answer.headers.get('date') ?? new Date().toUTCString());
    await (await caches.open(PACKS)).put(address, new Response(bytes, { headers }));
    return check;
  } catch {
    return 'failed';
  }
}

/** The size in the digits of the page's language. */
function sizeIn(words: DOMStringMap, bytes: number): string {
  const { unit, n } = roundSize(bytes, words['decimal'] ?? '.');
  const shown = n.replace(/\d/g, (digit) => words['digits']?.[Number(digit)] ?? digit);
  return words[unit]?.replace('{n}', shown) ?? shown;
}
