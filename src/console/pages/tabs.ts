/** The parts of one room, side by side under its name. */
import { html, type RawHtml, raw } from '../../http/html.ts';
import type { Words } from '../../languages/messages.ts';

const ROOMS = {
  cards: {
    '': 'cards.todo_tab',
    all: 'cards.all',
    coverage: 'cards.coverage',
    exchange: 'cards.exchange',
    rumours: 'cards.rumours',
    kits: 'cards.kits',
    points: 'at.title',
  },
  mine: { '': 'mine.work', conduct: 'mine.conduct', days: 'mine.days', self: 'mine.self' },
  phone: { '': 'phone.sms', ussd: 'phone.ussd' },
  team: {
    '': 'team.people',
    roster: 'team.roster',
    languages: 'team.languages',
    interpreters: 'team.interpreters',
    conduct: 'team.conduct',
  },
  point: {
    '': 'point.now',
    held: 'point.held',
    devices: 'point.devices',
    twice: 'point.twice',
    wrong: 'point.wrong',
    gaps: 'point.gaps',
    days: 'point.days',
  },
} as const;

/** Name of the room as the heading, then its parts; the open one is marked. */
export function roomHead<R extends keyof typeof ROOMS>(
  w: Words,
  room: R,
  part: keyof (typeof ROOMS)[R],
): RawHtml {
  const links = Object.entries(ROOMS[room]).map(
    ([path, label]) =>
      html`<li><a href="/staff/${room}${path ? `/${path}` : ''}"${raw(path === part ? ' aria-current="page"' : '')}>${w.say(label)}</a></li>`,
  );
  return html`<p class="room soft">${w.say(`nav.${room}`)}</p><nav class="parts" aria-label="${w.text(`nav.${room}`)}"><ul>${links}</ul></nav>`;
}
