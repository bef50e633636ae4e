import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EVIDENCE, UNDO_REASONS } from '../people/links.ts';
import { OVERRIDE_REASONS } from '../protection/spaces.ts';
import { MIN_PRESENT } from '../staff/presence.ts';
import { ABOUT } from '../sync/managing.ts';
import { NOT_TAKEN } from '../sync/wire.ts';
import {
  courseOf,
  DATA_PROTECTION,
  DAY_PARTS,
  HEALTH_SUBJECTS,
  ORGANISATION_KINDS,
  PASSWORD_WORDS,
  REFUSED_WHYS,
  SETTINGS,
  STAFF_ROLES,
  type StaffRole,
  TRIED_WAYS,
} from '../staff/index.ts';
import { loadTongues } from './words.ts';

const textsOf = (code: string, file: string): Record<string, string> =>
  JSON.parse(
    readFileSync(new URL(`../../locales/${code}/${file}.json`, import.meta.url), 'utf8'),
  ) as Record<string, string>;
const FILES = [
  'staff',
  'team',
  'protected',
  'cards',
  'alerts',
  'alert-desk',
  'phone',
  'agreements',
].filter((file) => existsSync(new URL(`../../locales/en/${file}.json`, import.meta.url)));
const english = { ...textsOf('en', 'staff'), ...textsOf('en', 'team') };
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{([a-z]\w*)[,}]/g)].map(([, name]) => name ?? ''))]
    .filter((name) => name !== 'n' || text.includes('plural'))
    .toSorted();

describe.each(
  ['fr', 'es', 'ar', 'uk', 'pt'].flatMap((code) =>
    FILES.map((file): [string, string] => [code, file]),
  ),
)('the words of the console in %s, %s', (code, file) => {
  const own = textsOf(code, file);
  const source = textsOf('en', file);

  it('are all there, and nothing else', () => {
    expect(Object.keys(own).toSorted()).toEqual(Object.keys(source).toSorted());
  });

  it.runIf(code === 'ar')('write no space before a mark, nor inside quotes', () => {
    const loose = Object.entries(own).filter(([, text]) => / [.،:؛؟»](?!\d)|« /u.test(text));
    expect(loose).toEqual([]);
  });

  it('name the same values', () => {
    for (const [id, text] of Object.entries(source))
      expect([id, placeholders(own[id] ?? '')]).toEqual([id, placeholders(text)]);
  });
});

describe('the words of the console', () => {
  it('name every code that a screen of the team or of a point may show', () => {
    const wanted = [
      ...HEALTH_SUBJECTS.map((subject) => `subject.${subject}`),
      ...TRIED_WAYS.map((way) => `tried.${way}`),
      ...REFUSED_WHYS.map((why) => `refused.${why}`),
      ...DAY_PARTS.map((part) => `part.${part}`),
      ...SETTINGS.map((setting) => `setting.${setting}`),
      ...Object.keys(MIN_PRESENT).map((service) => `service.${service}`),
      ...NOT_TAKEN.map((why) => `not_taken.${why}`),
      ...[...ABOUT, 'other'].map((about) => `about.${about}`),
      ...EVIDENCE.map((evidence) => `evidence.${evidence}`),
      ...UNDO_REASONS.map((reason) => `undo.${reason}`),
      ...OVERRIDE_REASONS.map((reason) => `exception.${reason}`),
    ];
    expect(wanted.filter((id) => !(id in english))).toEqual([]);
    for (const { nameOf } of loadTongues().offered)
      expect(nameOf('ar-SD')).not.toBe(nameOf('ar-IQ'));
  });

  it('name every role, course, kind of organisation and fault of a password', () => {
    const roles = Object.keys(STAFF_ROLES) as StaffRole[];
    const wanted = [
      ...roles.map((role) => `role.${role}`),
      ...roles.flatMap((role) => (courseOf(role) ? [`course.${courseOf(role) ?? ''}`] : [])),
      `course.${DATA_PROTECTION}`,
      ...ORGANISATION_KINDS.map((kind) => `kind.${kind}`),
      ...Object.keys(PASSWORD_WORDS).map((fault) => `password.${fault}`),
    ];
    expect(wanted.filter((id) => !(id in english))).toEqual([]);
  });

  it('write the numbers of a sentence in the digits of its language, by the country', () => {
    const said = (country?: string) =>
      loadTongues(country).choose('ar', undefined).words.text('interpreter.note');
    expect(said()).toContain('٢٤');
    expect(said('MA')).toContain('24');
    const file = loadTongues().choose('ar', undefined).words.text('cards.audio_note');
    expect(file).toContain('MP3 أو M4A');
    expect(file).toContain('١ م.ب');
  });

  it('follow what was chosen, then what the browser asks for, then English', () => {
    const { choose } = loadTongues();
    expect(choose('ar', 'fr').language.code).toBe('ar');
    expect(choose(undefined, 'de-DE,fr-CH;q=0.8').language.code).toBe('fr');
    expect(choose('xx', undefined).language.code).toBe('en');
  });
});
