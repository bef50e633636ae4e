/**
 * Tickets of the day, a picture and a number (chapter 70, section 4). A device gives out its own pictures, which the server has allotted
 * to no other; so two tablets without a network never give out the same one.
 */
import { TICKET_PICTURES } from '../../../desk/values.ts';
import type { DeviceFacts } from './device.ts';

/** Numbers of one picture before the next begins: what can be called across a room. */
const A_ROUND = 99;
/** A new day begins only after so long a rest, ms: a clock that jumps over midnight does not begin the numbers again. */
const REST = 4 * 3_600_000;

export type TicketBook = NonNullable<DeviceFacts['ticket']>;

/** The book from which the next ticket is taken. `now`: ms since 1970. */
export function bookAt(book: TicketBook | null, now: number): TicketBook {
  const at = Math.max(now, book?.at ?? 0);
  const day = dayOf(at);
  if (!book || (day > book.day && at - book.at >= REST)) return { day, at, given: 0 };
  return { ...book, at };
}

/** The nth ticket of a device, counted from 0. `own`: pictures allotted to it. */
export function ticketOf(
  given: number,
  own: readonly string[],
  device_id: string,
): { picture: string; number: number } {
  if (own.length) {
    const picture = own[Math.floor(given / A_ROUND) % own.length] as string;
    const round = Math.floor(given / (A_ROUND * own.length));
    return { picture, number: round * A_ROUND + (given % A_ROUND) + 1 };
  }
  // Nothing was allotted: a hundred numbers of one picture, by the device's own random number.
  const seed = Number.parseInt(device_id.replaceAll('-', '').slice(0, 8), 16);
  const block = Math.floor(seed / TICKET_PICTURES.length) % 100;
  const turn = seed + Math.floor(given / A_ROUND);
  const picture = TICKET_PICTURES[turn % TICKET_PICTURES.length] as string;
  return { picture, number: block * A_ROUND + (given % A_ROUND) + 1 };
}

function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
