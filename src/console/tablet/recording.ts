/** What screening and help write: events from answers. Pure. */
import {
  type Answer,
  divide,
  type Item,
  skippedIn,
  SUGGESTED_NEEDS,
} from '../../desk/screening.ts';
import { dueAt, type Rules, RULES, tellable, urgency } from '../../desk/urgency.ts';
import { type NEED_HOW, REFUSALS } from '../../desk/values.ts';
import type { Visit } from '../../desk/visit.ts';
import type { Act } from './act.ts';
import { itemOf, topicOf } from './offers.ts';

export type How = (typeof NEED_HOW)[number];
export type Refusal = keyof typeof REFUSALS;
/** `later` notes the need only. */
export type Outcome = 'given' | 'not_given' | 'later';

/**
 * What is written: answers of the general record, the level with reasons that may be told, her place in the queue, and
 * the needs that the answers point at. A child alone and fear leave no answer here (VUL-03, VUL-04).
 */
export function screeningAct(
  visit: Visit,
  codes: readonly string[],
  isAlone: boolean,
  rules: Rules = RULES,
): Act {
  const found = urgency(codes, rules);
  const { visit_id, opened_at } = visit;
  const known = new Set(visit.needs.map(({ code }) => code));
  const needs = codes.flatMap((code) => {
    const [item, answer] = code.split(':') as [Item, Answer];
    const first = answer === 'no' ? undefined : SUGGESTED_NEEDS[item]?.[0];
    if (!first || known.has(first)) return [];
    known.add(first);
    const how =
      answer === 'yes' ? 'said' : answer === 'seen' ? 'observed' : 'observed_help_declined';
    return [{ kind: 'need_seen' as const, visit_id, body: { code: first, how } }];
  });
  const aChildAlone = codes.some(
    (code) => code === 'child_alone:yes' || code === 'child_alone:seen',
  );
  return {
    purpose: 'desk.screen',
    // A child alone is in the hands of child protection from here on, whoever typed it in (VUL-03). Fear is not: what is
    // told of it, and to whom, she decides step by step (VUL-04).
    ...(aChildAlone ? { pathways: [{ visit_id, compartment: 'child' as const }] } : {}),
    events: [
      ...(isAlone !== (visit.wishes?.value.alone ?? false)
        ? [
            {
              kind: 'preference_set' as const,
              visit_id,
              body: { ...visit.wishes?.value, alone: isAlone },
            },
          ]
        : []),
      {
        kind: 'screening_done',
        visit_id,
        body: {
          answers: divide(codes).open,
          skipped: skippedIn(codes),
          rules_version: rules.version,
          level: found.level,
          because: tellable(found, rules),
        },
      },
      {
        kind: 'queue_joined',
        visit_id,
        body: {
          level: found.level,
          due_at: new Date(dueAt(opened_at, found.level, rules)).toISOString(),
        },
      },
      ...needs,
      ...(aChildAlone
        ? [{ kind: 'pathway_opened' as const, visit_id, body: { level: found.level } }]
        : []),
    ],
  };
}

export type Given = {
  need: string;
  how: How;
  service: string | undefined;
  outcome: Outcome;
  quantity: number;
  refusal: Refusal | undefined;
};

/** What is written: the need when it is new, then what was given for it, or why not. */
export function helpAct(visit: Visit, given: Given): Act {
  const { visit_id } = visit;
  const { need, how, service, outcome, quantity, refusal } = given;
  const known = visit.needs.some((one) => one.code === need && one.how === how);
  const item = service ? itemOf(service) : undefined;
  const topic = service ? topicOf(service) : undefined;
  const events: Act['events'] = [
    ...(known ? [] : [{ kind: 'need_seen' as const, visit_id, body: { code: need, how } }]),
    ...(service && outcome === 'given'
      ? [
          {
            kind: 'service_given' as const,
            visit_id,
            body: {
              service_code: service,
              ...(topic ? { topic } : {}),
              ...(item ? { item_code: item, quantity } : {}),
            },
          },
          { kind: 'need_met' as const, visit_id, body: { code: need, outcome: 'received' } },
        ]
      : []),
    ...(service && outcome === 'not_given' && refusal
      ? [
          {
            kind: 'refusal_given' as const,
            visit_id,
            body: {
              service_code: service,
              reason: refusal,
              ...(REFUSALS[refusal] ? { barrier: REFUSALS[refusal] } : {}),
            },
          },
        ]
      : []),
  ];
  // A need that was known, noted again: nothing new happened, so its words are confirmed.
  return {
    events: events.length ? events : [{ kind: 'need_seen', visit_id, body: { code: need, how } }],
  };
}
