/** The console and the tablet on one real house with a point, whose workers come in without the door. */
import type { Page } from 'playwright-core';
import { peopleRoutes } from '../../src/people/index.ts';
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
    await app.register(peopleRoutes, {
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

/** Stores of workers that this browser keeps, and numbers of what lies sealed in it. */
export const keptHere = (page: Page) =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name = '' }) => name);
    const read = await new Promise<string[]>((resolve, reject) => {
      const opening = indexedDB.open('wayhouse-device.1');
      opening.addEventListener('error', () => reject(new Error('no store of the device')));
      opening.addEventListener('success', () => {
        const asked = opening.result.transaction('outbox').objectStore('outbox').getAllKeys();
        asked.addEventListener('success', () => {
          opening.result.close();
          resolve(asked.result.map(String));
        });
      });
    });
    return {
      stores: names.filter((name) => /^wayhouse-(?!device)/.test(name)),
      sealed: read,
    };
  });
