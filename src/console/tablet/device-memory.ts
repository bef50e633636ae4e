/** Habits of this tablet, none of them about a person: language, theme, keys on or off. A browser that keeps nothing is no fault. */
type Habit = 'language' | 'theme' | 'keys' | 'rows';

export function remembered(habit: Habit): string | undefined {
  try {
    return localStorage.getItem(`desk.${habit}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(habit: Habit, value: string): void {
  try {
    localStorage.setItem(`desk.${habit}`, value);
  } catch {
    // It holds until the page is closed.
  }
}
