/** Every screen of the tablet has an address (design chapter 30, section 3; issue 4): this table is all of them. */

/** What can be done inside a visit, each a screen of its own. */
export const VISIT_TASKS = [
  'welcome',
  'screening',
  'help',
  'interpreter',
  'refer',
  'note',
  'follow-up',
  'private',
  'held',
  'slip',
  'end',
] as const;
export type VisitTask = (typeof VISIT_TASKS)[number];

export const ROOMS = ['open', 'visits', 'referrals', 'sending', 'close', 'settings'] as const;
export type Room = (typeof ROOMS)[number];

export type Address =
  | { screen: 'queue'; visit?: string }
  | { screen: Room }
  | { screen: 'visit'; visit: string }
  | { screen: VisitTask; visit: string }
  | { screen: 'unknown' };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isTask = (text: string): text is VisitTask =>
  (VISIT_TASKS as readonly string[]).includes(text);
const isRoom = (text: string): text is Room => (ROOMS as readonly string[]).includes(text);

/** What an address shows. Anything else is `unknown`, and the screen says so. */
export function addressOf(path: string): Address {
  const [, desk, room = '', visit, task, more] = path.replace(/\/$/, '').split('/');
  if (desk !== 'desk' || more !== undefined) return { screen: 'unknown' };
  if (!room) return { screen: 'queue' };
  if (room === 'queue') return queueAddress(visit, task);
  if (room !== 'visits' || visit === undefined)
    return isRoom(room) && visit === undefined ? { screen: room } : { screen: 'unknown' };
  if (!ID.test(visit)) return { screen: 'unknown' };
  if (task === undefined) return { screen: 'visit', visit };
  return isTask(task) ? { screen: task, visit } : { screen: 'unknown' };
}

function queueAddress(visit: string | undefined, task: string | undefined): Address {
  if (task !== undefined) return { screen: 'unknown' };
  if (visit === undefined) return { screen: 'queue' };
  return ID.test(visit) ? { screen: 'queue', visit } : { screen: 'unknown' };
}

/** The path of a screen. */
export function pathOf(address: Address): string {
  if (address.screen === 'queue') return address.visit ? `/desk/queue/${address.visit}` : '/desk/';
  if (address.screen === 'visit') return `/desk/visits/${address.visit}`;
  if ('visit' in address && address.visit) return `/desk/visits/${address.visit}/${address.screen}`;
  return `/desk/${address.screen}`;
}
