/** Where the screens of protected paths stand: the seal comes when it is asked for; the worker has kept it. */
import type { ComponentType } from 'react';
import type { Visit } from '../../../../desk/visit.ts';
import { later } from '../../parts/later.tsx';

export const PRIVATE_SCREEN: ComponentType<{ visit: Visit }> = later(
  async () => (await import('./private.tsx')).PrivateScreen,
);
