/** The menus of USSD: every screen of every language fits, four levels, 0 back, and what is unknown stays so. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segmentsOf } from '../sms/segments.ts';
import { channelStand, type ChannelStand } from '../testing.ts';
import { type Menus, ussdMenus } from './menus.ts';

let stand: ChannelStand;
let menus: Menus;
let dial = 0;
beforeAll(async () => {
  stand = await channelStand();
  menus = ussdMenus(stand.house);
});
afterAll(() => stand.close());

const fits = (text: string): string => {
  const { encoding, units } = segmentsOf(text);
  expect([text, units <= (encoding === 'GSM-7' ? 160 : 70)]).toEqual([text, true]);
  return text;
};
function phone() {
  const who = String(++dial);
  return async (typed?: string): Promise<string> => fits((await menus('test', who, typed)).text);
}

describe('a walk', () => {
  it('goes language, need, place, places, and back', async () => {
    const press = phone();
    expect(await press()).toMatch(/^1 English/);
    expect(await press('1')).toMatch(/^You need:\n1 /);
    const place = await press('1');
    expect(place).toContain('Where? Write a town.\n1 Old Harbour');
    const found = await press('Old Harbour');
    expect(found).toMatch(/1 \+ 9 more|1\+ 9 0|1 \+ 0 back/);
    const more = await press('1');
    expect(more.split('\n')[0]).toContain(found.split('\n')[0]?.replace(/\.\.\.$/, '') ?? '?');
    expect(await press('0')).toBe(found);
    expect(await press('0')).toBe(place);
    expect(await press('0')).toMatch(/^You need:/);
    expect(await press('0')).toMatch(/^1 English/);
    expect(await press('0')).toMatch(/^1 English/);
  });
  it('stays where it is for what is not on the list, and takes a number of a place anywhere', async () => {
    const press = phone();
    const first = await press();
    expect(await press('7x')).toBe(first);
    await press('1');
    const [item] = stand.house.finding.find({
      now: stand.clock.now,
      lang: 'en',
      needs: ['food'],
      limit: 1,
    }).items;
    expect(await press(item?.code ?? '')).toContain('Kitchen at the quay');
  });
  it('says which letters a phone may not show', async () => {
    const press = phone();
    let all = await press();
    for (let page = 0; page < 6; page++) all += await press('9');
    expect(all).toContain('Arabi*');
    expect(all).toContain('*letters may not show');
  });
  it('is forgotten after five minutes', async () => {
    const press = phone();
    await press();
    await press('1');
    stand.clock.now += 5 * 60_000 + 1;
    expect(await press('1')).toContain('1 ');
    expect(await press('0')).toMatch(/^1 English/);
  });
});

describe('every screen', () => {
  it('of every language fits, with all needs, places and details', async () => {
    for (const { lang } of stand.house.phrases.offered) {
      const press = phone();
      let screen = await press();
      // Walks the list of languages until this one has been chosen.
      for (let page = 0; page < 8; page++) {
        const at = languageAt(screen, lang);
        if (at !== undefined) {
          screen = await press(String(at));
          break;
        }
        screen = await press('9');
      }
      for (let page = 0; page < 4; page++) await press('9');
      await press('1');
      await press('1');
      for (let n = 0; n < 5; n++) {
        const one = await press('9');
        if (one.includes('\n')) await press('1');
        await press('9');
        await press('0');
      }
    }
  });
  it('of a place keeps that one must ask first', async () => {
    const ask = stand.house.phrases.english;
    const press = phone();
    await press();
    await press('1');
    await press(await keyOf(press, 'Food'));
    const screen = await press('Old Harbour');
    expect(screen).toContain('Kitchen at the quay');
    expect(
      [ask.say('papers_unknown'), ask.say('ask_first')].some((text) => screen.includes(text)),
    ).toBe(true);
  });
});

/** The key of a need, on whichever page it stands. */
async function keyOf(press: (typed?: string) => Promise<string>, need: string): Promise<string> {
  for (let page = 0; page < 6; page++) {
    const line = (await press(page === 0 ? 'x' : '9'))
      .split('\n')
      .find((one) => one.endsWith(` ${need}`));
    if (line) return line.charAt(0);
  }
  throw new Error(`no ${need} on the list`);
}

function languageAt(screen: string, lang: string): number | undefined {
  const own = stand.house.phrases.find(lang)?.spoken.language;
  const names = [own?.autonym, own?.english, ...(own?.alsoCalled ?? [])].map((name) =>
    (name ?? '').toLowerCase(),
  );
  const at = screen
    .split('\n')
    .findIndex((line) => names.includes(line.replace(/^\d /, '').replace('*', '').toLowerCase()));
  return at < 0 ? undefined : at + 1;
}
