/** The state of the door in words and form (chapter 70, section 3): open, closes soon, closed, not known. */
import type { OpenState, Zone } from '../finder/schedule.ts';
import type { RawHtml } from '../http/html.ts';
import { comingDayText, timeText, wallClock } from '../languages/dates.ts';
import type { IconName } from './icons.ts';
import type { View } from './page.ts';

/** Class of the card: its lintel tells the state by form. */
export type Lintel = '' | 'soon' | 'shut' | 'dash';
export type Door = { lintel: Lintel; icon: IconName; sentence: RawHtml };

const SOON_MINUTES = 60;

/**
 * @param confirmed false: the hours are past their review, so "open now" is not claimed
 * @param hasPhone decides between "Call first" and "Ask first"
 */
export function doorOf(
  view: View,
  open: OpenState | undefined,
  zone: Zone,
  confirmed: boolean,
  hasPhone: boolean,
): Door {
  const { words, now } = view;
  const dashed = (id: string): Door => ({
    lintel: 'dash',
    icon: 'unsure',
    sentence: words.say(id),
  });
  if (!open || open.state === 'unknown')
    return dashed(hasPhone ? 'door.unknown' : 'door.unknown_no_phone');
  if (!confirmed) return dashed('door.not_confirmed');
  if (open.state === 'holiday_unsure') return dashed('door.holiday');
  const today = wallClock(now, zone).day;
  if (open.state === 'open') {
    if (open.changes === undefined)
      return { lintel: '', icon: 'open', sentence: words.say('door.open_all') };
    const minutes = Math.ceil((open.changes - now) / 60_000);
    const closes = wallClock(open.changes, zone);
    const time = timeText(words, closes.minute);
    if (minutes <= SOON_MINUTES) {
      return {
        lintel: 'soon',
        icon: 'soon',
        sentence: words.say('door.soon', { minutes: Math.max(1, minutes), time }),
      };
    }
    // Until midnight, or into the small hours of the night that is running, needs no day.
    const sameNight =
      closes.day === today || (closes.day === today + 1 && closes.minute <= 12 * 60);
    return {
      lintel: '',
      icon: 'open',
      sentence: sameNight
        ? words.say('door.open_until', { time })
        : words.say('door.open_until_day', { day: comingDayText(words, closes.day, today), time }),
    };
  }
  const shut = (sentence: RawHtml): Door => ({ lintel: 'shut', icon: 'closed', sentence });
  if (open.next === undefined) return shut(words.say('door.closed'));
  const opens = wallClock(open.next, zone);
  const time = timeText(words, opens.minute);
  if (opens.day === today) return shut(words.say('door.closed_today', { time }));
  if (opens.day === today + 1) return shut(words.say('door.closed_tomorrow', { time }));
  return shut(words.say('door.closed_day', { day: comingDayText(words, opens.day, today), time }));
}
