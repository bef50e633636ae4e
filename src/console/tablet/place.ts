/** The clocks of the place where the desk is, however the tablet is set: its own may still be those of another country. */
import { SETTINGS } from './settings.ts';

const formatOf = (timeZone: string | undefined): Intl.DateTimeFormat =>
  // Swedish writes the days of ISO 8601.
  new Intl.DateTimeFormat('sv', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

function formatHere(): Intl.DateTimeFormat {
  try {
    return formatOf(SETTINGS.zone);
  } catch {
    // A zone that this browser does not know: then the tablet's own.
    return formatOf(undefined);
  }
}
const days = formatHere();

/** IANA; the tablet's own where the installation says none that this browser knows. */
export const placeZone = (): string => days.resolvedOptions().timeZone;

/** The civil day of a moment, YYYY-MM-DD. @param at ms since 1970 */
export const dayHere = (at: number): string => days.format(at);
