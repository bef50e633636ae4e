import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSignedBy, parseTicket, signTicket, type TicketFields } from './ticket.ts';

const fields: TicketFields = {
  keyNo: 3,
  audience: 'app_desk',
  kind: 'staff',
  actor: '018f0000-0000-7000-8000-00000000000a',
  org: '018f0000-0000-4000-8000-0000000000aa',
  points: ['018f0000-0000-4000-8000-0000000000b1', '018f0000-0000-4000-8000-0000000000b2'],
  purpose: 'desk.visit',
  route: '/api/visits/:id',
  subject: '',
  expMs: 1_800_000_000_000,
  nonce: randomBytes(16).toString('base64url'),
};
const key = randomBytes(32);

test('a ticket says what was signed', () => {
  const text = signTicket(key, fields);
  expect(text.split('|').length).toBe(13);
  const parsed = parseTicket(text);
  expect(parsed.fields).toEqual(fields);
  expect(isSignedBy(key, parsed)).toBe(true);
  expect(isSignedBy(randomBytes(32), parsed)).toBe(false);
});

test('any change of one character is refused or does not verify', () => {
  const text = signTicket(key, fields);
  let good = 0;
  for (let i = 0; i < text.length; i++) {
    for (const put of ['0', 'f', '|', 'Z', ' ']) {
      if (text[i] === put) continue;
      const forged = text.slice(0, i) + put + text.slice(i + 1);
      try {
        const parsed = parseTicket(forged);
        if (isSignedBy(key, parsed)) good++;
      } catch {}
    }
  }
  expect(good).toBe(0);
});

test('no field can smuggle a further one in, and each fault names its field', () => {
  const wrong: [keyof TicketFields, unknown][] = [
    ['keyNo', -1],
    ['keyNo', 1_000_000_000],
    ['audience', 'app_desk|staff'],
    ['kind', 'admin'],
    ['actor', 'someone'],
    ['actor', fields.actor.toUpperCase()],
    ['org', ''],
    ['points', ['not a point']],
    ['points', ['']],
    ['purpose', 'desk.visit|x'],
    ['route', '/api|x'],
    ['route', ''],
    ['route', 'a\nb'],
    ['subject', 'x'],
    ['expMs', 1.5],
    ['nonce', 'short'],
  ];
  for (const [field, value] of wrong)
    expect(() => signTicket(key, { ...fields, [field]: value })).toThrow(field);
});

test('whatever parses is written back as the same text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 12 }), { minLength: 11, maxLength: 15 }),
      (parts) => {
        const text = ['w1', ...parts].join('|');
        try {
          const { body, mac } = parseTicket(text);
          expect(`${body}|${mac.toString('base64url')}`).toBe(text);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('bad_input');
        }
      },
    ),
  );
});
