/**
 * Tickets of the day, a picture and a number (chapter 70, section 4). A device gives out its own pictures, which the server has allotted
 * to no other; so two tablets without a network never give out the same one.
 */
import { TICKET_PICTURES } from '../../../desk/values.ts';
import type { DeskStart } from '../../../sync/wire.ts';

export type TicketBook = {
  given: number;
  /** Some were given since the server last answered. */
  sinceContact: boolean;
};

/**
 * The book after an answer of the server: a new day begins the numbers again. Only the server's clock is asked, since a tablet's own may
 * stand anywhere; and what was given since the last answer may have been given on the new day, so that then the numbers go on.
 * Moments in ms since 1970, by the server;
 * `dayOf` gives the day of one at the place, `YYYY-MM-DD`.
 */
export function bookAfter(
  book: TicketBook | null,
  lastAnswer: number,
  answer: number,
  dayOf: (ms: number) => string,
): TicketBook | null {
  if (!book) return null;
  if (!book.sinceContact && dayOf(answer) > dayOf(lastAnswer))
    return { given: 0, sinceContact: false };
  return { ...book, sinceContact: false };
}

/** Numbers of one picture that belong to one device, when there are more devices than pictures. */
const NUMBERS = 600;
const PICTURES = TICKET_PICTURES.length;

/**
 * Its place among the tablets of the point where it stands now; undefined where a point was chosen without a network, so that the
 * place that is known is one among others' tablets.
 */
export const slotAt = (
  { ticket_slot, ticket_point }: DeskStart['rules'],
  point: string | undefined,
): number | undefined =>
  ticket_point === undefined || ticket_point === point ? ticket_slot : undefined;

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

/** The day as the tablet is set. */
export function tabletDay(ms: number): string {
  const date = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
