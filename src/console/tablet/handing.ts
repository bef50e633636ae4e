/** A slip for a visit: a token where there is none yet, a code to scan and one to say. Nothing about the person is on it. */
import { SPOKEN_LENGTH, spokenCode } from '../../desk/spoken-code.ts';
import type { Visit } from '../../desk/visit.ts';
import type { Act } from './act.ts';
import type { Desk } from './store/index.ts';
import { newSubject } from './store/ids.ts';

/** Fifty random bits. */
export function randomSpoken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SPOKEN_LENGTH));
  return spokenCode([...bytes].map((byte) => byte & 31));
}

/** The act that makes a slip, and keeps the name when one was said. */
export function slipAct(visit: Visit, name = '', lang?: string): Act {
  const subject = visit.subject ?? newSubject();
  const { visit_id } = visit;
  return {
    ...(visit.subject ? {} : { people: [{ subject }] }),
    handles: [
      { subject, kind: 'slip' },
      { subject, kind: 'spoken', code: randomSpoken() },
    ],
    ...named(subject, name, lang),
    events: [
      { kind: 'handle_issued', visit_id, subject, body: { handle_kind: 'slip' } },
      { kind: 'handle_issued', visit_id, subject, body: { handle_kind: 'spoken' } },
      ...(name ? [{ kind: 'person_named' as const, visit_id, subject, body: {} }] : []),
    ],
  };
}

/** A name without a slip: it needs a token to hang on. */
export function nameAct(visit: Visit, name: string, lang?: string): Act {
  const subject = visit.subject ?? newSubject();
  return {
    ...(visit.subject ? {} : { people: [{ subject }] }),
    ...named(subject, name, lang),
    events: [{ kind: 'person_named', visit_id: visit.visit_id, subject, body: {} }],
  };
}

const named = (subject: string, text: string, lang?: string): Partial<Act> =>
  text ? { names: [{ subject, text, ...(lang ? { lang } : {}) }] } : {};

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
