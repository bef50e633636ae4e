/** Columns whose values the keeper seals, and under which keys: what is sealed anew when an algorithm is exchanged. */

export type SealedPlace = {
  /** As `fw.sealed_columns` has it. */
  place: string;
  /** The compartment of its keys. */
  store: string;
  /** The column that the value was sealed for, where that is another: an approved proposal keeps its secret's place. */
  sealedFor?: string;
};

export const SEALED_PLACES: readonly SealedPlace[] = [
  { place: 'ident.name.sealed', store: 'ident' },
  { place: 'ident.contact.sealed', store: 'ident' },
  { place: 'casework.event.sealed', store: 'casework' },
  { place: 'casework.correction.sealed', store: 'casework' },
  { place: 'referrals.referral.content', store: 'referrals' },
  { place: 'referrals.consent_sign.sealed', store: 'referrals' },
  { place: 'referrals.packet.sealed', store: 'referrals' },
  { place: 'staff.account.totp_sealed', store: 'staff' },
  { place: 'staff.provider.client_secret_sealed', store: 'staff' },
  {
    place: 'staff.provider_proposal.client_secret_sealed',
    store: 'staff',
    sealedFor: 'staff.provider.client_secret_sealed',
  },
  { place: 'register.request.data_sought_sealed', store: 'register' },
  { place: 'register.breakglass.reason_sealed', store: 'register' },
  { place: 'register.breakglass.not_told_reason_sealed', store: 'register' },
];

/** Sealed under the key of a circle, which is renewed with all its rows instead. */
export const CIRCLE_PLACES: readonly string[] = [
  'ident.circle_key.sealed',
  'ident.name_sketch.sealed',
];
