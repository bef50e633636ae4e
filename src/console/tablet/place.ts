/** The clocks of the place where the desk is, however the tablet is set: its own may still be those of another country. */
import { isTimeZone } from '../../languages/zone.ts';
import { wallOf } from '../wall-clock.ts';
import { SETTINGS } from './settings.ts';

/** IANA; the tablet's own where the installation says none that this browser knows. */
export const placeZone = (): string => (zone ??= named(SETTINGS.zone));
let zone: string | undefined;

const named = (name: string | undefined): string =>
  name !== undefined && isTimeZone(name)
    ? name
    : new Intl.DateTimeFormat('en').resolvedOptions().timeZone;

/** The civil day of a moment, YYYY-MM-DD. @param at ms since 1970 */
export const dayHere = (at: number): string => wallOf(placeZone(), at).day;
