/** Where the screens of referrals stand: they come when they are asked for; the worker has kept them. */
import type { ComponentType } from 'react';
import type { Visit } from '../../../../desk/visit.ts';
import { later } from '../../parts/later.tsx';

export const REFERRAL_SCREEN: ComponentType<{ visit: Visit }> | undefined = later(
  async () => (await import('./refer.tsx')).ReferScreen,
);
/** No screen: what waits goes by itself when there is a line. */
export const READY_REFERRALS: ComponentType = later(
  async () => (await import('./go-alone.tsx')).ReadyReferrals,
);
/** Those that wait for a tap, on every screen. */
export const REFERRALS_WAITING: ComponentType = later(
  async () => (await import('../../parts/referrals-waiting.tsx')).ReferralsWaiting,
);
export const REFERRALS_ROOM: ComponentType = later(
  async () => (await import('./room.tsx')).ReferralsRoom,
);
