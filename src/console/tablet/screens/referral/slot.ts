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
/** Those that wait for a tap, on every screen. */
export const REFERRALS_WAITING: ComponentType = lazy(async () => ({
  default: (await import('../../parts/referrals-waiting.tsx')).ReferralsWaiting,
}));
export const REFERRALS_ROOM: ComponentType = lazy(async () => ({
  default: (await import('./room.tsx')).ReferralsRoom,
}));
