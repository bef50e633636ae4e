/**
 * What has changed between a person's yes, given without a network, and the moment at which her referral could go (FIRE-06; design
 * chapter 30, section 5.4). She said yes to one recipient, one way, some facts and what was known then: only that goes by itself.
 * Pure.
 */
import { ANSWER_TIME } from '../../../../referrals/deadlines.ts';
import type { Level } from '../../../../desk/urgency.ts';
import type { Checked, NetworkLine, Packet, Profile, Verdict } from './wire.ts';

/** What stood on the screen when she said yes. */
export type Told = {
  to_org: string;
  listing_code: string;
  route: NetworkLine['route'];
  /** Null when nothing could be checked, which she was told too. */
  conditions: readonly { name: string; verdict: Verdict }[] | null;
};

/** What is so now. `entry` is missing when the service has left the network. */
export type Now = {
  entry: NetworkLine | undefined;
  profile: Profile | undefined;
  checked: Checked;
  /** Ms since 1970. */
  at: number;
};

export type Changed =
  | { what: 'ended' | 'recipient' | 'suspended' | 'agreement' | 'route' | 'late' }
  | { what: 'fact'; field: string }
  | { what: 'condition'; name: string; verdict: Verdict };

export const toldOf = (
  { to_org, listing_code, route }: NetworkLine,
  checked: Checked | undefined,
): Told => ({
  to_org,
  listing_code,
  route,
  conditions: checked?.conditions.map(({ name, verdict }) => ({ name, verdict })) ?? null,
});

/** Worse than she was told: known not to fit, or not known any more where it was known to fit. */
function worse(told: Told, { conditions }: Checked): Changed[] {
  const before = new Map(told.conditions?.map(({ name, verdict }) => [name, verdict]));
  return conditions.flatMap(({ name, verdict }) => {
    const was = before.get(name);
    const isWorse =
      verdict === 'does_not' ? was !== 'does_not' : verdict === 'unknown' && was === 'fits';
    return isWorse ? [{ what: 'condition' as const, name, verdict }] : [];
  });
}

/**
 * @param kept what she said yes to: the packet, how urgent it was, when (ms since 1970)
 * @returns nothing when it may go by itself
 */
export function changesSince(
  told: Told,
  { packet, level, made_at }: { packet: Packet; level: Level; made_at: number },
  { entry, profile, checked, at }: Now,
): Changed[] {
  if (!entry) return [{ what: 'ended' }];
  const isSame = entry.to_org === told.to_org && entry.listing_code === told.listing_code;
  return [
    ...(isSame ? [] : [{ what: 'recipient' as const }]),
    ...(entry.suspended_at || checked.suspended ? [{ what: 'suspended' as const }] : []),
    ...(entry.agreement_live ? [] : [{ what: 'agreement' as const }]),
    ...(entry.route === told.route ? [] : [{ what: 'route' as const }]),
    ...Object.keys(packet).flatMap((field) =>
      profile && field in profile.fields ? [] : [{ what: 'fact' as const, field }],
    ),
    ...worse(told, checked),
    // By now somebody may have helped her, or it may be worse: she is asked, if she is still here.
    ...(at - made_at > 2 * ANSWER_TIME[level] ? [{ what: 'late' as const }] : []),
  ];
}
