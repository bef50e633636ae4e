/** Ages in words. */
import type { Speech } from '../speech.tsx';

/** "under 1 min", "18 min", "3 h", "2 days": how long ago. */
export function agoText({ t }: Pick<Speech, 't'>, ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  // "0 min ago" reads as a fault, and the Arabic nought as a dot.
  if (minutes === 0) return t('time.under_minute');
  if (minutes < 60) return t('time.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('time.hours', { n: hours }) : t('time.days', { n: Math.floor(hours / 24) });
}
