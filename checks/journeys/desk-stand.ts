/** The console and the tablet on one real house with a point, whose workers come in without the door. */
import { COOKIE } from '../../src/staff/index.ts';
import { staffDoorOf } from '../../src/staff/testing.ts';
import { syncRoutes } from '../../src/sync/index.ts';
import { deskHouse, type DeskHouse } from '../../src/sync/testing.ts';
import { staffStand, type StaffStand } from './staff-stand.ts';

export type DeskStand = StaffStand & { desk: DeskHouse };

/** `/signed-in/<session>` gives the cookie that the door gives after password and code. */
export async function deskStand(): Promise<DeskStand> {
  const desk = await deskHouse();
  const stand = await staffStand(async (app) => {
    await app.register(syncRoutes, {
      door: staffDoorOf(desk.house),
      secret: (label) => desk.house.kept.keystore.derived(label),
    });
    app.get<{ Params: { session: string } }>('/signed-in/:session', async ({ params }, reply) =>
      reply
        .header(
          'set-cookie',
          `${COOKIE}=${params.session}; Path=/; Secure; HttpOnly; SameSite=Strict`,
        )
        .send('signed in'),
    );
  }, desk.house);
  return { ...stand, desk };
}
