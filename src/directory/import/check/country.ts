/** Countries as ISO 3166-1 alpha-2 codes, from codes or names. */

const ALSO: Record<string, string> = {
  usa: 'US',
  'u.s.a.': 'US',
  'u.s.': 'US',
  'united states of america': 'US',
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'great britain': 'GB',
  'northern ireland': 'GB',
  turkey: 'TR',
  palestine: 'PS',
  moldova: 'MD',
  russia: 'RU',
  syria: 'SY',
  iran: 'IR',
  can: 'CA',
  mex: 'MX',
  jor: 'JO',
  lbn: 'LB',
  deu: 'DE',
  fra: 'FR',
  esp: 'ES',
  grc: 'GR',
  ita: 'IT',
  gbr: 'GB',
  tur: 'TR',
  irq: 'IQ',
};
const US_STATES = new Set(
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY'.split(
    ' ',
  ),
);

let byName: Map<string, string> | undefined;
const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

function names(): Map<string, string> {
  if (byName) return byName;
  byName = new Map(Object.entries(ALSO));
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const locale of ['en', 'fr', 'es', 'pt', 'de', 'ar', 'tr', 'ru']) {
    const display = new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' });
    for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
      const name = display.of(code);
      if (name && isCountry(code) && !byName.has(name.toLowerCase()))
        byName.set(name.toLowerCase(), code);
    }
  }
  return byName;
}

/** Codes that mean a country today, not a grouping or a past state. */
function isCountry(code: string): boolean {
  return (
    english.of(code) !== undefined &&
    !['EU', 'UN', 'EZ', 'QO', 'ZZ', 'XA', 'XB'].includes(code) &&
    new Intl.Locale(`und-${code}`).region === code
  );
}

/** ISO 3166-1 leaves these to its users; the demonstration country is one of them. */
const USER_ASSIGNED = /^(?:AA|Q[M-Z]|X[A-Z]|ZZ)$/;

/** The code of `text`, or undefined. */
export function countryCode(text: string): string | undefined {
  const plain = text.trim();
  if (/^[A-Za-z]{2}$/.test(plain)) {
    const code = plain.toUpperCase();
    return code === 'UK' ? 'GB' : isCountry(code) || USER_ASSIGNED.test(code) ? code : undefined;
  }
  return names().get(plain.toLowerCase());
}

/** A state of the United States together with a ZIP code says which country is meant. */
export function countryOfState(state: unknown, postalCode: unknown): string | undefined {
  return US_STATES.has(
    String(state ?? '')
      .trim()
      .toUpperCase(),
  ) && /^\d{5}(?:-\d{4})?$/.test(String(postalCode ?? '').trim())
    ? 'US'
    : undefined;
}
