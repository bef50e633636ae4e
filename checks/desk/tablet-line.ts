/** A tablet's real store in somebody's hands, whose line goes straight into a real server, or nowhere, or loses the answer. */
import { memoryStorage } from '../../src/console/tablet/store/memory-storage.ts';
import { httpWire } from '../../src/console/tablet/store/network.ts';
import type { World } from '../../src/console/tablet/store/open-desk.ts';
import { cheapStretch } from '../../src/console/tablet/store/testing.ts';
import type { Worker } from '../../src/firewall/index.ts';
import { COOKIE } from '../../src/staff/index.ts';
import type { DeskHouse } from '../../src/sync/testing.ts';

export type LinedTablet = {
  world: Partial<World>;
  line: { state: 'up' | 'down' | 'half'; worker: Worker };
};

/** `line` may be changed at any moment: its state, and who has signed in on the tablet. */
export function linedTablet({ app }: DeskHouse, worker: Worker): LinedTablet {
  const line: LinedTablet['line'] = { state: 'up', worker };
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    if (line.state === 'down') throw new TypeError('no network');
    const answer = await app.inject({
      method: (init.method ?? 'GET') as 'GET' | 'POST',
      url: path,
      headers: {
        ...(init.headers as Record<string, string>),
        cookie: `${COOKIE}=${line.worker.session}`,
      },
      ...(init.body ? { payload: init.body as string } : {}),
    });
    if (line.state === 'half') throw new TypeError('the answer was lost');
    return new Response(answer.body, {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
    });
  };
  const world: Partial<World> = {
    storage: memoryStorage(),
    stretch: cheapStretch,
    wire: httpWire(send as typeof fetch),
    forgetApp: () => Promise.resolve(),
  };
  return { world, line };
}

/** The badge number `n` and a PIN. */
export const badge = (n: number) => ({
  kind: 'badge' as const,
  badge: new Uint8Array(16).fill(n),
  pin: '240612',
});
