/**
 * Where the screen of a referral stands once the room of referrals has one: a component that takes the visit. Until then
 * the desk offers no referral anywhere: neither button nor key nor address.
 */
import type { ComponentType } from 'react';
import type { Visit } from '../../../../desk/visit.ts';

export const REFERRAL_SCREEN: ComponentType<{ visit: Visit }> | undefined = undefined;
