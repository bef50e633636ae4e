/** Where the screens of protected paths stand: the seal comes when it is asked for; the worker has kept it. */
import { type ComponentType, lazy } from 'react';
import type { Visit } from '../../../../desk/visit.ts';

export const PRIVATE_SCREEN: ComponentType<{ visit: Visit }> = lazy(async () => ({
  default: (await import('./private.tsx')).PrivateScreen,
}));
