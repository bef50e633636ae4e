/** A slip for a visit: a token where there is none yet, a code to scan and one to say. Nothing about the person is on it. */
import { SPOKEN_LENGTH, spokenCode } from '../../desk/spoken-code.ts';
import type { Operation } from '../../desk/operation.ts';
import type { Visit } from '../../desk/visit.ts';
import type { Act } from './act.ts';
import type { Desk } from './store/index.ts';
import { newSubject } from './store/ids.ts';

/** Fifty random bits. */
export function randomSpoken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SPOKEN_LENGTH));
  return spokenCode([...bytes].map((byte) => byte & 31));
}

type NameGiven = NonNullable<Operation['names']>[number];
/** What goes with a name: the year when she gave it, what became of "Have we met?", and that she would rather start new. */
export type WithName = Pick<NameGiven, 'birth_year' | 'met'> & { no_link?: true };

/** The act that makes a slip, and keeps the name when one was said. */
export function slipAct(visit: Visit, name = '', lang?: string, more: WithName = {}): Act {
  const subject = visit.subject ?? newSubject();
  const { visit_id } = visit;
  return {
    ...token(visit, subject, more),
    handles: twoCodes(subject),
    ...named(subject, name, lang, more),
    events: [
      ...issued(visit_id, subject),
      ...(name ? [{ kind: 'person_named' as const, visit_id, subject, body: {} }] : []),
    ],
  };
}

/** A name without a slip: it needs a token to hang on. */
export function nameAct(visit: Visit, name: string, lang?: string, more: WithName = {}): Act {
  const subject = visit.subject ?? newSubject();
  return {
    ...token(visit, subject, more),
    ...named(subject, name, lang, more),
    events: [{ kind: 'person_named', visit_id: visit.visit_id, subject, body: {} }],
  };
}

/** She showed a slip of before: the visit takes its token, and what was opened says that she has been here. */
export function knownAct(visit: Visit, subject: string, wantsSlip: boolean): Act {
  const { visit_id } = visit;
  const opened = visit.lines.find(({ event, struck }) => event.kind === 'visit_opened' && !struck);
  const back = opened
    ? {
        kind: 'visit_opened' as const,
        visit_id,
        subject,
        supersedes: opened.event.event_id,
        body: { ...opened.event.body, first_time: 'no' },
      }
    : { kind: 'person_named' as const, visit_id, subject, body: {} };
  return {
    ...(wantsSlip ? { handles: twoCodes(subject) } : {}),
    events: [back, ...(wantsSlip ? issued(visit_id, subject) : [])],
  };
}

const twoCodes = (subject: string): NonNullable<Act['handles']> => [
  { subject, kind: 'slip' },
  { subject, kind: 'spoken', code: randomSpoken() },
];

const issued = (visit_id: string, subject: string): Act['events'] =>
  (['slip', 'spoken'] as const).map((handle_kind) => ({
    kind: 'handle_issued',
    visit_id,
    subject,
    body: { handle_kind },
  }));

const token = (visit: Visit, subject: string, { no_link }: WithName): Partial<Act> =>
  visit.subject && !no_link ? {} : { people: [{ subject, ...(no_link ? { no_link } : {}) }] };

const named = (
  subject: string,
  text: string,
  lang: string | undefined,
  { birth_year, met }: WithName,
): Partial<Act> =>
  text
    ? {
        names: [
          {
            subject,
            text,
            ...(lang ? { lang } : {}),
            ...(birth_year ? { birth_year } : {}),
            ...(met ? { met } : {}),
          },
        ],
      }
    : {};

export type Codes = { slip: string; spoken: string };

/** The codes of the last slip, while this tablet still holds the act that made it. */
export function codesOf(desk: Desk, visit: Visit): Codes | undefined {
  for (const { event, struck } of [...visit.lines].reverse()) {
    if (struck || event.kind !== 'handle_issued') continue;
    const handles = desk.operation(event.op_id)?.handles ?? [];
    const slip = handles.find(({ kind }) => kind === 'slip')?.code;
    const spoken = handles.find(({ kind }) => kind === 'spoken')?.code;
    if (slip && spoken) return { slip, spoken };
  }
  return undefined;
}

/** At most so many letters of a name, as people count letters. */
export const LONGEST_NAME = 120;
export function shortened(name: string): string {
  const text = name.normalize('NFC').trim();
  const letters = [...new Intl.Segmenter().segment(text)];
  return letters
    .slice(0, LONGEST_NAME)
    .map(({ segment }) => segment)
    .join('');
}
