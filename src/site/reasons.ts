/** Why a place is shown, in words: one message for each code of the finder's closed list. */
import { needLabel, factText } from './wishes.ts';
import type { Reason } from '../finder/query.ts';
import type { Zone } from '../finder/schedule.ts';
import { comingDayText, timeText, wallClock } from '../languages/dates.ts';
import type { View } from './page.ts';

/** Reasons that another line of the card already says. */
const SAID_ELSEWHERE = new Set<Reason['code']>(['open_now', 'need', 'walking_distance', 'remote']);

/** True for a reason that belongs among the marks of a card. */
export function isMark(reason: Reason): boolean {
  return !SAID_ELSEWHERE.has(reason.code);
}

/** True for a reason that is said alike of every place: it names no instant, which each zone reads in its own way. */
export function isTimeless(reason: Reason): boolean {
  return !('from' in reason || 'until' in reason || 'at' in reason);
}

/** Reasons with the same key are said in the same words. */
export function reasonKey(reason: Reason): string {
  return Object.values(reason).join(' ');
}

/** The reason in two to five words. Instants are ms since 1970 UTC, days count from 1970. */
export function reasonText(view: View, reason: Reason, zone: Zone): string {
  const { words } = view;
  const at = (ms: number): string => timeText(words, wallClock(ms, zone).minute);
  switch (reason.code) {
    case 'need':
      return words.text('reason.need', { need: needLabel(view, reason.need) });
    case 'open_now':
      return reason.until === undefined
        ? words.text('reason.open_now')
        : words.text('reason.open_now_until', { time: at(reason.until) });
    case 'opens_in_window':
      return words.text('reason.opens_in_window', {
        day: comingDayText(words, reason.day, wallClock(view.now, zone).day),
        from: at(reason.from),
        until: at(reason.until),
      });
    case 'open_at':
      return reason.until === undefined
        ? words.text('reason.open_at', { time: at(reason.at) })
        : words.text('reason.open_at_until', { time: at(reason.at), until: at(reason.until) });
    case 'open_tonight':
      return words.text('reason.open_tonight', { from: at(reason.from), until: at(reason.until) });
    case 'language_staff':
    case 'language_interpreter_on_site':
    case 'language_interpreter_phone':
      return words.text(`reason.${reason.code}`, { language: view.languageName(reason.lang) });
    case 'papers_enough':
      return words.text('reason.papers_enough', {
        list: words.list(reason.docs.map((doc) => words.text(`doc.${doc}`))),
      });
    case 'has_space':
      return reason.places === undefined
        ? words.text('reason.has_space')
        : words.text('reason.has_space_places', { count: reason.places });
    case 'fact':
      return words.text('reason.fact', { fact: factText(view, reason.fact) });
    default:
      return words.text(`reason.${reason.code}`);
  }
}
