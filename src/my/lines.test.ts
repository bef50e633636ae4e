import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asOwner, insert } from '../firewall/context/testing.ts';
import { actAs, asHolder } from '../firewall/index.ts';
import { ORG_A } from '../firewall/keeper/testing.ts';
import { buildServer } from '../http/server.ts';
import { loadLanguages } from '../languages/catalogues.ts';
import { smallHouse } from '../site/testing.ts';
import { ownHouse, type OwnHouse } from './testing.ts';

let house: OwnHouse;
let app: FastifyInstance;
beforeAll(async () => {
  house = await ownHouse();
  app = await buildServer({ logLevel: 'silent', rateLimit: 0, trustedProxies: 0 });
  await house.rooms(app, smallHouse([], { neutralAddress: 'https://weather.example/' }));
});
afterAll(async () => {
  await app.close();
  await house.close();
});

const post = (path: string, fields: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url: path,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });

/** Somebody of whom a meal and a question for her language are written down. */
async function fed() {
  const her = await house.somebody();
  const event = async (kind: string, body: object): Promise<string> => {
    const event_id = randomUUID();
    await insert(house.kept.main, 'casework.event', {
      event_id,
      op_id: randomUUID(),
      kind,
      org_id: ORG_A,
      purpose_id: 'desk.visit',
      point_id: randomUUID(),
      subject: her.subject,
      actor_id: randomUUID(),
      at_device: new Date(),
      body: JSON.stringify(body),
    });
    return event_id;
  };
  const meal = await event('service_given', {
    service_code: 'food.meal',
    item_code: 'meal',
    quantity: 2,
  });
  await event('language_asked', { tags: ['ti'], modes: ['hears'], asked_how: 'picture' });
  return { ...her, meal };
}

test('each line stands in plain words of every language, with two buttons', async () => {
  const { code } = await fed();
  const said = new Set<string>();
  for (const { language } of loadLanguages().offered) {
    const { body, statusCode, headers } = await post(`/${language.code}/my/lines`, { code });
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.match(/action="\/\w+\/my\/delete"/g)).toHaveLength(3);
    expect(body.match(/action="\/\w+\/my\/wrong"/g)).toHaveLength(3);
    expect(body).not.toMatch(/service_given|language_asked|told\.|item\.|my\.line/);
    said.add(/<p dir="auto">([^<]*)</.exec(body)?.[1] ?? '');
  }
  expect(said.size).toBe(loadLanguages().offered.length);
  const english = (await post('/en/my/lines', { code })).body;
  expect(english).toContain('Got 2 × meals.');
  expect(english).toContain('Speaks Tigrinya, and likes to hear it.');
});

test('a step of a referral is told in every language, by where it stands', async () => {
  const { code, subject } = await fed();
  await insert(house.kept.main, 'casework.event', {
    event_id: randomUUID(),
    op_id: randomUUID(),
    kind: 'referral_step',
    org_id: ORG_A,
    purpose_id: 'desk.visit',
    point_id: randomUUID(),
    subject,
    actor_id: randomUUID(),
    at_device: new Date(),
    body: JSON.stringify({ referral_id: randomUUID(), referral_state: 'received' }),
  });
  for (const { language } of loadLanguages().offered) {
    const page = await post(`/${language.code}/my/lines`, { code });
    expect([language.code, page.statusCode]).toEqual([language.code, 200]);
  }
  expect((await post('/en/my/lines', { code })).body).toContain('Referral: Received');
  expect((await post('/ar/my/lines', { code })).body).toContain('تم الحصول عليها');
});

test('“this is wrong” opens the letter with the line already in it', async () => {
  const { code } = await fed();
  const { body } = await post('/en/my/lines', { code });
  const about = /name="about" value="([^"]*Got 2[^"]*)"/.exec(body)?.[1] ?? '';
  expect(about).not.toBe('');
  const letter = (await post('/en/my/wrong', { code, about })).body;
  expect(letter).toMatch(/<textarea[^>]*>[^<]*Got 2 × meals\./);
});

test('“delete this” asks once more, says what stays counted, and deletes one line once', async () => {
  const { code, subject, meal } = await fed();
  const ask = (await post('/en/my/delete', { code, line: 'event', id: meal })).body;
  expect(ask).toContain('Delete this line?');
  expect(ask).toContain('Got 2 × meals.');
  const rows = () =>
    asOwner(house.kept.main, (tx) =>
      tx.query<{ subject: string | null; body: object }>(
        'select subject, body from casework.event where event_id = $1',
        [meal],
      ),
    );
  expect((await rows())[0]?.subject).toBe(subject);
  const done = await post('/en/my/delete', { code, line: 'event', id: meal, sure: '1' });
  expect(done.body).toContain('Deleted');
  expect(await rows()).toEqual([
    { subject: null, body: { service_code: 'food.meal', item_code: 'meal', quantity: 2 } },
  ]);
  const again = await post('/en/my/delete', { code, line: 'event', id: meal, sure: '1' });
  expect(again.body).toContain('Every line that is held');
  expect(again.body).not.toContain('Got 2');
});

test('a stranger’s line cannot be deleted with another’s code', async () => {
  const [her, other] = [await fed(), await fed()];
  await post('/en/my/delete', { code: other.code, line: 'event', id: her.meal, sure: '1' });
  expect((await post('/en/my/lines', { code: her.code })).body).toContain('Got 2 × meals.');
});

test('a note about her is read out to her, in every language', async () => {
  const { code, subject } = await fed();
  const event_id = randomUUID();
  const holder = asHolder({ subject, org: ORG_A, session: code });
  const act = { ...holder, role: 'app_desk', purpose: 'own.access', route: '/test' } as const;
  const [sealed] = await actAs(house.firewall, act, (tx) =>
    house.kept.keeper.seal({
      nonce: tx.nonce,
      make: true,
      items: [
        {
          key: { store: 'casework', subject },
          place: { column: 'casework.event.sealed', rowId: event_id },
          plain: Buffer.from('shoes torn'),
        },
      ],
    }),
  );
  await insert(house.kept.main, 'casework.event', {
    event_id,
    op_id: randomUUID(),
    kind: 'note_written',
    org_id: ORG_A,
    purpose_id: 'desk.visit',
    point_id: randomUUID(),
    subject,
    actor_id: randomUUID(),
    at_device: new Date(),
    body: '{}',
    sealed,
  });
  for (const lang of ['en', 'ar', 'ti']) {
    const page = await post(`/${lang}/my/lines`, { code });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('shoes torn');
  }
});
