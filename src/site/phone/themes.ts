/** Colours by choice; kept on this phone once chosen. */

const KEY = 'wayhouse-theme';

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Puts the chosen colours on. */
export function chooseTheme(): void {
  const theme = stored();
  if (theme) document.documentElement.dataset['theme'] = theme;
}

export function setUpThemes(): void {
  const parts = document.querySelectorAll<HTMLElement>('[data-themes]');
  if (!parts.length) return;
  for (const part of parts) part.hidden = false;
  for (const part of document.querySelectorAll<HTMLElement>('[data-without]')) part.hidden = true;
  const buttons = document.querySelectorAll<HTMLElement>('[data-theme-choice]');
  const mark = (): void => {
    const now = stored() ?? 'auto';
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset['themeChoice'] === now));
  };
  mark();
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const theme = button.dataset['themeChoice'];
      if (!theme || theme === 'auto') {
        localStorage.removeItem(KEY);
        delete document.documentElement.dataset['theme'];
      } else {
        localStorage.setItem(KEY, theme);
        document.documentElement.dataset['theme'] = theme;
      }
      mark();
    });
  }
}
