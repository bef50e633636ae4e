/** Scripts: within their time, numbers spelt out twice, nothing of the text lost, and drafts marked as a computer's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedCard } from '../../guidance/index.ts';
import { publishedCard } from '../../guidance/testing.ts';
import { channelStand, type ChannelStand } from '../testing.ts';
import { piecesOf, plainScript, ssmlScript, voiceScript } from './script.ts';
import { answerScript, cardScript, radioScript } from './scripts.ts';
import { speak, speechTools } from './speak.ts';

let stand: ChannelStand;
let card: PublishedCard;
beforeAll(async () => {
  stand = await channelStand();
  const code = await publishedCard(
    stand.database,
    {},
    {
      answer: 'The clinic at the station is free. Ring 0199 555 210 before you go there.',
      nextStep: 'Call 116 117.',
    },
  );
  card = (await stand.house.cards?.card(code, 'en')) as PublishedCard;
});
afterAll(() => stand.close());

describe('numbers', () => {
  it.each([
    [
      'Call +999 555-0100 now',
      [['words', 'Call'], ['number', '9995550100'], ['pause'], ['words', 'now']],
    ],
    ['since 2026, 24 hours', [['words', 'since 2026, 24 hours']]],
    ['رقم ٤٠٧١٣٢', [['words', 'رقم'], ['number', '407132'], ['pause']]],
    ['407132', [['number', '407132'], ['pause']]],
  ])('in %s', (text, expected) => {
    const pieces = piecesOf(text).map((piece) =>
      piece.kind === 'words'
        ? ['words', piece.text]
        : piece.kind === 'number'
          ? ['number', piece.digits]
          : ['pause'],
    );
    expect(pieces).toEqual(expected);
  });
  it('are said digit by digit and twice, with a pause, as text and as SSML', () => {
    const { english } = stand.house.phrases;
    const script = voiceScript(english, [{ text: 'Call 112.', rank: 0 }]);
    expect(plainScript(english, script)).toContain('one one two // Again: one one two //');
    const ssml = ssmlScript(english, script);
    expect(ssml.match(/one<break/g)).toHaveLength(4);
    expect(ssml).toContain('xml:lang="en"');
    expect(ssmlScript(english, voiceScript(english, [{ text: 'a < b & "c"', rank: 0 }]))).toContain(
      'a &#60; b &#38; &#34;c&#34;',
    );
  });
});

describe('scripts', () => {
  it('of a card take 45 seconds at most, and say what stays', () => {
    const { english } = stand.house.phrases;
    const script = cardScript(english, card);
    expect(script.fits).toBe(true);
    expect(script.seconds).toBeLessThanOrEqual(45);
    const text = plainScript(english, script);
    expect(text).toContain('The clinic at the station is free.');
    expect(text).toContain('zero one nine nine five five five two one zero // Again:');
    const long = voiceScript(english, [
      { text: 'word '.repeat(110), rank: 1 },
      { text: 'This stays.', rank: 0 },
    ]);
    expect(long.pieces).toHaveLength(2);
    const tooLong = voiceScript(english, [{ text: 'word '.repeat(200), rank: 0 }]);
    expect(tooLong.fits).toBe(false);
  });

  it('of an answer keep what warns, in every language', () => {
    const [item] = stand.house.finding.find({
      now: stand.clock.now,
      lang: 'en',
      needs: [],
      text: 'tropical',
      limit: 1,
    }).items;
    const [listing] = stand.house.finding.listings([item?.code ?? ''], 'en');
    if (!item || !listing) throw new Error('the town has no hospital');
    for (const phrases of stand.house.phrases.offered) {
      const script = answerScript(phrases, listing, item, stand.clock.now);
      const text = plainScript(phrases, script);
      const warning = phrases.spoken.words.text('warning.asks_residence_paper');
      expect([phrases.lang, text.includes(warning.slice(0, 10))]).toEqual([phrases.lang, true]);
    }
  });

  it('for the radio have two voices, the date and when to ask again, in 30 and 60 seconds', () => {
    const { english } = stand.house.phrases;
    for (const length of [30, 60] as const) {
      const script = radioScript(english, card, length, stand.clock.now);
      const all = script.turns.map(({ text }) => text).join(' ');
      expect(new Set(script.turns.map(({ voice }) => voice))).toEqual(new Set(['A', 'B']));
      expect(all).toContain('This was true on 1 November. Ask again after 1 February 2027.');
      expect(all).toContain('Where can I see a doctor for free?');
      if (length === 60) expect([script.fits, script.seconds <= 60]).toEqual([true, true]);
      else expect(script.fits).toBe(script.seconds <= 30);
    }
  });
});

describe('a draft of the sound', () => {
  it('is marked as synthetic, or says which program is missing', async () => {
    const { speaks, opus } = await speechTools();
    const { english } = stand.house.phrases;
    const ssml = ssmlScript(english, voiceScript(english, [{ text: 'Call 112.', rank: 0 }]));
    if (!speaks.includes('en')) {
      await expect(speak('en', ssml)).rejects.toThrow('apt-get install espeak-ng');
      return;
    }
    const wav = await speak('en', ssml);
    expect([wav.synthetic, wav.mime, wav.bytes.subarray(0, 4).toString()]).toEqual([
      true,
      'audio/wav',
      'RIFF',
    ]);
    expect(wav.bytes.length).toBeGreaterThan(20_000);
    if (!opus) return;
    const ogg = await speak('en', ssml, true);
    expect(ogg.bytes.subarray(0, 4).toString()).toBe('OggS');
    expect(ogg.bytes.length).toBeLessThan(wav.bytes.length / 5);
  });
  it('says so where the program has no voice', async () => {
    await expect(speak('ti', '<speak/>')).rejects.toThrow('no voice for "ti"');
  });
});
