/** Whether something is an operation, with a precise word on what is not: the same on the device and on the server. */
import { Compile } from 'typebox/compile';
import { isNeedCode, NEED_BRANCHES, NEED_CODES } from '../directory/needs.ts';
import { EVENT_BODIES, REPLACING } from './kinds.ts';
import { LONGEST_NAME, Operation } from './operation.ts';
import { NEVER_OF_A_PERSON } from './values.ts';

export type Fault = { field: string; expected: string; unknown?: string };

type Finding = {
  instancePath: string;
  keyword: string;
  message?: string;
  params: Record<string, unknown>;
};

const whole = Compile(Operation);
const bodies = new Map(
  Object.entries(EVENT_BODIES).map(([kind, schema]) => [kind, Compile(schema)] as const),
);
const MOST_FAULTS = 10;

/** Fields that name a need or a service, which is named by the need that it meets. */
const NEED_FIELDS = ['code', 'service_code', 'services', 'topic', 'alternative'];

/** What a need code may be, as near to the wrong one as can be told. */
function nearNeeds(code: string): string {
  const [branch = ''] = code.split('.', 1);
  const near = Object.hasOwn(NEED_BRANCHES, branch)
    ? NEED_CODES.filter((one) => one.startsWith(branch))
    : [];
  return near.length
    ? `one of ${near.join(', ')}`
    : `a need of the directory: a branch (${Object.keys(NEED_BRANCHES).join(', ')}) or one of its needs, such as food.meal`;
}

/** Codes that have the form of a need and are none: nobody could count or answer them. */
function unknownNeeds(before: string, body: Record<string, unknown>): Fault[] {
  return NEED_FIELDS.flatMap((field) =>
    [body[field]].flat().flatMap((code, at) => {
      if (typeof code !== 'string' || isNeedCode(code)) return [];
      const inside = Array.isArray(body[field]) ? `${field}.${at}` : field;
      return [{ field: `${before}.${inside}`, expected: nearNeeds(code) }];
    }),
  );
}

/** A field that is not known is told twice; once is enough. */
const telling = ({ keyword }: Finding): boolean => keyword !== 'boolean';

function told(before: string, { instancePath, keyword, message, params }: Finding): Fault {
  const inside = instancePath.slice(1).replaceAll('/', '.');
  const named = (name: unknown) => [before, inside, String(name)].filter(Boolean).join('.');
  const field = [before, inside].filter(Boolean).join('.') || 'operation';
  const { requiredProperties: missing, additionalProperties: extra, allowedValues } = params;
  if (Array.isArray(missing)) return { field: named(missing[0]), expected: 'present' };
  if (Array.isArray(extra))
    return {
      field: named(extra[0]),
      expected: 'left out: it is not known here',
      unknown: String(extra[0]),
    };
  if (keyword === 'enum' && Array.isArray(allowedValues))
    return { field, expected: `one of ${allowedValues.join(', ')}` };
  return { field, expected: (message ?? 'in another form').replace(/^must (be )?/, '') };
}

const graphemes = (text: string): number =>
  [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].length;

/** What is wrong with it, at most ten faults; empty when it is an operation. */
export function faultsOfOperation(value: unknown): Fault[] {
  if (!whole.Check(value))
    return (whole.Errors(value) as unknown as Finding[])
      .filter(telling)
      .slice(0, MOST_FAULTS)
      .map((one) => told('', one));
  const faults: Fault[] = [];
  const op = value;
  op.events.forEach((event, at) => {
    const schema = bodies.get(event.kind);
    if (schema && !schema.Check(event.body))
      for (const one of (schema.Errors(event.body) as unknown as Finding[]).filter(telling))
        faults.push(told(`events.${at}.body`, one));
    else faults.push(...unknownNeeds(`events.${at}.body`, event.body));
    // What a place offers is no word about anybody.
    for (const [field, code] of Object.entries(event.body))
      if (
        field !== 'services' &&
        [code].flat().some((one) => NEVER_OF_A_PERSON.includes(String(one)))
      )
        faults.push({
          field: `events.${at}.body.${field}`,
          expected: 'law.advice: nobody’s record says more about permission to stay',
          unknown: 'residence_permit',
        });
    if (REPLACING.includes(event.kind) && !event.supersedes)
      faults.push({ field: `events.${at}.supersedes`, expected: 'the event that this replaces' });
  });
  op.names?.forEach(({ text }, at) => {
    if (graphemes(text.normalize('NFC')) > LONGEST_NAME)
      faults.push({ field: `names.${at}.text`, expected: `at most ${LONGEST_NAME} signs` });
  });
  op.pathways?.forEach(({ visit_id }, at) => {
    const said = op.events.some(
      (one) => one.kind === 'pathway_opened' && one.visit_id === visit_id,
    );
    if (!said)
      faults.push({
        field: `pathways.${at}`,
        expected: 'a pathway_opened event of the same visit',
      });
  });
  return faults.slice(0, MOST_FAULTS);
}
