/** A walk-in with a need and a slip, by keys only (VUL-01; chapter 30, section 3): at most 14 presses, at most 45 s. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeskEvent } from '../../src/desk/operation.ts';
import { tabletStand, type TabletStand } from './tablet-stand.ts';

let stand: TabletStand;
beforeAll(async () => {
  stand = await tabletStand();
});
afterAll(async () => {
  await stand.close();
});

/** Keystroke-level model of chapter 30: seconds a key, seconds a choice, and what people say and point at. */
const A_KEY = 0.28;
const A_CHOICE = 1.35;
const SPEECH = 12;
const POINTING = 10;
const MACHINE = 1;

const eventsIn = (page: Page): Promise<DeskEvent[]> =>
  page.evaluate(
    () =>
      (JSON.parse(sessionStorage.getItem('desk.day') ?? '{"events":[]}') as { events: [] }).events,
  );

describe.each(['en', 'ar'])('a walk-in in %s', (language) => {
  test('is welcomed, screened, helped and has a slip in at most 14 presses and 45 s', async () => {
    const page = await stand.practise(language);
    const before = new Set((await eventsIn(page)).map(({ event_id }) => event_id));
    let presses = 0;
    let choices = 0;
    const press = async (key: string, isChoice = true): Promise<void> => {
      presses += 1;
      if (isChoice) choices += 1;
      await page.keyboard.press(key);
    };
    await press('n', false);
    await page.locator('.tongues').waitFor();
    await press('2'); // Tigrinya
    await page.locator('.big .choice').first().waitFor();
    await press('1'); // to hear it
    await press('1'); // a woman
    await page.locator('.promise').waitFor();
    await press('1'); // a slip
    await page.locator('nav.tasks').waitFor();
    await press('s', false);
    await page.locator('ol.items').waitFor();
    await press('4'); // hurt, ill, in pain
    await press('6'); // food
    await press('Control+Enter', false);
    await page.locator('nav.tasks').waitFor();
    await press('e', false);
    await page.locator('.choices').first().waitFor();
    await press('1'); // the need that screening noted
    await press('1'); // its service
    await press('Control+Enter', false);
    await page.locator('table.queue').waitFor();

    expect(presses).toBe(13);
    expect(choices).toBe(8);
    const seconds = presses * A_KEY + choices * A_CHOICE + SPEECH + POINTING + MACHINE;
    expect(seconds).toBeLessThanOrEqual(45);

    const made = (await eventsIn(page)).filter(({ event_id }) => !before.has(event_id));
    const kinds = made.map(({ kind }) => kind);
    expect(new Set(made.map(({ visit_id }) => visit_id)).size).toBe(1);
    for (const kind of [
      'visit_opened',
      'queue_joined',
      'language_asked',
      'preference_set',
      'handle_issued',
      'screening_done',
      'need_seen',
      'service_given',
      'need_met',
    ])
      expect(kinds).toContain(kind);
    const bodyOf = (kind: string) => made.find((event) => event.kind === kind)?.body;
    expect(bodyOf('language_asked')).toEqual({
      tags: ['ti'],
      modes: ['hears'],
      asked_how: 'spoken',
    });
    expect(bodyOf('preference_set')).toEqual({ same_sex: 'woman' });
    expect(bodyOf('screening_done')).toMatchObject({
      answers: ['hurt:yes', 'food:yes'],
      level: 'soon',
      because: ['hurt', 'food'],
    });
    // Nobody gave a name, and none is asked for.
    expect(kinds).not.toContain('person_named');
    await page.context().close();
  }, 60_000);
});
