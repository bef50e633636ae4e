/** The leave of this tablet to take along who was here before (design chapter 30, section 5.1). */
import type { DeskStart } from '../../sync/wire.ts';
import type { Desk } from './store/index.ts';

export type Leave = NonNullable<DeskStart['rules']['carrying']>;

/** As the house last told it. `now`: by the server's clock, ms since 1970. */
export function leaveOf(desk: Desk, now = desk.serverTime()): Leave | undefined {
  const leave = desk.state().rules['carrying'] as Leave | undefined;
  return leave && leave.until > now ? leave : undefined;
}
