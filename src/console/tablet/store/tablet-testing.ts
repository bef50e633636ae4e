/** For tests of a tablet that several people use: two workers with badges, what they do, and a tablet on a line to the model server. */
import type { Parts } from './desk.ts';
import { memoryStorage } from './memory-storage.ts';
import type { World } from './open-desk.ts';
import { cheapStretch, type Line, type ModelServer, modelWire, POINT } from './testing.ts';
import type { Way } from './unlock.ts';

export const AMAL = 'amal';
export const BRUNO = 'bruno';

export const badgeOf = (n: number): Way => ({
  kind: 'badge',
  badge: new Uint8Array(16).fill(n),
  pin: '481516',
});

export const visit = (): Parts => ({
  point_id: POINT,
  purpose: 'desk.visit',
  events: [{ kind: 'visit_opened', body: { channel: 'walk_in', heads: 1 } }],
});

export type TestTablet = { line: Line; world: Partial<World> };

/** A tablet with an empty store, on which Amal is signed in at the house. */
export function tabletOf(server: ModelServer): TestTablet {
  const line: Line = { state: 'up', account: AMAL };
  const world: Partial<World> = {
    storage: memoryStorage(),
    now: server.now,
    chance: () => 0.5,
    stretch: cheapStretch,
    wire: modelWire(server, line),
    forgetApp: () => Promise.resolve(),
  };
  return { line, world };
}
