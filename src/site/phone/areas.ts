/** Packs of an area for finding without internet: offered with their size, loaded on a tap. */
import { PACKS } from './kept.ts';

/** The whole territory is called so, and not by its code. */
type PackEntry = { area: string; name?: string; lang?: string; file: string; bytes: number };

/** Lists the packs that the house offers; says nothing when there are none. */
export async function setUpAreas(part: HTMLElement): Promise<void> {
  const place = part.querySelector<HTMLElement>('[data-areas]');
  if (!place || place.children.length) return;
  const answer = await fetch('/packs/index.json').catch(() => undefined);
  if (!answer?.ok) return;
  const { packs: all = [] } = (await answer.json()) as { packs?: PackEntry[] };
  const page = location.pathname.split('/', 2)[1];
  const packs = all.filter(({ lang }) => lang === undefined || lang === page);
  if (!packs.length) return;
  const heading = document.createElement('h2');
  heading.textContent = place.dataset['title'] ?? '';
  place.append(heading);
  const cache = await caches.open(PACKS);
  for (const { area, name = place.dataset['whole'] ?? area, file, bytes } of packs) {
    const size =
      place.dataset[bytes < 1_000_000 ? 'kilobytes' : 'megabytes']?.replace(
        '{n}',
        bytes < 1_000_000 ? String(Math.ceil(bytes / 1000)) : (bytes / 1_000_000).toFixed(1),
      ) ?? '';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'b2';
    const have = Boolean(await cache.match(`/packs/${file}`));
    button.textContent = `${have ? '✓ ' : ''}${place.dataset['get']?.replace('{area}', name).replace('{size}', size) ?? name}`;
    button.addEventListener('click', () => {
      button.textContent = place.dataset['loading']?.replace('{size}', size) ?? '';
      void cache.add(`/packs/${file}`).then(() => {
        button.textContent = `✓ ${name}`;
      });
    });
    place.append(button);
  }
}
