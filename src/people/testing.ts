/** For tests of people found again: a desk with two workers and two tablets, people registered in one line, questions over HTTP. */
import { randomBytes, randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { EventInput, Operation } from '../desk/operation.ts';
import { anyOperation } from '../desk/testing.ts';
import type { Firewall, Worker } from '../firewall/index.ts';
import { staffDoorOf } from '../staff/testing.ts';
import { deskHouse, type DeskHouse, POINT, type Tablet } from '../sync/testing.ts';
import { peopleRoutes } from './routes.ts';

export type Registered = { subject: string; code: string; visit: string; name_id: string };
export type Wish = {
  name?: string;
  birth_year?: number;
  age_band?: '0-4' | '5-11' | '12-17' | '18-59' | '60+';
  no_link?: boolean;
  /** What became of "Have we met?" before the operation was made. */
  met?: { asked: boolean; same?: string; not_me?: string[] };
  spoken?: string;
  more?: (visit: string, subject: string) => Partial<EventInput>[];
  at?: string;
};

export type PeopleHouse = DeskHouse & {
  firewall: Firewall;
  yonas: Worker;
  sara: Worker;
  /** Tablets of the two. */
  near: Tablet;
  far: Tablet;
  /** Registers somebody with a slip at the near tablet. */
  somebody(wish?: Wish): Promise<Registered>;
  /** Asks as the first worker, or with another's headers. */
  ask(path: string, payload?: object, headers?: Record<string, string>): Promise<Answer>;
};
export type Answer = { status: number; body: Record<string, unknown> };

export async function peopleHouse(): Promise<PeopleHouse> {
  const desk = await deskHouse();
  const secret = (label: string) => desk.house.kept.keystore.derived(label);
  await desk.app.register(peopleRoutes, { door: staffDoorOf(desk.house), secret });
  const yonas = await desk.worker('desk');
  const sara = await desk.worker('desk');
  const near = await desk.tablet(yonas);
  const far = await desk.tablet(sara);
  return {
    ...desk,
    firewall: { database: desk.house.database, keeper: desk.house.door.keeper },
    yonas,
    sara,
    near,
    far,
    somebody: registering(near),
    async ask(path, payload, headers = near.headers) {
      const answer = await desk.app.inject(
        payload
          ? { method: 'POST', url: path, headers, payload }
          : { method: 'GET', url: path, headers },
      );
      return { status: answer.statusCode, body: answer.json() };
    },
  };
}

/** @returns what registers somebody with a slip at this tablet */
export function registering(near: Tablet): PeopleHouse['somebody'] {
  let made = 0;
  return async ({ name, birth_year, age_band = '18-59', no_link, met, spoken, more, at } = {}) => {
    const op = anyOperation(++made);
    const visit = randomUUID();
    const subject = randomUUID();
    const code = randomBytes(16).toString('base64url');
    const name_id = randomUUID();
    const when = at ?? new Date().toISOString();
    const events = [...op.events, ...(more?.(visit, subject) ?? [])].map((event) => ({
      v: 1 as const,
      ...event,
      event_id: event.event_id && !op.events.some((one) => one === event) ? event.event_id : v7(),
      visit_id: visit,
      subject,
      at: when,
    }));
    const whole = {
      ...op,
      op_id: v7(),
      device_id: near.device,
      point_id: POINT,
      made_at: when,
      people: [{ subject, age_band, ...(no_link ? { no_link } : {}) }],
      handles: [
        { handle_id: randomUUID(), subject, kind: 'slip', code },
        ...(spoken ? [{ handle_id: randomUUID(), subject, kind: 'spoken', code: spoken }] : []),
      ],
      ...(name
        ? {
            names: [
              {
                name_id,
                subject,
                text: name,
                ...(birth_year ? { birth_year } : {}),
                ...(met ? { met } : {}),
              },
            ],
          }
        : {}),
      events,
    } as Operation;
    const { verdicts } = await near.send([{ op: whole }]);
    if (verdicts[0]?.result !== 'recorded') throw new Error(JSON.stringify(verdicts));
    return { subject, code, visit, name_id };
  };
}
