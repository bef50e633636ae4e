/** Practice: a desk in memory with invented people, for learning. It sends nothing, and says so on every screen. */
const MARK = 'desk.practice';

export const isPractice = (): boolean => sessionStorage.getItem(MARK) !== null;

export function startPractice(): void {
  sessionStorage.setItem(MARK, 'yes');
  location.assign('/desk/');
}

export function leavePractice(): void {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith('desk.')) sessionStorage.removeItem(key);
  location.assign('/desk/');
}
