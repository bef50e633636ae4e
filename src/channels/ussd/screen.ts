/** One screen of USSD: a title, numbered choices, and how to go on and back; at most 160 or 70 characters. Pure. */
import { shorten } from '../sms/fit.ts';
import { ONE_SCREEN } from '../sms/room.ts';

export type Choices = {
  text: string;
  /** How many choices stand on it, from `from` on. */
  shown: number;
};

/** The digits 9 and 0 go on and back. */
const MOST_CHOICES = 8;
const LONGEST_LABEL = 28;
const SHORTEST_LABEL = 12;

/**
 * As many choices as fit, beginning with the one at `from`. Labels are shortened between words before one has to go.
 * @param more and @param back the last lines; `more` only where choices are left
 */
export function choicesScreen(
  title: string,
  labels: readonly string[],
  from: number,
  { more, back, note }: { more: string; back?: string; note?: string },
): Choices {
  for (const most of [LONGEST_LABEL, SHORTEST_LABEL]) {
    for (let shown = Math.min(MOST_CHOICES, labels.length - from); shown > 0; shown--) {
      const lines = labels
        .slice(from, from + shown)
        .map((label, at) => `${at + 1} ${shorten(label, most) || label}`);
      const isLast = from + shown >= labels.length;
      const text = ONE_SCREEN.plain(
        [title, ...lines, note ?? '', isLast ? '' : more, back ?? ''].filter(Boolean).join('\n'),
      );
      // Three choices with short labels are better than one with a long label.
      if (
        ONE_SCREEN.fits(text) &&
        (shown >= Math.min(3, labels.length - from) || most === SHORTEST_LABEL)
      )
        return { text, shown };
    }
  }
  const text = ONE_SCREEN.plain([title, back ?? ''].filter(Boolean).join('\n'));
  return { text, shown: 0 };
}
