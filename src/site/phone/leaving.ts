/** Leave (chapter 70, section 6): hidden within one frame, then another page takes this one's place. */

const ESC_WINDOW_MS = 2000;
const ESC_TIMES = 3;

/** Hides the page, forgets what was typed, and goes to the neutral address in place of this page. */
export function leave(): void {
  const root = document.documentElement;
  root.style.display = 'none';
  document.title = '';
  for (const form of document.forms) form.reset();
  for (const field of document.querySelectorAll<HTMLInputElement>('input:not([type=hidden])'))
    field.value = '';
  document.body.textContent = '';
  location.replace('/leave');
}

export function setUpLeaving(): void {
  document.querySelector('a.leave')?.addEventListener('click', (event) => {
    event.preventDefault();
    leave();
  });
  let presses: number[] = [];
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') {
      presses = [];
      return;
    }
    const now = event.timeStamp;
    presses = [...presses.filter((time) => now - time < ESC_WINDOW_MS), now];
    if (presses.length >= ESC_TIMES) leave();
  });
  // Coming back after Leave shows nothing of what was there.
  addEventListener('pageshow', (event) => {
    if (event.persisted && !document.body.firstChild) location.replace('/');
  });
}
