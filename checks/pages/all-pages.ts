/** Every public page with every state, for checks that look at all of them. */
import type { Page } from 'playwright-core';
import { randomUUID } from 'node:crypto';
import type { Stand } from '../journeys/browser.ts';
import { ENDED, LISTINGS, POINTS } from '../../src/site/testing.ts';

export type CheckedPage = {
  name: string;
  /** Below `/{lang}`. */
  path: string;
  /** Sent by POST when given. */
  fields?: readonly (readonly [string, string])[];
};

const [clinic = '', bus = '', , hospital = '', shelter = '', withdrawn = '', phoneLine = ''] =
  LISTINGS.map(({ code }) => code);

/** The question behind the fullest list: 20 places with marks, promises and questions. */
export const FULL_LIST: readonly (readonly [string, string])[] = [
  ['need', 'health'],
  ['place', '1'],
  ['when', 'evening'],
  ['speak', 'ti'],
  ['must', 'papers'],
  ['must', 'free'],
  ['must', 'woman'],
  ['must', 'reported'],
];

export const PAGES: readonly CheckedPage[] = [
  { name: 'home', path: '/?place=1' },
  { name: 'needs', path: '/find' },
  { name: 'question', path: '/find/health' },
  { name: 'results', path: '/find/health/places?place=1' },
  { name: 'results-asked', path: '/search', fields: FULL_LIST },
  { name: 'results-none', path: '/search', fields: [['q', 'nothing like that']] },
  { name: 'place', path: '/place' },
  {
    name: 'place-which',
    path: '/search',
    fields: [
      ['need', 'health'],
      ['where', 'harbour'],
    ],
  },
  { name: 'service', path: `/s/${clinic}` },
  { name: 'service-soon', path: `/s/${bus}` },
  { name: 'service-overdue', path: `/s/${hospital}` },
  { name: 'service-hidden', path: `/s/${shelter}` },
  { name: 'service-withdrawn', path: `/s/${withdrawn}` },
  ...ENDED.map(({ code, state }) => ({ name: `service-${state}`, path: `/s/${code}` })),
  { name: 'service-phone', path: `/s/${phoneLine}` },
  { name: 'print', path: `/print/${clinic}` },
  { name: 'organization', path: '/org/1008' },
  ...POINTS.map(({ code, agreement }) => ({
    name: `point-${agreement.state}`,
    path: `/point/${code}`,
  })),
  {
    name: 'feedback',
    path: `/feedback/${clinic}`,
    fields: [
      ['id', randomUUID()],
      ['outcome', 'refused'],
    ],
  },
  { name: 'emergency', path: '/emergency' },
  { name: 'how-we-list', path: '/how-we-list' },
  { name: 'privacy', path: '/privacy' },
  { name: 'accessibility', path: '/accessibility' },
  { name: 'offline', path: '/offline' },
  { name: 'map', path: '/map' },
  { name: 'error-404', path: '/nothing' },
  { name: 'error-code', path: '/s/1011' },
  { name: 'error-400', path: '/search', fields: [['need', 'gold']] },
];

/** Leads an open page there, sending the form where the page comes by POST. */
export async function visit(
  stand: Stand,
  page: Page,
  lang: string,
  { path, fields }: CheckedPage,
): Promise<void> {
  const address = `${stand.origin}/${lang}${path}`;
  if (!fields) {
    await page.goto(address);
    return;
  }
  const inputs = fields.map(([name, value]) => `<input name="${name}" value="${value}">`).join('');
  await page.setContent(
    `<form method="post" action="${address}">${inputs}<button>send</button></form>`,
  );
  await Promise.all([page.waitForURL(address), page.click('button')]);
}
