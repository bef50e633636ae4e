import { ensureChromium } from './chromium.mjs';

/** Flags under which a headless Chromium starts anywhere and speaks to nobody but our own server. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let path: Promise<string | undefined> | undefined;

/** The Chromium that the browser tests use. @throws Error that says what to do when there is none. */
export async function chromiumPath(): Promise<string> {
  path ??= ensureChromium();
  const found = await path;
  if (!found)
    throw new Error('no Chromium: run `npm test` once, or set WAYHOUSE_CHROMIUM to its path');
  return found;
}
