/**
 * A day at the harbour with invented people, for learning the desk (VOL-02): kept in this tab only, sent to nobody. The
 * times are counted back from now, so that the queue always looks like one.
 */
import { clockText } from '../../desk/clock.ts';
import type { EventBody, EventKind } from '../../desk/kinds.ts';
import type { DeskEvent } from '../../desk/operation.ts';
import { RULES, dueAt, tellable, urgency, type Level } from '../../desk/urgency.ts';
import { skippedIn } from '../../desk/screening.ts';
import { TICKET_PICTURES } from '../../desk/values.ts';
import type { Desk, DeskPerson } from './store/index.ts';
import { openMemoryDesk } from './store/memory-desk.ts';

const DAY = 'desk.day';
const POINT = '018f0000-0000-7000-8000-000000000001';
const YONAS = '018f0000-0000-7000-8000-0000000000a1';
const SARA = '018f0000-0000-7000-8000-0000000000a2';
const DEVICE = '5eed0000-0000-4000-8000-000000000001';
const MINUTE = 60_000;

type Kept = { events: readonly DeskEvent[]; people: DeskPerson[] };

/** The languages most used at this point, in its own order; nothing is preselected. */
const LANGUAGES = ['ar', 'ti', 'fa', 'bn', 'so', 'wo', 'fr', 'en', 'ur', 'es'];
const SERVICES = [
  'food.meal',
  'items.shoes',
  'items.clothing',
  'water.drinking',
  'health.first_aid',
  'talk.charging',
  'law.information',
  'water.shower',
  'items.hygiene',
];

export function openPractice(): Desk {
  const kept = readKept();
  const now = Date.now();
  const desk = openMemoryDesk({
    worker: { account: YONAS, name: 'Yonas', roles: ['desk'] },
    points: [
      {
        point_id: POINT,
        name: 'Harbour hub',
        spaces: ['open', 'mother_baby', 'minors', 'private_room'],
        agreement: { kind: 'formal', valid_to: endOfNextMonth(now) },
      },
    ],
    rules: { desk: { languages: LANGUAGES, services: SERVICES } },
    events: kept?.events ?? sampleDay(now),
    people: kept?.people ?? [],
    online: 'no',
  });
  void desk.keepOwn('referral-network', network(now));
  const keep = (): void =>
    sessionStorage.setItem(
      DAY,
      JSON.stringify({ events: desk.events(), people: [...desk.people()] } satisfies Kept),
    );
  keep();
  desk.subscribe(keep);
  const state = (() => {
    let from: unknown;
    let whole = desk.state();
    return () => {
      const next = desk.state();
      if (next !== from) {
        from = next;
        whole = { ...next, permits: { team: team(now) } };
      }
      return whole;
    };
  })();
  return { ...desk, state, nextTicket: () => nextTicket(desk) };
}

/** Two invented places, so that a referral can be practised up to the moment when it would go. */
const network = (now: number) => ({
  at: now,
  profiles: [],
  network: [
    ['018f0000-0000-4000-8000-0000000000d1', 'Town clinic', 'health', 'link'],
    ['018f0000-0000-4000-8000-0000000000d2', 'Women’s house', 'shelter', 'account'],
  ].map(([network_id, to_name, service_type, route]) => ({
    network_id,
    to_org: network_id,
    to_name,
    service_type,
    route,
    listing_code: '1000',
    telephone: null,
    email: null,
    answer_hours: null,
    agreement_live: true,
    suspended_at: null,
    rate: { asked: 0, in_time: 0 },
  })),
});

function readKept(): Kept | undefined {
  const text = sessionStorage.getItem(DAY);
  return text ? (JSON.parse(text) as Kept) : undefined;
}

function endOfNextMonth(now: number): string {
  const at = new Date(now);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 2, 0))
    .toISOString()
    .slice(0, 10);
}

const team = (now: number) => [
  {
    account: YONAS,
    name: 'Yonas',
    languages: ['ti', 'am', 'en'],
    roles: [{ role: 'desk', until: now + 200 * 86_400_000 }],
  },
  {
    account: SARA,
    name: 'Sara',
    languages: ['fr', 'ar'],
    roles: [{ role: 'caseworker', until: now + 9 * 86_400_000 }],
  },
  {
    account: '018f0000-0000-7000-8000-0000000000a3',
    name: 'Nadia',
    languages: ['bn', 'en'],
    roles: [{ role: 'volunteer', until: now - 3 * 86_400_000 }],
  },
];

/** The next number of one of this tablet's pictures that nobody has today. */
function nextTicket(desk: Desk): { picture: string; number: number } {
  const used = [...desk.visits().values()].flatMap(({ ticket }) => ticket ?? []);
  const pictures = TICKET_PICTURES.slice(0, 8);
  const picture = pictures[used.length % pictures.length] ?? 'tree';
  const last = Math.max(
    0,
    ...used.filter((one) => one.picture === picture).map(({ number }) => number),
  );
  return { picture, number: last + 1 };
}

type Sample = {
  ticket: [string, number];
  ago: number;
  heads?: number;
  tag?: string;
  hears?: boolean;
  same_sex?: 'woman' | 'man' | 'either';
  veto?: boolean;
  answers?: string[];
  needs?: string[];
  level?: Level;
  moved?: boolean;
  called?: boolean;
  given?: { service_code: string; item_code?: string; quantity?: number; topic?: string };
  ended?: boolean;
  space?: 'mother_baby' | 'private_room';
};

const SAMPLES: readonly Sample[] = [
  {
    ticket: ['tree', 12],
    ago: 11,
    heads: 2,
    tag: 'ti',
    hears: true,
    same_sex: 'woman',
    answers: [
      'pregnant:yes',
      'hurt:yes',
      'breath:no',
      'place:no',
      'food:no',
      'others:no',
      'hard:no',
    ],
    needs: ['health.maternal', 'health.vaccination'],
    space: 'mother_baby',
  },
  {
    ticket: ['cup', 8],
    ago: 34,
    tag: 'fa',
    same_sex: 'either',
    answers: ['hurt:yes', 'breath:no'],
    needs: ['health.first_aid'],
  },
  {
    ticket: ['kite', 3],
    ago: 19,
    heads: 3,
    tag: 'wo',
    veto: true,
    answers: ['place:yes', 'others:no'],
    needs: ['shelter.night', 'family.contact'],
    level: 'soon',
    moved: true,
  },
  {
    ticket: ['key', 21],
    ago: 48,
    tag: 'bn',
    same_sex: 'either',
    answers: ['food:no', 'place:yes'],
    needs: ['work.wages', 'talk.phone_wifi'],
  },
  {
    ticket: ['leaf', 5],
    ago: 22,
    tag: 'ar',
    same_sex: 'man',
    answers: ['food:yes', 'hurt:seen_declined'],
    needs: ['food.meal', 'items.shoes'],
  },
  {
    ticket: ['fish', 17],
    ago: 15,
    tag: 'en',
    same_sex: 'either',
    answers: ['food:no', 'hurt:no'],
    needs: ['talk.charging'],
  },
  { ticket: ['bell', 2], ago: 6 },
  {
    ticket: ['tree', 11],
    ago: 70,
    tag: 'so',
    answers: ['food:yes'],
    needs: ['food.meal'],
    called: true,
  },
  {
    ticket: ['cup', 7],
    ago: 62,
    tag: 'fr',
    answers: ['hurt:yes'],
    needs: ['health.doctor'],
    called: true,
  },
  {
    ticket: ['leaf', 4],
    ago: 55,
    heads: 4,
    tag: 'ar',
    answers: ['place:yes'],
    needs: ['shelter.night'],
    called: true,
    space: 'private_room',
  },
  {
    ticket: ['key', 20],
    ago: 130,
    heads: 2,
    tag: 'es',
    answers: ['food:yes'],
    needs: ['food.meal'],
    given: { service_code: 'food.meal', item_code: 'meal', quantity: 2 },
    ended: true,
  },
  {
    ticket: ['fish', 16],
    ago: 160,
    tag: 'ur',
    answers: [],
    needs: ['law.information'],
    given: { service_code: 'law.information', topic: 'law' },
    ended: true,
  },
];

function sampleDay(now: number): DeskEvent[] {
  const events: DeskEvent[] = [];
  let nth = 0;
  const happened = <K extends EventKind>(
    kind: K,
    body: EventBody<K>,
    at: number,
    visit: string | null,
    actor = YONAS,
  ): void => {
    nth += 1;
    const id = `018f0000-0000-7000-8000-${nth.toString(16).padStart(12, '0')}`;
    events.push({
      event_id: id,
      op_id: id,
      kind,
      v: 1,
      point_id: POINT,
      visit_id: visit,
      subject: null,
      actor_id: actor,
      device_id: DEVICE,
      hlc: clockText({ ms: at, count: nth, device: '5eed0000' }),
      at,
      supersedes: null,
      body: body as Record<string, unknown>,
      has_note: false,
    });
  };
  happened(
    'point_opened',
    {
      agreement_seen: true,
      spaces: ['open', 'mother_baby', 'private_room'],
      services: SERVICES,
      present: [YONAS, SARA],
    },
    now - 240 * MINUTE,
    null,
    SARA,
  );
  SAMPLES.forEach((sample, index) => {
    const visit = `018f0000-0000-7000-9000-${(index + 1).toString(16).padStart(12, '0')}`;
    const came = now - sample.ago * MINUTE - 20_000;
    const at = (minutes: number): number => Math.min(now - 1000, came + minutes * MINUTE);
    const [picture, number] = sample.ticket;
    happened(
      'visit_opened',
      {
        channel: 'walk_in',
        heads: sample.heads ?? 1,
        ticket_picture: picture as 'tree',
        ticket_number: number,
      },
      came,
      visit,
    );
    happened(
      'queue_joined',
      { level: 'any_time', due_at: new Date(dueAt(came, 'any_time')).toISOString() },
      came,
      visit,
    );
    const { tag, answers, needs = [] } = sample;
    if (tag)
      happened(
        'language_asked',
        { tags: [tag], modes: sample.hears ? ['hears'] : ['reads'], asked_how: 'picture' },
        at(0.5),
        visit,
      );
    if (sample.same_sex || sample.veto)
      happened(
        'preference_set',
        {
          ...(sample.same_sex ? { same_sex: sample.same_sex } : {}),
          ...(sample.veto ? { veto_interpreter: true } : {}),
        },
        at(0.8),
        visit,
      );
    if (answers) {
      const found = urgency(answers);
      const level = sample.level ?? found.level;
      happened(
        'screening_done',
        {
          answers,
          skipped: skippedIn(answers),
          rules_version: RULES.version,
          level: found.level,
          because: tellable(found),
        },
        at(2),
        visit,
      );
      happened(
        'queue_joined',
        { level: found.level, due_at: new Date(dueAt(came, found.level)).toISOString() },
        at(2),
        visit,
      );
      if (sample.moved)
        happened(
          'queue_moved',
          { level, due_at: new Date(dueAt(came, level)).toISOString(), reason: 'with_small_child' },
          at(6),
          visit,
          SARA,
        );
    }
    for (const code of needs) happened('need_seen', { code, how: 'said' }, at(2.5), visit);
    if (sample.space) happened('space_given', { place_kind: sample.space }, at(3), visit, SARA);
    if (sample.called) happened('called', {}, at(20), visit, SARA);
    if (sample.given) {
      happened('called', {}, at(12), visit);
      happened('service_given', sample.given, at(18), visit);
      for (const code of needs) happened('need_met', { code, outcome: 'received' }, at(18), visit);
    }
    if (sample.ended) happened('visit_closed', { outcome: 'done' }, at(25), visit);
  });
  return events;
}
