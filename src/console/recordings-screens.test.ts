/** Recordings in the console: brought or read by the computer, heard by a second person or sent back, and only then public. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { machineWith, silentSpeaker, wavOf } from '../channels/voice/testing.ts';
import type { Worker } from '../firewall/index.ts';
import { openShelf } from '../guidance/index.ts';
import { consoleHouse, type ConsoleHouse } from './testing.ts';

let house: ConsoleHouse;
let mira: Worker;
let farida: Worker;
let rahul: Worker;
let undo = (): void => {};
beforeAll(async () => {
  undo = machineWith(silentSpeaker(9));
  house = await consoleHouse();
  mira = await house.people.worker('editor');
  farida = await house.people.worker('translator');
  rahul = await house.people.worker('translator');
});
beforeEach(() => house.renew());
afterEach(() => undo());
afterAll(() => house.close());

const day = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const post = (who: Worker, url: string, payload: string | Buffer, type: string) =>
  house.app.inject({
    method: 'POST',
    url,
    headers: { cookie: house.cookie(who), 'content-type': type },
    payload,
  });

/** A card that is out in English. @returns its number */
async function published(more: Record<string, string> = {}): Promise<string> {
  const facts = new URLSearchParams({
    topic: 'school',
    kind: 'how_to',
    source_lang: 'en',
    publisher: 'Red Cross of Selmora',
    owner_role: 'School desk',
    source: 'School office of Selmora',
    checked_on: day(-1),
    review_by: day(60),
    ...more,
  });
  const answer = await post(
    mira,
    '/staff/cards/new',
    facts.toString(),
    'application/x-www-form-urlencoded',
  );
  const code = /cards\/(\d+)\/en$/.exec(answer.headers.location ?? '')?.[1] ?? '';
  const at = `/staff/cards/${code}/en`;
  await house.ask(mira, at, {
    question: 'Where can my child go to school?',
    answer: 'Every child may go to school. The office opens at {svc:407132.hours}.',
    nextStep: 'Go there.',
    action: 'go',
    after: '0',
  });
  await house.ask(farida, `${at}/marks`, { revision: '1', mark: 'reviewed' });
  await house.ask(mira, `${at}/publication`, { revision: '1' });
  return code;
}

async function bring(
  who: Worker,
  code: string,
  name = 'card.wav',
  content = wavOf(Buffer.alloc(800, 128)),
  revision = '1',
) {
  const edge = 'edge-of-the-form';
  const words = `--${edge}\r\ncontent-disposition: form-data; name="revision"\r\n\r\n${revision}\r\n`;
  const head = `${words}--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: audio/x-wav\r\n\r\n`;
  const payload = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${edge}--\r\n`)]);
  return post(
    who,
    `/staff/cards/${code}/en/audio`,
    payload,
    `multipart/form-data; boundary=${edge}`,
  );
}

const heard = async (code: string) =>
  (
    await openShelf(house.people.house.door.database, {
      today: () => day(0),
      now: Date.now,
    }).card(Number(code), 'en')
  )?.media ?? [];
const idIn = (body: string): string => /audio\/([0-9a-f-]{36})"/.exec(body)?.[1] ?? '';

it('lets a translator bring a recording, and another one hear it beside what it has to say', async () => {
  const code = await published();
  const at = `/staff/cards/${code}/en`;
  const sent = await bring(farida, code, 'card.wav', wavOf(Buffer.alloc(7 * 8000, 128)));
  expect(sent.body).toContain('Somebody else has to listen before the public hears it.');
  expect(await heard(code)).toEqual([]);
  expect((await house.ask(mira, '/staff/cards')).text).toContain(
    'A recording waits for a listener',
  );
  const own = await house.ask(farida, at);
  expect(own.text).toContain('You brought it: somebody else has to listen.');
  expect(own.body).not.toContain('value="right"');
  const id = idIn(own.body);
  const verdict = (who: Worker, fields: Record<string, string>) =>
    house.ask(who, `${at}/audio/verdict`, { id, ...fields });
  expect((await verdict(farida, { verdict: 'right', listened: 'yes' })).status).toBe(403);
  const other = await house.ask(rahul, at);
  expect(other.text).toContain('What it has to say');
  expect(other.text).toContain('The office opens at 08:00.');
  const sound = await house.app.inject({
    url: `${at}/audio/${id}`,
    headers: { cookie: house.cookie(rahul), range: 'bytes=0-3' },
  });
  expect([sound.statusCode, sound.body, sound.headers['content-type']]).toEqual([
    206,
    'RIFF',
    'audio/wav',
  ]);
  // Without having listened nobody says that it is right.
  expect((await verdict(rahul, { verdict: 'right' })).text).toContain('has heard all of it');
  expect(await heard(code)).toEqual([]);
  const right = await verdict(rahul, { verdict: 'right', listened: 'yes' });
  expect(right.text).toContain('It counts as heard.');
  expect(right.text).toContain('The public hears it.');
  expect(await heard(code)).toMatchObject([{ id, synthetic: false, seconds: 7 }]);
  expect((await house.ask(mira, '/staff/cards')).text).not.toContain('waits for a listener');
  // Sent back it is silent at once, and says why.
  expect((await verdict(mira, { verdict: 'returned' })).status).toBe(400);
  const back = await verdict(mira, { verdict: 'returned', note: 'It says nine o’clock.' });
  expect(back.text).toContain('It says nine o’clock.');
  expect(await heard(code)).toEqual([]);
  expect((await house.ask(mira, '/staff/cards')).text).toContain('Needs a new recording');
  await house.ask(farida, `${at}/audio/removal`, { id });
  expect((await house.ask(mira, '/staff/cards')).text).not.toContain('Needs a new recording');
});

it('lets the computer read, says so everywhere, and gives nothing out before a person has heard it', async () => {
  undo = machineWith(silentSpeaker(9));
  const code = await published();
  const at = `/staff/cards/${code}/en`;
  expect((await house.ask(mira, at)).text).toContain('Let the computer read it');
  const drafted = await house.ask(mira, `${at}/audio/draft`, {});
  expect(drafted.status).toBe(200);
  expect(drafted.text).toMatch(/The computer has read it\. .* Read by a computer · 9 seconds/);
  expect(drafted.text).toContain('You brought it: somebody else has to listen.');
  expect(await heard(code)).toEqual([]);
  // A second one would be the same.
  const again = await house.ask(mira, `${at}/audio/draft`, {});
  expect([again.status, again.text]).toEqual([
    409,
    expect.stringContaining('The computer has read these words already'),
  ]);
  await house.ask(rahul, `${at}/audio/verdict`, {
    id: idIn(drafted.body),
    verdict: 'right',
    listened: 'yes',
  });
  expect(await heard(code)).toMatchObject([{ synthetic: true, seconds: 9, mime: 'audio/mpeg' }]);
  // Words of another meaning: the draft is older, and the public hears it only with the words that it reads.
  await house.ask(mira, at, {
    question: 'Where can my child go to school?',
    answer: 'Every child may go to school.',
    nextStep: 'Call first.',
    action: 'go',
    after: '1',
    change: 'meaning',
  });
  expect((await house.ask(mira, at)).text).toContain('It reads older words.');
  expect(await heard(code)).toHaveLength(1);
  await house.ask(farida, `${at}/marks`, { revision: '2', mark: 'reviewed' });
  await house.ask(mira, `${at}/publication`, { revision: '2' });
  expect(await heard(code)).toEqual([]);
});

it('says which package is missing, and which language no voice speaks, before anybody asks and after', async () => {
  const code = await published();
  for (const [lang, name] of [
    ['ti', 'Tigrinya'],
    ['km', 'Khmer'],
  ]) {
    const at = `/staff/cards/${code}/${lang}`;
    await house.ask(farida, at, {
      question: 'ቆልዓይ ኣበይ ክመሃር ይኽእል?',
      answer: 'ኩሉ ቆልዓ ይመሃር።',
      nextStep: 'ኪድ።',
      action: 'go',
      after: '0',
    });
    const asked = await house.ask(farida, `${at}/audio/draft`, {});
    expect([asked.status, asked.text]).toEqual([
      422,
      expect.stringContaining(`No free voice of a computer speaks ${name}.`),
    ]);
  }
  undo = machineWith({});
  const at = `/staff/cards/${code}/en`;
  const asked = await house.ask(mira, `${at}/audio/draft`, {});
  expect([asked.status, asked.text]).toEqual([
    503,
    expect.stringContaining('runs: apt-get install espeak-ng'),
  ]);
  expect((await house.ask(mira, at, undefined, 'ar')).text).toContain('apt-get install espeak-ng');
});

it('keeps no recording of older words as one of the newest, and says what to do', async () => {
  const code = await published();
  const at = `/staff/cards/${code}/en`;
  const revision = async (): Promise<string> =>
    /name="revision" value="(\d+)"><label[^>]*>A recording/.exec(
      (await house.ask(farida, at)).body,
    )?.[1] ?? '';
  const before = await revision();
  expect(before).toBe('1');
  await house.ask(mira, at, {
    question: 'Where can my child go to school?',
    answer: 'Every child may go to school.',
    nextStep: 'Call first.',
    action: 'go',
    after: '1',
    change: 'meaning',
  });
  const late = await bring(farida, code, 'card.wav', undefined, before);
  expect(late.statusCode).toBe(409);
  for (const text of ['Somebody saved newer words', 'Call first.', 'name="revision" value="2"'])
    expect(late.body).toContain(text);
  expect(idIn(late.body)).toBe('');
  for (const none of ['', '0', 'x'])
    expect((await bring(farida, code, 'card.wav', undefined, none)).statusCode).toBe(400);
  const kept = await bring(farida, code, 'card.wav', undefined, await revision());
  expect(idIn(kept.body)).not.toBe('');
});

it('takes only what is a sound, and of own cards alone', async () => {
  const code = await published();
  const none = await bring(farida, code, 'x.wav', Buffer.from('no sound'));
  expect([none.statusCode, none.body]).toEqual([400, expect.stringContaining('a sound as Ogg')]);
  expect((await bring(house.marta, code)).statusCode).toBe(404);
  expect((await house.ask(house.marta, `/staff/cards/${code}/en/audio/draft`, {})).status).toBe(
    404,
  );
  const slow = await bring(farida, code, 'slow.wav', wavOf(Buffer.alloc(62 * 8000, 128)));
  expect([slow.statusCode, slow.body]).toEqual([
    400,
    expect.stringContaining('at most 60 seconds'),
  ]);
  const big = wavOf(Buffer.alloc(1_100_000));
  const large = await bring(farida, code, 'big.wav', big);
  expect([large.statusCode, large.body]).toEqual([
    413,
    expect.stringContaining('larger than 1 MB'),
  ]);
  const absent = `/staff/cards/${code}/en/audio/00000000-0000-7000-8000-0000000000a1`;
  expect((await house.ask(mira, absent)).status).toBe(404);
});
