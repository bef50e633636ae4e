/** The second officer's form: it is there once she has opened what she confirms, with what she read in it, and goes with her key. */

/** @param opened what waits, as it stands in the opened statement */
export function offerConfirming(at: Element | null, opened: string): void {
  const form = at?.querySelector<HTMLFormElement>('form[data-confirm]');
  const field = form?.querySelector<HTMLInputElement>('input[name=opened]');
  if (!at || !form || !field) return;
  field.value = opened;
  turn(at, form, true);
}

export function withdrawConfirming(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-confirm]')) {
    const field = form.querySelector<HTMLInputElement>('input[name=opened]');
    if (field) field.value = '';
    turn(form.closest('li'), form, false);
  }
}

function turn(at: Element | null, form: HTMLFormElement, on: boolean): void {
  form.hidden = !on;
  const first = at?.querySelector<HTMLElement>('[data-open-first]');
  if (first) first.hidden = on;
}
