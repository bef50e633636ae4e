/**
 * Tickets of the day, a picture and a number (chapter 70, section 4). A device gives out its own pictures, which the server has allotted
 * to no other; so two tablets without a network never give out the same one.
 */
import { TICKET_PICTURES } from '../../../desk/values.ts';
import type { DeviceFacts } from './device.ts';

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

/** Numbers of one picture that belong to one device, when there are more devices than pictures. */
const NUMBERS = 600;
const PICTURES = TICKET_PICTURES.length;

/**
 * The nth ticket of a device, counted from 0. `slot` is its place among the devices of its organisation: the first sixteen have a picture
 * of their own and count from 1, the next sixteen count from 601. Without one, its own random number stands in: then two devices could
 * meet once in 256.
 */
export function ticketOf(
  given: number,
  slot: number | undefined,
  device_id: string,
): { picture: string; number: number } {
  const place = slot ?? Number.parseInt(device_id.replaceAll('-', '').slice(0, 8), 16);
  const picture = TICKET_PICTURES[place % PICTURES] as string;
  const block = Math.floor(place / PICTURES) % Math.floor(9999 / NUMBERS);
  return { picture, number: block * NUMBERS + (given % NUMBERS) + 1 };
}

function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
