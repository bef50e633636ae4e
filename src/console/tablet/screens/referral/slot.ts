/** Where the screens of referrals stand: they come when they are asked for; the worker has kept them. */
import { type ComponentType, lazy } from 'react';
import type { Visit } from '../../../../desk/visit.ts';

export const REFERRAL_SCREEN: ComponentType<{ visit: Visit }> | undefined = lazy(async () => ({
  default: (await import('./refer.tsx')).ReferScreen,
}));
/** No screen: what waits goes by itself when there is a line. */
export const READY_REFERRALS: ComponentType = lazy(async () => ({
  default: (await import('./go-alone.tsx')).ReadyReferrals,
}));
export const REFERRALS_ROOM: ComponentType = lazy(async () => ({
  default: (await import('./room.tsx')).ReferralsRoom,
}));
