import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  courseOf,
  DATA_PROTECTION,
  ORGANISATION_KINDS,
  PASSWORD_WORDS,
  STAFF_ROLES,
  type StaffRole,
} from '../staff/index.ts';
import { loadTongues } from './words.ts';

const textsOf = (code: string): Record<string, string> =>
  JSON.parse(
    readFileSync(new URL(`../../locales/${code}/staff.json`, import.meta.url), 'utf8'),
  ) as Record<string, string>;
const english = textsOf('en');
const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? ''))]
    .filter((name) => name !== 'n' || text.includes('plural'))
    .toSorted();

describe.each(['fr', 'es', 'ar'])('the words of the console in %s', (code) => {
  const own = textsOf(code);

  it('are all there, and nothing else', () => {
    expect(Object.keys(own).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it('name the same values', () => {
    for (const [id, text] of Object.entries(english))
      expect([id, placeholders(own[id] ?? '')]).toEqual([id, placeholders(text)]);
  });
});

describe('the words of the console', () => {
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

  it('follow what was chosen, then what the browser asks for, then English', () => {
    const { choose } = loadTongues();
    expect(choose('ar', 'fr').language.code).toBe('ar');
    expect(choose(undefined, 'de-DE,fr-CH;q=0.8').language.code).toBe('fr');
    expect(choose('xx', undefined).language.code).toBe('en');
  });
});
