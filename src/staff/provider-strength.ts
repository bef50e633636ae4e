/**
 * How strong a sign-in at a provider was, by what its token says (OpenID Connect Core 1.0, sections 2 and 5.5.1.1; RFC 8176). Two people
 * state what it must say when they pin it. A provider of which nothing is demanded counts as one factor: the account's own second
 * step follows.
 */

/** What whoever pinned it demands. All that is stated must be met: of each list that is not empty one value. */
export type Demands = {
  /** Authentication context class references, such as `urn:example:two-factor`. */
  accepted_acr: readonly string[];
  /** Authentication method references, such as `mfa`. */
  accepted_amr: readonly string[];
  /** Greatest age of the sign-in there, seconds. */
  max_age_s: number | null;
};
export const NO_DEMANDS: Demands = { accepted_acr: [], accepted_amr: [], max_age_s: null };

/** Most values of one list, and what one may be: `acr_values` parts them by spaces. */
export const MOST_VALUES = 10;
const VALUE = /^[\x21-\x7e]{1,200}$/;

/** Shortest and longest age that can be demanded, seconds: a session of ours lives twelve hours. */
export const AGES = { least: 60, most: 43_200 } as const;

/** How far the clocks of a provider and ours may lie apart, seconds. */
const CLOCKS_APART = 60;

/**
 * Methods that say nothing of a second factor: what somebody knows, where she is, that she was there, and codes sent by phone, which
 * this house takes for none.
 */
export const NO_SECOND_FACTOR: readonly string[] = [
  'pwd',
  'pin',
  'kba',
  'user',
  'wia',
  'geo',
  'rba',
  'sms',
  'tel',
];

/** Whether the provider's word is one factor only. */
export const asksOwnStep = ({
  accepted_acr: acr,
  accepted_amr: amr,
}: Pick<Demands, 'accepted_acr' | 'accepted_amr'>): boolean => !acr.length && !amr.length;

export type DemandFault = { field: keyof Demands; expected: string };

/** Why demands cannot be pinned; nothing when they can. */
export function demandFault({
  accepted_acr: acr,
  accepted_amr: amr,
  max_age_s: age,
}: Demands): DemandFault | undefined {
  for (const [field, values] of [
    ['accepted_acr', acr],
    ['accepted_amr', amr],
  ] as const)
    if (values.length > MOST_VALUES || !values.every((one) => VALUE.test(one)))
      return { field, expected: `at most ${MOST_VALUES} values of letters, digits and signs` };
  // OpenID Connect Core 1.0, section 2: "0" is less than level 1 of ISO/IEC 29115.
  if (acr.includes('0'))
    return { field: 'accepted_acr', expected: 'classes that ask for a second factor; 0 is none' };
  const weak = amr.filter((method) => NO_SECOND_FACTOR.includes(method));
  if (weak.length)
    return {
      field: 'accepted_amr',
      expected: `methods that tell of a second factor, such as mfa or hwk; not ${weak.join(', ')}`,
    };
  if (age === null && (acr.length || amr.length))
    return {
      field: 'max_age_s',
      expected: 'how old a sign-in there may be, in seconds, since its word is trusted',
    };
  if (age !== null && !(Number.isInteger(age) && age >= AGES.least && age <= AGES.most))
    return { field: 'max_age_s', expected: `${AGES.least} to ${AGES.most} seconds` };
  return undefined;
}

/** What a token says of the sign-in; anything may stand there. */
export type Said = Readonly<Record<string, unknown>>;

/**
 * Which claim of a token does not meet the demands; nothing when all do.
 * @param now ms since 1970
 */
export function strengthFault(
  said: Said,
  { accepted_acr: acr, accepted_amr: amr, max_age_s: age }: Demands,
  now: number,
): 'acr' | 'amr' | 'auth_time' | undefined {
  if (acr.length && !acr.some((one) => one === said['acr'])) return 'acr';
  const methods: unknown = said['amr'];
  if (amr.length && !(Array.isArray(methods) && amr.some((one) => methods.includes(one))))
    return 'amr';
  if (age === null) return undefined;
  const at = said['auth_time'];
  if (typeof at !== 'number' || !Number.isFinite(at)) return 'auth_time';
  const old = now / 1000 - at;
  return old > age + CLOCKS_APART || old < -CLOCKS_APART ? 'auth_time' : undefined;
}

/**
 * What the request asks of the provider, so that it can ask her for the second step. `claims` only where the provider says that it
 * reads them (Discovery 1.0, section 3).
 */
export function askedOf(
  { accepted_acr: acr, accepted_amr: amr, max_age_s: age }: Demands,
  readsClaims: boolean,
): Record<string, string> {
  const wanted = {
    ...(acr.length ? { acr: { essential: true, values: acr } } : {}),
    ...(amr.length ? { amr: { essential: true } } : {}),
    ...(age === null ? {} : { auth_time: { essential: true } }),
  };
  return {
    ...(acr.length ? { acr_values: acr.join(' ') } : {}),
    ...(age === null ? {} : { max_age: String(age) }),
    ...(readsClaims && Object.keys(wanted).length
      ? { claims: JSON.stringify({ id_token: wanted }) }
      : {}),
  };
}
