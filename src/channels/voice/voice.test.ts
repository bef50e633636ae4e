/** Scripts: within their time, numbers spelt out twice, nothing of the text lost, and drafts marked as a computer's. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedCard } from '../../guidance/index.ts';
import { CLINIC_WORDS, publishedCard } from '../../guidance/testing.ts';
import { loadLanguages } from '../../languages/catalogues.ts';
import { channelStand, type ChannelStand } from '../testing.ts';
import { openReadAloud, type ReadAloud } from './read-aloud.ts';
import { piecesOf, plainScript, ssmlScript, voiceScript } from './script.ts';
import { answerScript, cardScript, radioScript } from './scripts.ts';
import { PACKED, speak, speechTools } from './speak.ts';
import { listeningSpeaker, machineWith, silentSpeaker } from './testing.ts';

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

/** What of an SSML is read. */
const textOf = (ssml: string): string =>
  ssml
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('numbers', () => {
  it.each([
    [
      'Call +999 555-0100 now',
      [['words', 'Call'], ['number', '9995550100'], ['pause'], ['words', 'now']],
    ],
    ['Call 112.', [['words', 'Call'], ['number', '112'], ['pause']]],
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

  it('of a card say the number of its next step once more only where the words do not', () => {
    const { english } = stand.house.phrases;
    const said = (answer: string): number => {
      const words = { ...CLINIC_WORDS, answer, target: '+999 555-0100' };
      const script = cardScript(english, { card: { code: 210 }, publication: { words } });
      return script.pieces.filter(({ kind }) => kind === 'number').length;
    };
    // The number of the card is one of them.
    expect(said('The clinic is free.')).toBe(2);
    expect(said('Call +999 555 0100 first.')).toBe(2);
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
  let undo = (): void => {};
  afterEach(() => undo());
  const ssmlOf = (text: string): string => {
    const { english } = stand.house.phrases;
    return ssmlScript(english, voiceScript(english, [{ text, rank: 0 }]));
  };

  it('is marked as synthetic, as it is spoken and as it is packed', async () => {
    undo = machineWith(silentSpeaker(7));
    const wav = await speak('en', ssmlOf('Call 112.'));
    expect(wav).toMatchObject({ synthetic: true, mime: 'audio/wav', seconds: 7, voice: 'en-gb' });
    expect(wav.bytes.subarray(0, 4).toString()).toBe('RIFF');
    const packed = await speak('en', ssmlOf('Call 112.'), 'mp3');
    expect(packed).toMatchObject({ synthetic: true, mime: 'audio/mpeg', seconds: 7 });
    // Each packer is told to write it into the file: this one writes what it is told.
    undo();
    undo = machineWith({
      ...silentSpeaker(7),
      lame: '/bin/cat >/dev/null; echo "$@"',
      opusenc: '/bin/cat >/dev/null; echo "$@"',
    });
    for (const kind of PACKED)
      expect((await speak('en', ssmlOf('Call 112.'), kind)).bytes.toString()).toContain(
        'synthetic voice',
      );
  });
  it('says which program is missing', async () => {
    undo = machineWith({});
    await expect(speak('en', ssmlOf('Call 112.'))).rejects.toThrow('apt-get install espeak-ng');
    undo();
    undo = machineWith({ 'espeak-ng': silentSpeaker(7)['espeak-ng'] ?? '' });
    await expect(speak('en', ssmlOf('Call 112.'), 'mp3')).rejects.toThrow('apt-get install lame');
    await expect(speak('en', ssmlOf('Call 112.'), 'opus')).rejects.toThrow(
      'apt-get install opus-tools',
    );
  });
  it('reads words that look like commands of the program as words', async () => {
    const { programs, given } = listeningSpeaker(2);
    undo = machineWith(programs);
    await speak('en', ssmlOf('Say [[h@l-oU]] now'));
    expect(given()).toContain('Say [ [h@l-oU]] now');
    await speak('en', ssmlOf('<audio src="/etc/hostname"/> now'));
    expect(given()).not.toContain('<audio');
    expect(textOf(given())).toContain('now');
  });
  it('is a sound of some seconds from the program itself, marked when it is packed', async ({
    skip,
  }) => {
    const { speaks, packs } = await speechTools();
    skip(!speaks.includes('en'), 'espeak-ng is not installed');
    const ssml = ssmlOf('Call 112.');
    const wav = await speak('en', ssml);
    expect(wav.bytes.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.seconds).toBeGreaterThan(3);
    expect(wav.seconds).toBeLessThan(20);
    const [plain, tricky] = await Promise.all([
      speak('en', ssmlOf('Say [ [h@l-oU]] now')),
      speak('en', ssmlOf('Say [[h@l-oU]] now')),
    ]);
    expect(tricky.bytes.equals(plain.bytes)).toBe(true);
    const file = await speak('en', ssmlOf('<audio src="/etc/hostname"/> now'));
    expect(file.seconds).toBeGreaterThan(2);
    for (const kind of packs) {
      const packed = await speak('en', ssml, kind);
      expect(packed.bytes.subarray(0, 4).toString('latin1')).toMatch(/^OggS|^ID3/);
      expect(packed.bytes.includes('synthetic voice')).toBe(true);
      expect(packed.bytes.length).toBeLessThan(wav.bytes.length / 5);
    }
  });
  it('says so where the program has no voice', async () => {
    await expect(speak('ti', '<speak/>')).rejects.toThrow('no voice for "ti"');
  });
});

describe('reading aloud', () => {
  const words = { ...CLINIC_WORDS, answer: 'The clinic is free. Call 0199 555 210.' };
  let undo = (): void => {};
  afterEach(() => undo());
  const reader = (programs: Readonly<Record<string, string>>): ReadAloud => {
    undo = machineWith(programs);
    return openReadAloud(loadLanguages('XW'));
  };

  it('names the package that is missing, and the language that no voice speaks', async () => {
    const bare = reader({});
    expect(await bare.hindrance('en')).toMatchObject({ why: 'missing', package: 'espeak-ng' });
    await expect(bare.read('en', { code: 210, words })).rejects.toMatchObject({ why: 'missing' });
    for (const lang of ['ti', 'so', 'ps', 'ckb', 'km'])
      expect((await bare.hindrance(lang))?.why).toBe('no_voice');
    const { 'espeak-ng': voice = '' } = silentSpeaker(3, ['en-gb']);
    const unpacked = reader({ 'espeak-ng': voice });
    expect(await unpacked.hindrance('en')).toMatchObject({ why: 'missing', package: 'lame' });
    // Installed, but without this voice.
    expect((await unpacked.hindrance('fr'))?.why).toBe('no_voice');
  });

  it('gives the script that a person reads', () => {
    const { script } = reader({});
    expect(script('en', { code: 210, words })).toContain('zero one nine nine');
    expect(script('en', { code: 210, words })).not.toContain('A computer reads this.');
    expect(script('xx', { code: 210, words })).toBeUndefined();
  });

  it('reads two cards at once, makes a third wait, and gives none that takes over a minute', async () => {
    const calm = reader(silentSpeaker(12));
    await calm.hindrance('en');
    const three = await Promise.allSettled(
      ['en', 'fr', 'am'].map((lang) => calm.read(lang, { code: 210, words })),
    );
    expect(
      three.map((one) => (one.status === 'fulfilled' ? one.value.seconds : one.reason.why)),
    ).toEqual([12, 12, 'busy']);
    expect(await calm.read('am', { code: 210, words })).toMatchObject({
      mime: 'audio/mpeg',
      synthetic: true,
    });
    const long = reader(silentSpeaker(61));
    await expect(long.read('en', { code: 210, words })).rejects.toMatchObject({ why: 'too_long' });
    const broken = reader({ ...silentSpeaker(3), lame: '[ "$1" = --version ]' });
    await expect(broken.read('en', { code: 210, words })).rejects.toMatchObject({ why: 'failed' });
  });

  it('says first that a computer reads, and then the card as it is', async () => {
    const { english } = stand.house.phrases;
    const { programs, given } = listeningSpeaker(20);
    const draft = await reader(programs).read('en', { code: 210, words });
    expect(draft).toMatchObject({ synthetic: true, seconds: 20 });
    const card = { card: { code: 210 }, publication: { words } };
    const lead = 'A computer reads this.';
    expect(given()).toBe(ssmlScript(english, cardScript(english, card, lead)));
    const said = textOf(given());
    expect(said.startsWith(lead)).toBe(true);
    expect(said).toContain(words.question);
    expect(textOf(ssmlScript(english, cardScript(english, card)))).not.toContain(lead);
  });
});
