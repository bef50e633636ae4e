/** "Use my position": asked for on a tap, rounded on the phone, sent once with the question. */

/** About 500 metres: enough to sort places by, too coarse for a house. */
const STEP_DEGREES = 0.005;

/** Rounds to the step, so that the exact position does not leave the phone. */
export function rounded(degrees: number): string {
  return (Math.round(degrees / STEP_DEGREES) * STEP_DEGREES).toFixed(3);
}

export function setUpPosition(): void {
  const part = document.querySelector<HTMLElement>('[data-position]');
  const button = part?.querySelector('button');
  const form = part?.closest('form');
  if (!part || !button || !form || !navigator.geolocation) return;
  part.hidden = false;
  button.addEventListener('click', () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setField(form, 'lat', rounded(coords.latitude));
        setField(form, 'lon', rounded(coords.longitude));
        for (const radio of form.querySelectorAll<HTMLInputElement>('input[name=place]'))
          radio.checked = false;
        const field = form.querySelector<HTMLInputElement>('input[name=where]');
        if (field) field.value = '';
        location.hash = '#language';
      },
      () => {
        const failed = part.querySelector<HTMLElement>('[data-failed]');
        if (failed) failed.hidden = false;
      },
      { enableHighAccuracy: false, maximumAge: 600_000, timeout: 15_000 },
    );
  });
}

function setField(form: HTMLFormElement, name: string, value: string): void {
  let field = form.querySelector<HTMLInputElement>(`input[type=hidden][name=${name}]`);
  if (!field) {
    field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    form.append(field);
  }
  field.value = value;
}
