/** For tests: any alert that CAP 1.2 allows, and one of each kind that a reader meets. */
import fc from 'fast-check';
import {
  type CapAlert,
  CATEGORIES,
  CERTAINTIES,
  MESSAGE_TYPES,
  RESPONSES,
  SCOPES,
  SEVERITIES,
  STATUSES,
  URGENCIES,
} from './alert.ts';
import { capTime } from './values.ts';

/** Text of XML 1.0: no lone halves, no control characters; a carriage return is one. */
const character = fc
  .oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
    { weight: 2, arbitrary: fc.integer({ min: 0xa0, max: 0xd7ff }) },
    fc.constantFrom(0x9, 0xa, 0xd, 0x26, 0x3c, 0x3e, 0x5d, 0x200f, 0x2067, 0xfffd, 0x1f600),
  )
  .map((code) => String.fromCodePoint(code));
const words = fc.string({ unit: character, maxLength: 40 });
const said = words.filter((text) => text.trim() !== '');
const bare = fc.stringMatching(/^[A-Za-z0-9@.:_-]{1,30}$/);
const address = fc.webUrl({ validSchemes: ['https'], withFragments: true, size: 'small' });
const named = fc.record({ valueName: said, value: words });
const offset = fc.integer({ min: -840, max: 840 });
const moment = fc.tuple(fc.integer({ min: 0, max: 4_102_444_799 }), offset);
const time = moment.map(([seconds, east]) => capTime(seconds * 1000, east));
const degrees = (most: number) =>
  fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((n) => (n === 0 ? 0 : n / 1e6));
const point = fc.record({ lat: degrees(90), lon: degrees(180) });
const number = fc.integer({ min: -1e7, max: 1e7 }).map((n) => (n === 0 ? 0 : n / 1000));

const area = fc.record(
  {
    areaDesc: said,
    polygon: fc.array(
      fc
        .array(point, { minLength: 3, maxLength: 6 })
        .map((points) => [...points, points[0] ?? { lat: 0, lon: 0 }]),
      { maxLength: 2 },
    ),
    circle: fc.array(
      fc.record({
        lat: degrees(90),
        lon: degrees(180),
        radius: fc.nat(20_000).map((n) => n / 1000),
      }),
      { maxLength: 2 },
    ),
    geocode: fc.array(named, { maxLength: 2 }),
    altitude: number,
  },
  { requiredKeys: ['areaDesc', 'polygon', 'circle', 'geocode'] },
);
const resource = fc.record(
  {
    resourceDesc: said,
    mimeType: said,
    size: fc.nat(),
    uri: address,
    derefUri: words,
    digest: words,
  },
  { requiredKeys: ['resourceDesc', 'mimeType'] },
);
const some = <T>(list: readonly T[]) => fc.constantFrom(...list);
const info = fc.record(
  {
    language: fc.constantFrom('en', 'fr', 'ar', 'ti', 'zh-Hant-TW', 'fa-AF'),
    category: fc.array(some(CATEGORIES), { minLength: 1, maxLength: 3 }),
    event: said,
    responseType: fc.array(some(RESPONSES), { maxLength: 3 }),
    urgency: some(URGENCIES),
    severity: some(SEVERITIES),
    certainty: some(CERTAINTIES),
    audience: words,
    eventCode: fc.array(named, { maxLength: 2 }),
    onset: time,
    senderName: words,
    headline: words,
    description: words,
    instruction: words,
    web: address,
    contact: words,
    parameter: fc.array(named, { maxLength: 2 }),
    resource: fc.array(resource, { maxLength: 2 }),
    area: fc.array(area, { maxLength: 3 }),
  },
  {
    requiredKeys: [
      'category',
      'event',
      'responseType',
      'urgency',
      'severity',
      'certainty',
      'eventCode',
      'parameter',
      'resource',
      'area',
    ],
  },
);

/** `effective` and `expires` of an info, when it has them, in that order. */
const timed = fc
  .tuple(info, fc.option(fc.tuple(moment, fc.integer({ min: 1, max: 1e6 })), { nil: undefined }))
  .map(([one, span]) =>
    span
      ? {
          ...one,
          effective: capTime(span[0][0] * 1000, span[0][1]),
          expires: capTime((span[0][0] + span[1]) * 1000, 60),
        }
      : one,
  );

const header = fc.record(
  {
    identifier: bare,
    sender: bare,
    sent: time,
    status: some(STATUSES),
    msgType: some(MESSAGE_TYPES),
    source: words,
    scope: some(SCOPES),
    restriction: said,
    addresses: said,
    code: fc.array(words, { maxLength: 2 }),
    note: words,
    references: fc.array(
      fc.record({ sender: bare.map((text) => `${text}-other`), identifier: bare, sent: time }),
      { minLength: 1, maxLength: 2 },
    ),
    incidents: words,
    info: fc.array(timed, { maxLength: 3 }),
  },
  {
    requiredKeys: [
      'identifier',
      'sender',
      'sent',
      'status',
      'msgType',
      'scope',
      'restriction',
      'addresses',
      'code',
      'references',
      'info',
    ],
  },
);

/** Any alert of the standard. */
export const capAlerts: fc.Arbitrary<CapAlert> = header.map((alert) =>
  alert.msgType === 'Alert' && alert.identifier.length % 2 ? { ...alert, references: [] } : alert,
);

/** An alert with most of what the standard has. */
export const FLOOD: CapAlert = {
  identifier: 'urn:uuid:0192',
  sender: 'selmora.example',
  sent: '2026-11-22T14:05:00+01:00',
  status: 'Actual',
  msgType: 'Alert',
  scope: 'Public',
  code: [],
  references: [],
  info: [
    {
      language: 'en',
      category: ['Met', 'Safety'],
      event: 'Flood',
      responseType: ['Evacuate'],
      urgency: 'Immediate',
      severity: 'Severe',
      certainty: 'Observed',
      eventCode: [{ valueName: 'hazard', value: 'flood' }],
      expires: '2026-11-22T20:00:00+01:00',
      headline: 'Flood in the old harbour',
      description: 'Water rises & stays <1 m.',
      instruction: 'Go to the school on the hill.',
      parameter: [],
      resource: [
        { resourceDesc: 'map', mimeType: 'image/png', uri: 'https://selmora.example/map.png' },
      ],
      area: [
        {
          areaDesc: 'Old Harbour',
          polygon: [
            [
              { lat: 41.1, lon: 9.1 },
              { lat: 41.2, lon: 9.1 },
              { lat: 41.2, lon: 9.2 },
              { lat: 41.1, lon: 9.1 },
            ],
          ],
          circle: [{ lat: 41.2, lon: 9.1, radius: 2.5 }],
          geocode: [{ valueName: 'place', value: '12' }],
        },
      ],
    },
  ],
};
