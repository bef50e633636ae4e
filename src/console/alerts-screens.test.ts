import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveCap } from '../alerts/index.ts';
import { writeCap } from '../alerts/cap/index.ts';
import { FLOOD } from '../alerts/cap/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { type ConsoleHouse, consoleHouse, type Shown } from './testing.ts';

let house: ConsoleHouse;
let shafa: Worker;
beforeAll(async () => {
  house = await consoleHouse();
  shafa = await house.people.worker('editor');
}, 60_000);
afterAll(() => house.close());
beforeEach(() => house.renew());

const FORM: Record<string, string | string[]> = {
  status: 'actual',
  hazard: 'flood',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Observed',
  responses: ['Evacuate'],
  areas: ['1', '2'],
  services: '1013',
  needs: ['shelter.night'],
  hours: '6',
  source_lang: 'en',
  headline_en: 'Flood in the harbour',
  description_en: 'The river is over its banks.',
  instruction_en: 'Go up the hill now.',
  state_en: 'written',
  headline_ar: 'فيضان في الميناء',
  description_ar: 'فاض النهر على ضفتيه.',
  instruction_ar: 'اصعدوا إلى التل الآن.',
  state_ar: 'checked',
  headline_fr: 'Machine',
  description_fr: 'Machine dit.',
  instruction_fr: 'Machine veut.',
  state_fr: 'machine',
};
const ask = (
  url: string,
  fields?: Record<string, string | string[]>,
  language?: string,
): Promise<Shown> => house.ask(shafa, url, fields, language);
const seenIn = (shown: Shown): string => /name="seen" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
/** Writes, looks, sends. @returns the id of the newest alert */
async function send(
  fields: Record<string, string | string[]>,
  url = '/staff/alerts/new',
): Promise<string> {
  const preview = await ask(url, { ...fields, step: 'preview' });
  const sent = await ask(url, { ...fields, step: 'send', seen: seenIn(preview) });
  expect(sent.text).toContain('It is out');
  return /href="\/staff\/alerts\/([0-9a-f-]{36})"/.exec(sent.body)?.[1] ?? '';
}

describe('an officer', () => {
  it('writes an alert, sees it on every channel, and only then can send it', async () => {
    const empty = await ask('/staff/alerts');
    expect(empty.text).toContain('No alert is on now.');
    expect((await ask('/staff/alerts/new')).text).toContain('Forest or grass fire');
    // Nothing goes out unseen.
    const unseen = await ask('/staff/alerts/new', { ...FORM, step: 'send' });
    expect(unseen.text).toContain('This is how it will look');
    expect(house.alerts.book.all()).toEqual([]);
    const preview = await ask('/staff/alerts/new', { ...FORM, step: 'preview' });
    for (const text of [
      'On top of every page',
      'You need no papers for this help.',
      'لا تلزم أي أوراق',
      'Words of a machine that nobody checked. They are not shown.',
      'Text message',
      '<msgType>Alert</msgType>',
      'Readers of',
    ])
      expect(
        preview.text.includes(text) ||
          preview.body.includes(text.replaceAll('<', '&#60;').replaceAll('>', '&#62;')),
        text,
      ).toBe(true);
    expect(preview.text).not.toContain('Machine veut');
    // What was changed after looking is looked at again.
    const changed = await ask('/staff/alerts/new', {
      ...FORM,
      headline_en: 'Flood everywhere',
      step: 'send',
      seen: seenIn(preview),
    });
    expect(changed.text).toContain('This is how it will look');
    const id = await send(FORM);
    house.people.house.clock.now = Date.now() + 3000;
    expect(house.alerts.book.current().map((alert) => alert.id)).toEqual([id]);
    const list = await ask('/staff/alerts');
    expect(list.text).toContain('On now');
    expect(list.text).toContain('Flood in the harbour');
    expect((await ask(`/staff/alerts/${id}`, undefined, 'ar')).text).toContain('فيضان');
  });

  it('is told what is wrong, field by field, and loses nothing that she typed', async () => {
    const refused = await ask('/staff/alerts/new', {
      ...FORM,
      areas: [],
      hours: '60',
      instruction_en: 'Only people with a residence permit may come.',
      step: 'preview',
    });
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('id="wrong-areas"');
    expect(refused.body).toContain('Only people with a residence permit may come.');
    const more = await ask('/staff/alerts/new', {
      ...FORM,
      hours: '60',
      instruction_en: 'Only people with a residence permit may come.',
      step: 'preview',
    });
    expect(more.body).toContain('id="wrong-hours"');
    expect(more.body).toContain('id="wrong-instruction_en"');
    const found = await ask('/staff/alerts/new', { ...FORM, find: 'old', step: 'find' });
    expect(found.text).toContain('Old');
    expect((await ask('/staff/alerts/new', { ...FORM, find: 'zzz', step: 'find' })).body).toContain(
      'id="wrong-find"',
    );
  });

  it('updates and takes back; drills say what they are', async () => {
    const [alert] = house.alerts.book.all();
    const id = alert?.alert.id ?? '';
    expect((await ask(`/staff/alerts/${id}/update`)).body).toContain('Flood in the harbour');
    const next = await send({ ...FORM, headline_en: 'Flood rises' }, `/staff/alerts/${id}/update`);
    house.people.house.clock.now = Date.now() + 3000;
    expect((await ask(`/staff/alerts/${id}`)).text).toContain('Replaced');
    expect((await ask(`/staff/alerts/${id}/update`)).status).toBe(409);
    const cancelled = await ask(`/staff/alerts/${next}/cancel`, { sure: 'true' });
    expect(cancelled.text).toContain('It is taken back everywhere.');
    expect((await ask(`/staff/alerts/${next}/cancel`, { sure: 'true' })).status).toBe(409);
    const drill = await send({ ...FORM, status: 'exercise', hours: '100' });
    house.people.house.clock.now = Date.now() + 5000;
    expect((await ask(`/staff/alerts/${drill}`)).text).toContain(
      'Drill. This is practice. Nothing is happening.',
    );
  });

  it('adopts what a partner sent, or sets it aside; nothing of it is shown before', async () => {
    const { org } = shafa;
    const { database } = house.people.house.door;
    const { id } = await receiveCap(database, { org, partner: 'Weather office' }, writeCap(FLOOD));
    const other = await receiveCap(database, { org }, writeCap({ ...FLOOD, identifier: 'two' }));
    expect((await receiveCap(database, { org }, writeCap(FLOOD))).isNew).toBe(false);
    expect((await ask('/staff/alerts')).text).toContain('2 alerts of partners wait');
    expect((await ask('/staff/alerts/inbox')).text).toContain('Weather office');
    const one = await ask(`/staff/alerts/inbox/${id}`);
    expect(one.text).toContain('Not signed.');
    expect(one.body).not.toContain('<a href="https://selmora.example/map.png"');
    await house.alerts.book.refresh();
    expect(JSON.stringify(house.alerts.book.all())).not.toContain('old harbour');
    const form = await ask(`/staff/alerts/new?from=${id}`);
    expect(form.body).toContain('Flood in the old harbour');
    expect(form.body).toContain('name="shapes"');
    await send({ ...FORM, whole: 'true', from: id });
    expect((await ask('/staff/alerts/inbox')).text).not.toContain('Weather office');
    expect((await ask(`/staff/alerts/inbox/${other.id}`, {})).text).toContain('It is set aside.');
    expect((await ask(`/staff/alerts/inbox/${other.id}`)).status).toBe(404);
  });

  it('is an editor: nobody else finds the room', async () => {
    for (const url of ['/staff/alerts', '/staff/alerts/new', '/staff/alerts/inbox'])
      expect((await house.ask(house.marta, url)).status).toBe(404);
    expect(
      (await house.ask(house.marta, '/staff/alerts/new', { ...FORM, step: 'preview' })).status,
    ).toBe(404);
  });
});
