/** The IANA zone of a place from what the record says: country, state, coordinates. */

/** Zones to prefer among several of one country that keep the same time; first the one most people live in. */
const PREFERRED: Record<string, readonly string[]> = {
  US: [
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
    'America/Anchorage',
    'Pacific/Honolulu',
  ],
  CA: [
    'America/Toronto',
    'America/Winnipeg',
    'America/Edmonton',
    'America/Vancouver',
    'America/Halifax',
    'America/St_Johns',
  ],
  MX: [
    'America/Mexico_City',
    'America/Monterrey',
    'America/Chihuahua',
    'America/Hermosillo',
    'America/Tijuana',
    'America/Cancun',
  ],
  BR: ['America/Sao_Paulo', 'America/Manaus', 'America/Rio_Branco', 'America/Noronha'],
  AU: [
    'Australia/Sydney',
    'Australia/Brisbane',
    'Australia/Adelaide',
    'Australia/Darwin',
    'Australia/Perth',
  ],
  RU: [
    'Europe/Moscow',
    'Europe/Kaliningrad',
    'Europe/Samara',
    'Asia/Yekaterinburg',
    'Asia/Omsk',
    'Asia/Krasnoyarsk',
    'Asia/Irkutsk',
    'Asia/Yakutsk',
    'Asia/Vladivostok',
  ],
  ES: ['Europe/Madrid', 'Atlantic/Canary'],
  PT: ['Europe/Lisbon', 'Atlantic/Azores'],
  DE: ['Europe/Berlin'],
  UA: ['Europe/Kyiv'],
  CN: ['Asia/Shanghai'],
  CL: ['America/Santiago', 'Pacific/Easter'],
  EC: ['America/Guayaquil', 'Pacific/Galapagos'],
  AR: ['America/Argentina/Buenos_Aires'],
  NZ: ['Pacific/Auckland', 'Pacific/Chatham'],
  MY: ['Asia/Kuala_Lumpur'],
  ID: ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'],
  KZ: ['Asia/Almaty'],
  UZ: ['Asia/Tashkent'],
  CD: ['Africa/Kinshasa', 'Africa/Lubumbashi'],
  CY: ['Asia/Nicosia'],
  PS: ['Asia/Hebron'],
};

export type ZoneGuess = { zone: string; sure: boolean };

/** True for a name that this runtime's time-zone data know. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]{1,20}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * One zone in the country: sure. Several: the preferred one whose standard time is nearest to the
 * longitude. Without a country there is no answer.
 */
export function zoneOf(
  country: string | undefined,
  longitude: number | undefined,
): ZoneGuess | undefined {
  if (!country || !/^[A-Z]{2}$/.test(country)) return undefined;
  const candidates = PREFERRED[country] ?? zonesOfCountry(country);
  const [first] = candidates;
  if (!first) return undefined;
  if (candidates.length === 1) return { zone: first, sure: true };
  if (longitude === undefined) return { zone: first, sure: false };
  const wanted = longitude * 4;
  let best = first;
  for (const zone of candidates) {
    if (Math.abs(standardOffset(zone) - wanted) < Math.abs(standardOffset(best) - wanted))
      best = zone;
  }
  return { zone: best, sure: false };
}

const zonesByCountry = new Map<string, readonly string[]>();

function zonesOfCountry(country: string): readonly string[] {
  const known = zonesByCountry.get(country);
  if (known) return known;
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    getTimeZones?: () => string[];
    timeZones?: string[];
  };
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  zonesByCountry.set(country, zones);
  return zones;
}

const offsets = new Map<string, number>();

/** Minutes east of UTC outside daylight saving: the smaller of a January and a July noon. */
function standardOffset(zone: string): number {
  const known = offsets.get(zone);
  if (known !== undefined) return known;
  const at = (instant: number): number => {
    const text = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      timeZoneName: 'longOffset',
    }).format(instant);
    const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text);
    return match?.[1]
      ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
      : 0;
  };
  const offset = Math.min(at(Date.UTC(2026, 0, 15, 12)), at(Date.UTC(2026, 6, 15, 12)));
  offsets.set(zone, offset);
  return offset;
}
