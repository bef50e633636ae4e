/** What comes back by SMS: the same finder as the pages, two segments at most, and nothing unknown made to look good. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addKit, copyCode, listKits, reportLine } from '../guidance/index.ts';
import { withdrawCard } from '../guidance/store.ts';
import { CLINIC_WORDS, publishedCard, publishIn, worker } from '../guidance/testing.ts';
import { withPlainLetters } from './sms/plain-signs.ts';
import { segmentsOf } from './sms/segments.ts';
import { channelStand, type ChannelStand } from './testing.ts';

let stand: ChannelStand;
let phone = 0;
const someone = (): string => `+99955501${String(++phone).padStart(4, '0')}`;
beforeAll(async () => {
  stand = await channelStand();
});
afterAll(() => stand.close());
afterEach(() => {
  stand.clock.now += 1_000;
});
const talk = () => {
  const number = someone();
  return async (text: string): Promise<string> => {
    const reply = await stand.say(number, text);
    expect(segmentsOf(reply).count).toBeLessThanOrEqual(2);
    return reply;
  };
};

describe('a word and a place', () => {
  it('gives the nearest place that fits, with its number and what nobody knows', async () => {
    const say = talk();
    await say('LANG en');
    const reply = await say('food Old Harbour');
    expect(reply.split('\n')[0]).toBe('Kitchen at the quay');
    expect(reply).toContain('Papers not known: ask first.');
    expect(reply).toMatch(/More: send 301\d$/);
  });

  it.each([
    ['FOOD 10115', 'Kitchen at the quay', 'en'],
    ['nourriture vieux-port', 'Kitchen at the quay', 'fr'],
    ['ምግቢ ኣረጊት ወደብ', 'Kitchen at the quay', 'ti'],
    ['طعام الميناء القديم', 'Kitchen at the quay', 'ar'],
  ])('%s', async (text, name, lang) => {
    const say = talk();
    const phrases = stand.house.phrases.find(lang);
    const autonym = phrases?.spoken.language.autonym ?? '';
    let reply = await say(text);
    // A word that several languages have is asked about, in each of them.
    if (!reply.includes(name)) {
      const at = reply.split('\n').findIndex((line) => line.includes(autonym));
      reply = await say(String(at + 1));
    }
    expect(reply).toContain(name);
    expect(reply).toContain(phrases?.say('papers_unknown') ?? '?');
  });

  it('asks for the language when a word is in several, and answers then', async () => {
    const say = talk();
    const several = await say('doctor');
    expect(several).toContain('English');
    expect(several).toContain('Español');
    const number = several.split('\n').findIndex((line) => line.includes('English')) + 1;
    expect(await say(String(number))).toContain('near which place?');
    expect(await say('0')).toMatch(/More: send \d+/);
  });

  it('does not take what she chose away because of a later word', async () => {
    const say = talk();
    expect(await say('LANG fr')).toContain('Français');
    expect(await say('food old harbour')).toContain('envoyez');
  });

  it('asks for the place when there is none, and takes 0 for anywhere', async () => {
    const say = talk();
    await say('LANG English');
    expect(await say('food')).toContain('Food: near which place?');
    expect(await say('Nowhereland')).toContain('We do not know that place');
    expect(await say('Old Harbour')).toContain('Kitchen at the quay');
    expect(await say('a doctor')).toContain('12 Harbour Street (20 m)');
  });

  it('finds a place in the middle of a sentence', async () => {
    const say = talk();
    await say('LANG en');
    expect(await say('warm food in Old Harbour tonight for my cousin')).toContain(
      'Kitchen at the quay',
    );
  });

  it('offers needs for a word that was written badly, and never answers a guess', async () => {
    const say = talk();
    await say('LANG en');
    const reply = await say('doctorr old harbour');
    expect(reply).toContain('Did you mean:');
    expect(await say('1')).toMatch(/More: send \d+/);
  });

  it('goes on to the next place, and tells more of one', async () => {
    const say = talk();
    await say('LANG en');
    const first = await say('doctor Old Harbour');
    const second = await say('2');
    expect(second).not.toBe(first);
    expect(second).toMatch(/More: send \d+/);
    const code = /send (\d+)/.exec(second)?.[1] ?? '';
    const more = await say('1');
    expect(await say(code)).toBe(more);
    expect(more.split('\n')[0]).toBe(second.split('\n')[0]);
  });
});

describe('a place with every warning', () => {
  it('is answered with the warnings first, over as many messages of two segments as it takes', async () => {
    for (const { lang, spoken } of stand.house.phrases.offered) {
      const say = talk();
      await say(`LANG ${lang}`);
      let all = await say('tropical');
      for (let n = 0; n < 3; n++) all += `\n${await say('MORE')}`;
      for (const warning of ['asks_residence_paper', 'shares_with_authorities']) {
        const text = withPlainLetters(spoken.words.text(`warning.${warning}`));
        expect([
          lang,
          withPlainLetters(all).replaceAll('\n', ' ').includes(text.slice(0, 12)),
        ]).toEqual([lang, true]);
      }
    }
  });
});

describe('numbers', () => {
  it('of a place with demands keep the demands, whatever the language', async () => {
    const hospital = stand.house.finding.listings(
      stand.house.finding
        .find({ now: stand.clock.now, lang: 'en', needs: [], text: 'tropical', limit: 5 })
        .items.map(({ code }) => code),
      'en',
    )[0];
    for (const { lang, spoken } of stand.house.phrases.offered) {
      const say = talk();
      await say(`LANG ${lang}`);
      let all = await say(hospital?.code ?? '');
      for (let n = 0; n < 4; n++) all += await say('MORE');
      const warning = spoken.words.text('warning.asks_residence_paper');
      expect(withPlainLetters(all.replaceAll('\n', ' '))).toContain(
        withPlainLetters(warning).slice(0, 12),
      );
    }
  });
  it('that nobody gave out are said to be wrong', async () => {
    const say = talk();
    await say('LANG en');
    expect(await say('407131')).toContain('No such number');
  });
  it('of what has ended say so, and what to send for another', async () => {
    const say = talk();
    await say('LANG en');
    const { ENDED } = await import('../site/testing.ts');
    expect(await say(ENDED[0]?.code ?? '')).toContain('not listed now');
  });
  it('in any digits are read', async () => {
    const say = talk();
    await say('LANG ar');
    const first = await say('طبيب الميناء القديم');
    const code = /(\d{4})(?:\D*2)?$/.exec(first)?.[1] ?? '';
    const arabic = [...code].map((digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)]).join('');
    expect((await say(arabic)).split('\n')[0]).toBe(first.split('\n')[0]);
  });
});

describe('cards', () => {
  it('are sent by number and language, with the date on which to ask again', async () => {
    const card = await publishedCard(stand.database);
    const say = talk();
    const reply = await say(`${card} EN`);
    expect(reply).toContain('The clinic at the station is free.');
    expect(reply).toContain('Go there, or call first.');
    expect(reply).toContain(`Card ${card} en 1, good until 1 February 2027`);
  });

  it('tell whether a print is still true, replaced or withdrawn', async () => {
    const card = await publishedCard(stand.database);
    const say = talk();
    await say('LANG en');
    expect(await say(`${card} en 1`)).toContain(
      `Card ${card} en 1 is still true. Checked on 1 November`,
    );
    await publishIn(
      stand.database,
      card,
      'en',
      { ...CLINIC_WORDS, nextStep: 'Call first.' },
      undefined,
      1,
    );
    // The shelf asks the database once a second.
    await new Promise((done) => setTimeout(done, 1_100));
    expect(await say(`${card}-EN-1`)).toContain('is replaced');
    expect(await say(`${card} EN`)).toContain('Call first.');
    await withdrawCard(stand.database, worker(), card, 'not_true');
    await new Promise((done) => setTimeout(done, 1_100));
    expect(await say(`${card} en v2`)).toContain('is withdrawn. Do not use it.');
    expect(await say(`${card} en`)).toContain('is withdrawn');
    expect(await say('999999 en 7')).toContain('There is no card');
  });
});

describe('help and language', () => {
  it('HELP asks for the language first, in two segments with the rest behind 0', async () => {
    const say = talk();
    const list = await say('HELP');
    expect(list.startsWith('1 English')).toBe(true);
    expect(list.endsWith('0 +')).toBe(true);
    expect(await say('0')).toMatch(/^\d+ /);
    expect(await say('1')).toContain('Send what you need and where');
  });
  it('a language is called by its own name', async () => {
    const say = talk();
    expect(await say('ትግርኛ')).toContain('ትግርኛ');
    expect(await say('العربية')).toContain('العربية');
  });
});

describe('what a session counted', () => {
  it('is counted once, however often it is sent, and the language is asked in between', async () => {
    const shown = await publishedCard(stand.database);
    const kit = await addKit(stand.database, worker(), {
      territory: 'XW',
      title: { en: 'Help' },
      cards: [shown],
      minutes: 30,
    });
    const line = reportLine({
      kit,
      version: 1,
      copy: copyCode(12_345_678),
      number: 1,
      sessions: 1,
      people: 14,
      answer: { right: 12, asked: 14 },
      step: { right: 10, asked: 14 },
    });
    const say = talk();
    const asked = await say(line);
    expect(asked).toContain('English');
    const number = asked.split('\n').findIndex((option) => option.includes('English')) + 1;
    expect(await say(String(number))).toBe('Thank you. The numbers are counted.');
    expect(await say(line.replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)] ?? ''))).toBe(
      'Thank you. The numbers are counted.',
    );
    expect(await say(line.replace(' 14 ', ' 1400 '))).toBe(
      'This line is not right. Compare each number.',
    );
    const [counts] = await listKits(stand.database, worker());
    expect(counts).toMatchObject({ sessions: 1, people: 14, answer: { right: 12, asked: 14 } });
  });

  it('is not every word that begins with a kit', async () => {
    const say = talk();
    await say('LANG fr');
    for (const asked of ['kit hygiène', 'kit hygiène 10115'])
      expect(await say(asked)).not.toContain('Cette ligne');
  });
});
