/** For tests: ways in which an import file goes wrong, each made of a good file and a seeded source of chance. */
import { service } from './testing.ts';

export type Chance = { below(n: number): number; pick<T>(list: readonly T[]): T };

/** mulberry32: small, seeded, the same on every machine. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (n) => Math.floor(next() * n),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}

export type Mutated = { name: string; bytes: Uint8Array };
type Bytes = (input: Uint8Array, chance: Chance) => Uint8Array;
type Value = (chance: Chance) => unknown;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function splice(input: Uint8Array, at: number, remove: number, add: Uint8Array): Uint8Array {
  return Buffer.concat([input.subarray(0, at), add, input.subarray(at + remove)]);
}

const deep = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = { a: value };
  return value;
};

/** Bytes that were spoilt on the way. */
const BYTES: Record<string, Bytes> = {
  flip: (b, c) => splice(b, c.below(b.length), 1, new Uint8Array([c.below(256)])),
  flips: (b, c) => {
    let out = b;
    for (let i = 0; i < 20; i++)
      out = splice(out, c.below(out.length), 1, new Uint8Array([c.below(256)]));
    return out;
  },
  delete: (b, c) => splice(b, c.below(b.length), 1 + c.below(5), new Uint8Array()),
  insert: (b, c) =>
    splice(
      b,
      c.below(b.length),
      0,
      Uint8Array.from({ length: 1 + c.below(8) }, () => c.below(256)),
    ),
  truncate: (b, c) => b.subarray(0, c.below(b.length)),
  'cut the head': (b, c) => b.subarray(c.below(b.length)),
  repeat: (b, c) => {
    const from = c.below(b.length);
    return splice(b, from, 0, b.subarray(from, from + c.below(200)));
  },
  'swap halves': (b) => Buffer.concat([b.subarray(b.length >> 1), b.subarray(0, b.length >> 1)]),
  'NUL bytes': (b, c) => splice(b, c.below(b.length), 0, new Uint8Array(1 + c.below(4))),
  'mark in the middle': (b, c) =>
    splice(b, c.below(b.length), 0, new Uint8Array([0xef, 0xbb, 0xbf])),
  'mark at the head': (b) => splice(b, 0, 0, new Uint8Array([0xef, 0xbb, 0xbf])),
  'overlong UTF-8': (b, c) => splice(b, c.below(b.length), 0, new Uint8Array([0xc0, 0x80])),
  'lone continuation': (b, c) => splice(b, c.below(b.length), 0, new Uint8Array([0x80, 0xbf])),
  'never UTF-8': (b, c) => splice(b, c.below(b.length), 0, new Uint8Array([0xff, 0xfe, 0xff])),
  'surrogate in UTF-8': (b, c) =>
    splice(b, c.below(b.length), 0, new Uint8Array([0xed, 0xa0, 0x80])),
  'UTF-16LE': (b) =>
    Buffer.concat([
      new Uint8Array([0xff, 0xfe]),
      Buffer.from(Buffer.from(b).toString('utf8'), 'utf16le'),
    ]),
  'UTF-16LE without mark': (b) => Buffer.from(Buffer.from(b).toString('utf8'), 'utf16le'),
  'UTF-16BE': (b) =>
    Buffer.concat([
      new Uint8Array([0xfe, 0xff]),
      Buffer.from(Buffer.from(b).toString('utf8'), 'utf16le').swap16(),
    ]),
  'Latin-1': (b) => Buffer.from(Buffer.from(b).toString('utf8'), 'latin1'),
  'twice encoded': (b) => encode(Buffer.from(b).toString('latin1')),
  CRLF: (b) => encode(Buffer.from(b).toString('utf8').replaceAll('\n', '\r\n')),
  'no line ends': (b) => encode(Buffer.from(b).toString('utf8').replaceAll('\n', ' ')),
  'garbage behind': (b, c) =>
    Buffer.concat([b, Uint8Array.from({ length: 50 }, () => c.below(256))]),
  'garbage before': (b, c) =>
    Buffer.concat([Uint8Array.from({ length: 50 }, () => c.below(256)), b]),
  empty: () => new Uint8Array(),
  'spaces only': () => encode(' \n\t \n'),
  'one bracket': (_, c) =>
    encode(
      c.pick([
        '[',
        '{',
        ']',
        '}',
        '"',
        '[[',
        '{"',
        '[{"id":',
        '\\',
        '[,]',
        '{,}',
        '[1,2,3]',
        'null',
        'true',
        '""',
        '-',
        '[-]',
        '1e999',
      ]),
    ),
  quotes: (b, c) => splice(b, c.below(b.length), 0, encode(c.pick(['"', '""', '"""', '\\"', "'"]))),
  'random bytes': (b, c) => Uint8Array.from({ length: b.length }, () => c.below(256)),
};

/** Values that nobody expects in their place. */
const VALUES: Record<string, Value> = {
  null: () => null,
  boolean: (c) => c.pick([true, false]),
  zero: () => 0,
  negative: () => -1,
  'huge number': (c) => c.pick([1e308, -1e308, Number.MAX_SAFE_INTEGER, 1e21, 5e-324]),
  fraction: () => 0.1 + 0.2,
  'empty text': () => '',
  'spaces ': () => '  \u00a0\t ',
  'long text': () => 'x'.repeat(70_000),
  'long word in four bytes': () => '𐍈'.repeat(20_000),
  'control signs': () => 'a\u0000b\u0001c\u001b[31m\u007f\u0085',
  'lone surrogate': (c) => c.pick(['\ud800', 'x\udfff', '\udfff\ud800']),
  'direction signs': () => '\u202eevil\u202d\u2066x\u2069',
  'zero width': () => '\u200b\u200c\u200d\u2060\ufeff',
  markup: () => '<script>alert(1)</script><b onclick=x>Hi</b>&lt;img src=x onerror=1&gt;<!-- c -->',
  'unclosed markup': () => '<a '.repeat(3_000),
  SQL: () => `'); drop table directory.service; --`,
  formula: (c) => c.pick(['=1+1', '@SUM(A1)', '+1', '-1', '\t=x', '=cmd|"/c calc"!A1']),
  emoji: () => '👩‍👩‍👧‍👦🏳️‍🌈',
  'deep object': () => deep(40),
  'deeper object': () => deep(2_000),
  'deep list': () => JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown,
  list: () => [1, 'a', null, {}],
  'empty list': () => [],
  'empty object': () => ({}),
  'list of nulls': () => [null, null],
  'many keys': () => Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i])),
  prototype: () =>
    JSON.parse('{"__proto__": {"id": "x"}, "constructor": {"prototype": {}}}') as unknown,
  'bad day': (c) =>
    c.pick([
      '2026-02-30',
      '0000-00-00',
      '99999-01-01',
      '22/11/2026',
      'yesterday',
      '2026-13-01',
      '-2026-01-01',
    ]),
  'bad time': (c) =>
    c.pick(['25:00', '12:61', '24:01', '9', 'noonish', '13:00pm am', '12:00:00:00', '٢٥:٠٠']),
  'bad rule': (c) => c.pick(['XX', 'MO,,TU', '99MO', '0', '-0', '32', 'MO;DROP']),
  'bad address': (c) =>
    c.pick([
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'http://',
      'https://user:pw@x.org',
      '//x',
      'http://[::1',
    ]),
  'bad enum': (c) => c.pick(['ACTIVE!', 'open', 'Physical ', 'weekly', 'none']),
  'bad coordinate': (c) => c.pick(['1e400', 'NaN', '91', '-181', '37,9,1', '999999999999']),
  'bad language': (c) => c.pick(['xx', 'english-ish', 'a', '-', 'en_', 'qaa-qtz', 'x'.repeat(300)]),
  'bad zone': (c) => c.pick(['Mars/Base', '+25:00', '../../etc', 'Europe/Atlantis', '']),
  'bad phone': (c) => c.pick(['++', 'call me', '0'.repeat(500), '+1;ext=9;x', '☎']),
  'status word': (c) =>
    c.pick(['undocumented', 'لاجئ', 'Aufenthaltstitel', 'réfugié', 'valid visa required']),
  'another id': (c) =>
    c.pick(['00000000-0000-4000-8000-000000100001', '7', 'x'.repeat(700), 'a/b', '"', '{}']),
};

/** Keys and shapes of JSON that are wrong. */
const SHAPES: Record<string, (object: Record<string, unknown>, c: Chance) => void> = {
  'key gone': (o, c) => {
    delete o[c.pick(Object.keys(o))];
  },
  'key renamed': (o, c) => {
    const key = c.pick(Object.keys(o));
    o[`${key}_${c.below(9)}`] = o[key];
    delete o[key];
  },
  'status key': (o, c) => {
    o[
      c.pick([
        'immigration_status',
        'nationality',
        'visaType',
        'الجنسية',
        'Aufenthaltsstatus',
        'residence permit no',
      ])
    ] = 'CANARY';
  },
  'strange key': (o, c) => {
    o[
      c.pick([
        '',
        '\u0000',
        '__proto__',
        'constructor',
        'x'.repeat(5_000),
        '\ud800',
        'id ',
        'ID',
        '"',
        'a.b',
        '$ref',
      ])
    ] = 1;
  },
  'profile astray': (o, c) => {
    o['wayhouse'] = c.pick([
      null,
      [],
      'x',
      { facts: 'x' },
      { facts: [null, 1, {}] },
      { facts: [{ code: 'x' }] },
      { needs: [1, null, 'food.nonsense'] },
      { translations: [{}, { field: 'id', lang: 'ar', text: 'x' }] },
      { point: 'x' },
      { code: '999' },
      { disclosure: 'maybe' },
    ]);
  },
  'list is an object': (o) => {
    for (const key of Object.keys(o))
      if (Array.isArray(o[key])) o[key] = { ...(o[key] as unknown[]) };
  },
  'object is a list': (o) => {
    for (const key of Object.keys(o))
      if (typeof o[key] === 'object' && o[key] !== null && !Array.isArray(o[key]))
        o[key] = [o[key]];
  },
};

/** Tables that people spoilt by hand. */
const TABLES: Record<string, (text: string, c: Chance) => string> = {
  'unclosed quote': (t, c) => {
    const at = t.indexOf(',', c.below(t.length));
    return `${t.slice(0, at + 1)}"${t.slice(at + 1)}`;
  },
  'too many cells': (t) => t.replace(/\n([^\n]+)$/, '\n$1,x,y,z'),
  'too few cells': (t) => t.replace(/,[^,\n]*,[^,\n]*$/, ''),
  'same header twice': (t) => t.replace(/^([^,]+),/, '$1,$1,'),
  'empty header': (t) => t.replace(/^[^,]+/, ''),
  'no header': (t) => t.slice(t.indexOf('\n') + 1),
  semicolons: (t) => t.replaceAll(',', ';'),
  tabs: (t) => t.replaceAll(',', '\t'),
  'huge cell': (t) => t.replace(/,/, `,${'y'.repeat(80_000)},`),
  'status header': (t) => t.replace(/^[^,]+,/, '$&nationality,'),
  'many columns': (t) =>
    t
      .split('\n')
      .map((line) => `${line}${','.repeat(1_200)}`)
      .join('\n'),
  'old Mac ends': (t) => t.replaceAll('\n', '\r'),
  'blank lines': (t) => t.replaceAll('\n', '\n\n\n'),
};

export const MUTATION_CLASSES: readonly string[] = [
  ...Object.keys(BYTES).map((name) => `bytes: ${name}`),
  ...Object.keys(VALUES).map((name) => `value: ${name}`),
  ...Object.keys(SHAPES).map((name) => `shape: ${name}`),
  ...Object.keys(TABLES).map((name) => `table: ${name}`),
];

const JSON_BASE = [1, 2, 3].map((n) => service(n));
const TABLE_BASE: Record<string, string> = {
  'services.csv':
    'id,organization_id,name,description,status,url,minimum_age\ns1,o1,Night kitchen,"A hot meal, and a seat",active,https://a.example,12\ns2,o1,Day kitchen,,active,,\n',
  'organizations.csv':
    'id,name,description,year_incorporated\no1,Harbour Table,"Volunteers ""who"" cook",1999\n',
  'regular_schedules.csv':
    'id,service_id,weekday,opens_at,closes_at\nr1,s1,Monday,9:00am,5:00pm\nr2,s1,Tuesday,9:00am,5:00pm\n',
  'phones.csv': 'id,service_id,number,language\np1,s1,+30 210 123 4567,"English, Greek"\n',
  'physical_addresses.csv':
    'id,location_id,address_1,city,state_province,postal_code,country\na1,l1,1 Harbour Street,Port Amara,,18535,GR\n',
};

/** The file that `seed` makes: always the same one. Classes take turns, so all are met. */
export function mutate(seed: number): Mutated {
  const c = chance(seed);
  const kind = MUTATION_CLASSES[seed % MUTATION_CLASSES.length] ?? '';
  const [family, name] = kind.split(': ') as [string, string];
  if (family === 'table') {
    const file = c.pick(Object.keys(TABLE_BASE));
    return { name: file, bytes: encode(TABLES[name]?.(TABLE_BASE[file] ?? '', c) ?? '') };
  }
  if (family === 'bytes' && c.below(3) === 0) {
    const file = c.pick(Object.keys(TABLE_BASE));
    return {
      name: file,
      bytes: BYTES[name]?.(encode(TABLE_BASE[file] ?? ''), c) ?? new Uint8Array(),
    };
  }
  const records = structuredClone(JSON_BASE);
  const write = (): Uint8Array =>
    encode(
      c.below(2) === 0
        ? JSON.stringify(records, null, 1)
        : records.map((one) => JSON.stringify(one)).join('\n'),
    );
  if (family === 'bytes')
    return { name: 'services.json', bytes: BYTES[name]?.(write(), c) ?? new Uint8Array() };
  const objects = allObjects(records);
  const object = c.pick(objects);
  if (family === 'shape') SHAPES[name]?.(object, c);
  else {
    const value = VALUES[name]?.(c);
    for (let i = 0; i < 1 + c.below(4); i++) {
      const target = c.pick(objects);
      const keys = Object.keys(target);
      if (keys.length > 0) target[c.pick(keys)] = value;
    }
  }
  try {
    return { name: 'services.json', bytes: write() };
  } catch {
    // Too deep even to be written.
    return { name: 'services.json', bytes: encode(`[{"id":"1","x":${'['.repeat(9_000)}`) };
  }
}

function allObjects(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(allObjects);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(allObjects)];
}
