/** One sentence for every kind of event, in plain words that can be read to the person (chapter 30, section 3.6). Pure. */
import type { EventBody, EventKind } from './kinds.ts';
import type { DeskEvent } from './operation.ts';
import { NOT_ANSWERED } from './values.ts';

/** Words in which it is told: a tablet's, or those of a person's own page. */
export type Telling = {
  t(id: string, values?: Readonly<Record<string, string | number>>): string;
  list(items: readonly string[]): string;
  languageName(tag: string): string;
  need(code: string): string;
  /** 24-hour clock of the wall; ms since 1970. */
  time(ms: number): string;
  /** Day and month in words. */
  day(ms: number): string;
};

type Sayings = { readonly [K in EventKind]: (speech: Telling, body: EventBody<K>) => string };

const languages = (speech: Telling, tags: readonly string[]): string =>
  speech.list(tags.filter((tag) => tag !== NOT_ANSWERED).map(speech.languageName));

/** Item codes are the last parts of needs; an item that we have no word for is told as its code. */
const ITEMS = [
  'meal',
  'water',
  'clothing',
  'shoes',
  'blanket',
  'hygiene_kit',
  'nappies',
  'baby_food',
  'sim_card',
  'transport_ticket',
] as const;
export type ItemCode = (typeof ITEMS)[number];
export const isItem = (code: string): code is ItemCode =>
  (ITEMS as readonly string[]).includes(code);
export const itemName = ({ t }: Telling, code: string): string =>
  isItem(code) ? t(`item.${code}`) : code;

const SAYINGS: Sayings = {
  point_opened: ({ t }) => t('told.point_opened'),
  point_closed: ({ t }) => t('told.point_closed'),
  visit_opened: ({ t }, { channel, heads }) => t('told.visit_opened', { channel, n: heads }),
  visit_joined: ({ t }) => t('told.visit_joined'),
  visit_closed: ({ t }, { outcome, left_without }) =>
    left_without
      ? t('told.visit_left', { why: left_without })
      : t('told.visit_closed', { outcome }),
  language_asked: (speech, { tags, modes }) => {
    const named = languages(speech, tags);
    if (!named) return speech.t('told.language_not_answered');
    const mode = modes[0];
    return mode
      ? speech.t('told.language_mode', { languages: named, mode })
      : speech.t('told.language', { languages: named });
  },
  preference_set: ({ t }, { same_sex, alone, veto_interpreter }) => {
    const said: string[] = [];
    if (same_sex) said.push(t('told.same_sex', { who: same_sex }));
    if (alone !== undefined) said.push(t(alone ? 'told.alone' : 'told.not_alone'));
    if (veto_interpreter) said.push(t('told.veto'));
    return said.join(' ') || t('told.preference');
  },
  screening_done: ({ t }, { level, skipped }) =>
    skipped.length
      ? t('told.screening_skipped', { level, n: skipped.length })
      : t('told.screening', { level }),
  need_seen: (speech, { code, how }) =>
    speech.t('told.need_seen', { need: speech.need(code), how }),
  need_met: (speech, { code, outcome }) =>
    speech.t('told.need_met', { need: speech.need(code), outcome }),
  queue_joined: ({ t, time }, { level, due_at }) =>
    t('told.queue_joined', { level, time: time(Date.parse(due_at)) }),
  queue_moved: ({ t }, { level, reason }) => t('told.queue_moved', { level, reason }),
  called: ({ t }) => t('told.called'),
  paused: ({ t }) => t('told.paused'),
  space_given: ({ t }, { place_kind }) => t('told.space_given', { space: place_kind }),
  service_given: (speech, { service_code, item_code, quantity = 1 }) =>
    item_code
      ? speech.t('told.item_given', { item: itemName(speech, item_code), n: quantity })
      : speech.t('told.service_given', { service: speech.need(service_code) }),
  refusal_given: (speech, { service_code, reason }) =>
    service_code
      ? speech.t('told.refusal', { service: speech.need(service_code), reason })
      : speech.t('told.refusal_plain', { reason }),
  note_written: ({ t }) => t('told.note_written'),
  follow_up_set: ({ t, day }, { due_at }) =>
    t('told.follow_up_set', { day: day(Date.parse(due_at)) }),
  follow_up_done: ({ t }, { outcome }) => t('told.follow_up_done', { outcome }),
  communication: (speech, { shared_language, tags, interpreter_ref }) =>
    speech.t(
      interpreter_ref ? 'told.interpreted' : shared_language ? 'told.shared' : 'told.notice',
      {
        languages: languages(speech, tags),
      },
    ),
  interpreter_asked: (speech, { tags, setting }) =>
    speech.t('told.interpreter_asked', { languages: languages(speech, tags), setting }),
  interpreter_answered: ({ t }, { booking }) => t('told.interpreter_answered', { booking }),
  gap_met: ({ t }, { gap }) => t('told.gap_met', { gap }),
  person_named: ({ t }) => t('told.person_named'),
  contact_set: ({ t }) => t('told.contact_set'),
  handle_issued: ({ t }, { handle_kind }) => t('told.handle_issued', { kind: handle_kind }),
  pathway_opened: ({ t }) => t('told.pathway_opened'),
  referral_made: ({ t }) => t('told.referral_made'),
  referral_step: ({ t }, { referral_state }) =>
    t('told.referral_step', { state: t('referral.state', { state: referral_state }) }),
  corrected: ({ t }, { why }) => t('told.corrected', { why }),
  voided: ({ t }, { why }) => t('told.voided', { why }),
};

/** The sentence of an event. A kind of a newer app is told as something that this tablet cannot read yet. */
export function told(speech: Telling, { kind, body }: Pick<DeskEvent, 'kind' | 'body'>): string {
  const say = SAYINGS[kind] as ((speech: Telling, body: unknown) => string) | undefined;
  return say ? say(speech, body) : speech.t('told.unknown');
}

/** Why somebody has the urgency that she has: every rule that fired, in words for her. */
const BECAUSE = [
  'breath',
  'pregnant_hurt',
  'child_alone',
  'afraid',
  'pregnant',
  'hurt',
  'hurt_declined',
  'food',
  'place',
  'others',
  'private',
] as const;
export const becauseText = ({ t }: Telling, rule: string): string => {
  const known = BECAUSE.find((one) => one === rule);
  return known ? t(`because.${known}`) : t('because.other');
};
