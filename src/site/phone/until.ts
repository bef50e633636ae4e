/** Hides at the second what is over (an alert), also on a page that was left open. */

/** Timers of browsers hold no longer wait than this. */
const LONGEST = 2_000_000_000;

export function setUpUntil(): void {
  const look = (): void => {
    const now = Date.now();
    let next = Infinity;
    for (const part of document.querySelectorAll<HTMLElement>('[data-until]:not([hidden])')) {
      const until = Number(part.dataset['until']);
      if (until > now) next = Math.min(next, until);
      else {
        part.hidden = true;
        for (const note of document.querySelectorAll<HTMLElement>('[data-over]'))
          note.hidden = false;
      }
    }
    if (next < Infinity) setTimeout(look, Math.min(next - now, LONGEST));
  };
  look();
  // A page that comes back from the background or from the history has missed its timers.
  addEventListener('pageshow', look);
  document.addEventListener('visibilitychange', look);
}
