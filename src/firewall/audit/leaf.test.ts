import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../finder/canonical-json.ts';
import {
  belongsTo,
  type Leaf,
  leafBytes,
  LONGEST_LEAF,
  makeLeaf,
  minuteOf,
  parseLeaf,
} from './leaf.ts';

const ORG = '0198a6b0-0000-4000-8000-000000000001';
const NADIA = '0198a6b0-0000-4000-8000-00000000000a';
const event = {
  act: 'open',
  login: 'app_desk',
  producer: 4711,
  n: 17,
  at: new Date('2026-11-22T04:46:59.123Z'),
  kind: 'staff',
  actor: NADIA,
  org: ORG,
  purpose: 'desk.visit',
  route: '/desk/visits/:id',
  subject: '0198a6b0-0000-4000-8000-0000000000ff',
  subjects: null,
  details: { rows: 3, kinds: ['visit'] },
};
const context = () => ({
  node: 'port.wayhouse.example',
  t: '2026-11-22T04:46Z',
  actorKey: randomBytes(32),
  subjectKey: randomBytes(32),
});

describe('canonical JSON, which the commitments are made of', () => {
  it('is the example of RFC 8785, section 3.2.3', () => {
    const given = JSON.parse(
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
    ) as Record<string, string>;
    const order = [...canonicalJson(given).matchAll(/:"([^"]+)"/g)].map(([, value]) => value);
    expect(order).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('writes numbers and strings as RFC 8785, section 3.2.2, shows', () => {
    const given = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as { [key: string]: string };
    expect(canonicalJson(given)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
});

describe('a leaf', () => {
  it('says what, why and how much, and of nobody', () => {
    const { leaf } = makeLeaf(event, context());
    expect(parseLeaf(leaf)).toMatchObject({
      v: 1,
      t: '2026-11-22T04:46Z',
      node: 'port.wayhouse.example',
      org: ORG,
      act: 'open',
      purpose: 'desk.visit',
      store: 'desk',
      producer: 4711,
      n: 17,
    });
    const text = String(leaf);
    for (const hidden of [event.actor, event.subject, event.route, 'staff', 'rows', ':59'])
      expect(text).not.toContain(hidden);
    expect(text).toBe(canonicalJson(JSON.parse(text) as Leaf));
  });

  it('commits with HMAC-SHA-256 to who, how, whom and what', () => {
    const keys = context();
    const { leaf } = makeLeaf(event, keys);
    const parsed = parseLeaf(leaf) as Leaf;
    expect(parsed.ca).toBe(
      createHmac('sha256', keys.actorKey)
        .update(`{"actor":"${NADIA}","kind":"staff","route":"/desk/visits/:id"}`)
        .digest('base64url'),
    );
    expect(parsed.cs).toBe(
      createHmac('sha256', keys.subjectKey)
        .update(
          `{"at":"2026-11-22T04:46:59.123Z","details":{"kinds":["visit"],"rows":3},"subject":"${event.subject}","subjects":null}`,
        )
        .digest('base64url'),
    );
  });

  it('is the same for the same keys and unlike for others', () => {
    const keys = context();
    expect(makeLeaf(event, keys)).toEqual(makeLeaf(event, keys));
    expect(makeLeaf(event, keys).leaf).not.toEqual(makeLeaf(event, context()).leaf);
  });

  it('knows its detail, and no changed one', () => {
    const { leaf, detail } = makeLeaf(event, context());
    const parsed = parseLeaf(leaf) as Leaf;
    expect(belongsTo(parsed, detail)).toEqual({ actor: true, subject: true });
    expect(belongsTo(parsed, { ...detail, actor: null })).toEqual({ actor: false, subject: true });
    expect(belongsTo(parsed, { ...detail, route: '/else' })).toEqual({
      actor: false,
      subject: true,
    });
    expect(belongsTo(parsed, { ...detail, details: { rows: 4, kinds: ['visit'] } })).toEqual({
      actor: true,
      subject: false,
    });
    expect(belongsTo(parsed, { ...detail, subjects: [NADIA] })).toEqual({
      actor: true,
      subject: false,
    });
  });

  it('fits with every field at its longest', () => {
    const { leaf } = makeLeaf(
      {
        ...event,
        act: 'a'.repeat(48),
        purpose: 'p'.repeat(62),
        login: `app_${'s'.repeat(40)}`,
        producer: 2 ** 31 - 1,
        n: 999_999_999_999_999,
      },
      { ...context(), node: 'n'.repeat(63) },
    );
    expect(leaf.length).toBeLessThanOrEqual(LONGEST_LEAF);
  });

  it.each([
    ['an act with a quote', { act: 'op"en' }],
    ['an act in capitals', { act: 'Open' }],
    ['an organisation that is no UUID', { org: 'port' }],
    ['a purpose with a newline', { purpose: 'desk\nvisit' }],
    ['a number below 0', { n: -1 }],
    ['half a number', { n: 1.5 }],
    ['a login with a name', { login: 'app_N\u00e4dia' }],
  ])('is refused with %s', (_, change) => {
    expect(() => makeLeaf({ ...event, ...change }, context())).toThrow(RangeError);
  });

  it('comes back from its bytes, and from no others', () => {
    const { leaf } = makeLeaf(event, context());
    expect(leafBytes(parseLeaf(leaf) as Leaf)).toEqual(leaf);
    fc.assert(
      fc.property(fc.nat(leaf.length - 1), fc.integer({ min: 1, max: 255 }), (place, mask) => {
        const changed = Buffer.from(leaf);
        changed[place]! ^= mask;
        const parsed = parseLeaf(changed);
        if (parsed) expect(leafBytes(parsed)).toEqual(changed);
      }),
    );
    const text = String(leaf);
    for (const wrong of [
      ` ${text}`,
      `${text}\n`,
      text.replace('"v":1', '"v":2'),
      text.replace('"n":17', '"n":017'),
      text.replace('"n":17', '"n":"17"'),
      text.replace('{', '{"name":"Nadia",'),
      text.replace('T04:46Z', 'T24:46Z'),
      text.replace('-11-22', '-13-22'),
      text.replace('"act":"open",', ''),
    ])
      expect(parseLeaf(Buffer.from(wrong)), wrong).toBeUndefined();
  });

  it('has minutes in UTC', () => {
    expect(minuteOf(Date.parse('2026-11-22T23:59:59.999+01:00'))).toBe('2026-11-22T22:59Z');
  });
});
