/** "Keep on this phone": starts the worker only when asked, shows what is kept, deletes it. */
import { forgetAll, keepPage, langOf, lastListOf, PAGES } from './kept.ts';
import { loadPacks, setUpFollowing } from './following.ts';

export function setUpKeeping(): void {
  const possible = 'serviceWorker' in navigator && 'caches' in window;
  if (possible) void keepLinks();
  // Browsers that do not wake the worker by themselves.
  if (possible)
    addEventListener('online', () =>
      navigator.serviceWorker.controller?.postMessage({ send: true }),
    );
  const part = document.querySelector<HTMLElement>('[data-keeping]');
  // The page of the packs says first how much there is to load.
  if (!part) {
    if (possible) setUpFollowing();
    return;
  }
  for (const without of document.querySelectorAll<HTMLElement>('[data-without]'))
    without.hidden = true;
  if (!possible) {
    for (const no of document.querySelectorAll<HTMLElement>('[data-impossible]')) no.hidden = false;
    return;
  }
  part.hidden = false;
  const find = (name: string): HTMLElement | null =>
    part.querySelector<HTMLElement>(`[data-${name}]`);
  const show = async (): Promise<void> => {
    const on = Boolean(await navigator.serviceWorker.getRegistration());
    hide(find('off'), on);
    hide(find('on'), !on);
    if (on) await listKept(part);
    if (on)
      await loadPacks().then(
        ({ setUpAreas }) => setUpAreas(part),
        () => {},
      );
  };
  find('keep-start')?.addEventListener('click', () => {
    void navigator.serviceWorker.register('/sw.js').then(async () => {
      const ready = await navigator.serviceWorker.ready;
      ready.active?.postMessage({ keep: langOf(location.pathname) });
      await show();
    });
  });
  find('forget')?.addEventListener('click', () => {
    void forgetAll().then(async () => {
      hide(find('forgotten'), false);
      await show();
    });
  });
  void show();
}

function hide(element: HTMLElement | null, hidden: boolean): void {
  if (element) element.hidden = hidden;
}

/** Kept pages by their titles, each with a link. */
async function listKept(part: HTMLElement): Promise<void> {
  const list = part.querySelector('[data-kept]');
  const none = part.querySelector<HTMLElement>('[data-kept-none]');
  if (!list) return;
  list.textContent = '';
  const cache = await caches.open(PAGES);
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    const answer = await cache.match(request);
    const page = new DOMParser().parseFromString((await answer?.text()) ?? '', 'text/html');
    const item = document.createElement('li');
    const link = document.createElement('a');
    const isList = pathname === lastListOf(langOf(pathname));
    link.href = pathname + search;
    link.textContent = page.querySelector('h1')?.textContent ?? page.title;
    if (isList || page.querySelector('article.card, h1')) item.append(link);
    list.append(item);
  }
  hide(none, list.children.length > 0);
}

/** "Keep" keeps the place's page when the worker is there; else it leads to the page to print. */
async function keepLinks(): Promise<void> {
  const links = document.querySelectorAll<HTMLAnchorElement>('a[data-keep]');
  if (!links.length || !(await navigator.serviceWorker.getRegistration())) return;
  for (const link of links) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const address = link.getAttribute('href')?.replace('/print/', '/s/') ?? '';
      void fetch(address).then(async (answer) => {
        if (answer.ok) await keepPage(address, answer);
        link.setAttribute('aria-pressed', 'true');
        link.querySelector('use')?.setAttribute('href', '#yes');
      });
    });
  }
}
