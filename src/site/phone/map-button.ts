/** "Show the map": loads the map only on this tap. */

export function setUpMap(): void {
  const part = document.querySelector<HTMLElement>('[data-map]');
  const button = part?.querySelector('button');
  const script = part?.dataset['script'];
  if (!part || !button || !script) return;
  part.hidden = false;
  for (const without of document.querySelectorAll<HTMLElement>('[data-without]'))
    without.hidden = true;
  const show = (name: string): void => {
    for (const state of part.querySelectorAll<HTMLElement>('[data-loading],[data-failed]'))
      state.hidden = !state.hasAttribute(name);
  };
  button.addEventListener('click', () => {
    button.hidden = true;
    show('data-loading');
    import(script).then(
      (module: { drawMap(part: HTMLElement): Promise<void> }) =>
        module.drawMap(part).then(
          () => show(''),
          () => show('data-failed'),
        ),
      () => show('data-failed'),
    );
  });
}
