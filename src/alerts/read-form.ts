/** The officer's form as a draft, and a draft as the form's fields. Pure: places and times come in as values. */
import { HOUR, NO_SHAPES, type AlertText, type Shapes, STATUSES, TEXT_STATES } from './alert.ts';
import { CERTAINTIES, SEVERITIES, URGENCIES } from './cap/index.ts';
import type { AlertDraft } from './check-draft.ts';
import { ASKED_RESPONSES, HAZARD_CODES } from './hazards.ts';
import type { FieldError } from '../http/problem.ts';

/** Values of a form by name: one, several, or none. */
export type Fields = Readonly<Record<string, unknown>>;
/** The moment (ms since 1970) at which the clocks of the territory show a day and a time. */
export type MomentOf = (day: string, time: string) => number;

const several = (value: unknown): string[] =>
  value === undefined || value === '' ? [] : [value].flat().map(String);
const single = (value: unknown): string => several(value)[0] ?? '';

export type ReadForm = { draft: AlertDraft; errors: FieldError[] };

/**
 * What a form says. What is missing or in no form is told in `errors`; what its values may be is `faultsOfDraft`'s.
 * @param langs languages that the form has boxes for
 */
export function readForm(
  fields: Fields,
  langs: readonly string[],
  momentOf: MomentOf,
  isNeed: (code: string) => boolean,
): ReadForm {
  const errors: FieldError[] = [];
  const choice = <T extends string>(field: string, list: readonly T[]): T => {
    const found = list.find((one) => one === single(fields[field]));
    if (found === undefined) errors.push({ field, expected: `one of ${list.join(', ')}` });
    return found ?? (list[0] as T);
  };
  const areas = several(fields['areas']).flatMap((id) =>
    /^\d{1,9}$/.test(id) ? [Number(id)] : [],
  );
  const whole = single(fields['whole']) === 'true';
  if (!whole && areas.length === 0)
    errors.push({ field: 'areas', expected: 'the whole territory, or at least one place' });
  const services = single(fields['services'])
    .split(/[\s,،;]+/)
    .filter(Boolean);
  if (services.some((code) => !/^\d{2,9}$/.test(code)))
    errors.push({ field: 'services', expected: 'numbers of services, with a comma between' });
  const needs = several(fields['needs']);
  if (needs.some((need) => !isNeed(need)))
    errors.push({ field: 'needs', expected: 'needs of the list' });
  const hours = single(fields['hours']);
  if (!/^\d{1,3}$/.test(hours))
    errors.push({ field: 'hours', expected: 'a whole number of hours' });
  const starts = startsOf(fields, momentOf, errors);
  const draft: AlertDraft = {
    status: choice('status', STATUSES),
    hazard: choice('hazard', HAZARD_CODES),
    urgency: choice('urgency', URGENCIES),
    severity: choice('severity', SEVERITIES),
    certainty: choice('certainty', CERTAINTIES),
    responses: ASKED_RESPONSES.filter((one) => several(fields['responses']).includes(one)),
    areas: whole ? [] : [...new Set(areas)],
    shapes: readShapes(single(fields['shapes'])),
    services: [...new Set(services)],
    needs: [...new Set(needs)],
    sourceLang: choice('source_lang', langs),
    texts: textsOf(fields, langs),
    hours: Number(hours),
    ...(starts === undefined ? {} : { effectiveAt: starts }),
  };
  return { draft, errors };
}

function startsOf(fields: Fields, momentOf: MomentOf, errors: FieldError[]): number | undefined {
  const [day, time] = [single(fields['starts_day']), single(fields['starts_time'])];
  if (!day && !time) return undefined;
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
    errors.push({ field: 'starts', expected: 'a day and a time, or neither of them' });
    return undefined;
  }
  const at = momentOf(day, time);
  if (Number.isNaN(at)) errors.push({ field: 'starts', expected: 'a day that exists' });
  return Number.isNaN(at) ? undefined : at;
}

/** Languages in which nothing was written are left out. */
function textsOf(fields: Fields, langs: readonly string[]): AlertText[] {
  return langs.flatMap((lang): AlertText[] => {
    const part = (name: string): string =>
      single(fields[`${name}_${lang}`]).replaceAll('\r\n', '\n').trim();
    const [headline, description, instruction] = [
      part('headline'),
      part('description'),
      part('instruction'),
    ];
    if (!headline && !description && !instruction) return [];
    const state = TEXT_STATES.find((one) => one === single(fields[`state_${lang}`])) ?? 'machine';
    return [{ lang, headline, description, instruction, state }];
  });
}

function readShapes(text: string): Shapes {
  if (!text || text.length > 200_000) return NO_SHAPES;
  try {
    const { polygons, circles } = JSON.parse(text) as Partial<Shapes>;
    const isPoint = (one: { lat: unknown; lon: unknown }): boolean =>
      typeof one.lat === 'number' && typeof one.lon === 'number';
    return Array.isArray(polygons) &&
      Array.isArray(circles) &&
      polygons.every((points) => Array.isArray(points) && points.every(isPoint)) &&
      circles.every((one) => isPoint(one) && typeof one.radius === 'number')
      ? { polygons, circles }
      : NO_SHAPES;
  } catch {
    return NO_SHAPES;
  }
}

/** The fields with which the form shows a draft. */
export function fieldsOfDraft(draft: AlertDraft): Record<string, string | string[]> {
  const drawn = draft.shapes.polygons.length + draft.shapes.circles.length > 0;
  return {
    status: draft.status,
    hazard: draft.hazard,
    urgency: draft.urgency,
    severity: draft.severity,
    certainty: draft.certainty,
    responses: [...draft.responses],
    ...(draft.areas.length ? { areas: draft.areas.map(String) } : { whole: 'true' }),
    services: draft.services.join(', '),
    needs: [...draft.needs],
    source_lang: draft.sourceLang,
    hours: String(draft.hours),
    ...(drawn ? { shapes: JSON.stringify(draft.shapes) } : {}),
    ...Object.fromEntries(
      draft.texts.flatMap(({ lang, ...text }) =>
        Object.entries(text).map(([name, value]) => [`${name}_${lang}`, value]),
      ),
    ),
  };
}

/** A draft from an alert that stands, for its update: from now on, for as long as it would have stood. */
export function draftOfAlert(
  alert: Omit<AlertDraft, 'hours' | 'effectiveAt'> & { expiresAt: number },
  now: number,
): AlertDraft {
  const { expiresAt, ...content } = alert;
  return { ...content, hours: Math.max(1, Math.ceil((expiresAt - now) / HOUR)) };
}
