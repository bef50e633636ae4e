/** When a person last did something on this tablet: cover and lock go by it, and every question tells the server of it. */

/** Ms without a touch until a desk locks: on a shared tablet, and on an own one as long as a sign-in there lasts. */
export const LOCKS_AFTER = { shared: 600_000, own: 900_000 } as const;

const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

/** Loading the page is somebody's act. */
let last = Date.now();
const isPage = 'document' in globalThis;
if (isPage)
  for (const sign of SIGNS)
    addEventListener(sign, () => void (last = Date.now()), { passive: true, capture: true });

/** Ms without a person. A program that is no page is somebody's act each time. */
export const quietMs = (): number => (isPage ? Math.max(0, Date.now() - last) : 0);
