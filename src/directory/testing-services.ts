/** The services of a grown directory: what is said of each, and where it is. */
import { FACT_CODES } from './fact-codes.ts';
import { NEED_CODES } from './needs.ts';
import type { Growth } from './testing-directory.ts';

const DAY = 86_400_000;

/** Adds the rows of `services` services; the first ones lie at the secret places. */
export function growServices(
  { rows, random, pick, maybe, id, date, code, words }: Growth,
  {
    services,
    places,
    organizations,
    secretPlaces,
  }: { services: number; places: number; organizations: number; secretPlaces: number },
): void {
  for (let s = 0; s < services; s++) {
    const own = id('service', s);
    const o = Math.floor(random() * organizations);
    const checked = maybe(0.85) ? Math.floor(random() * 160) : undefined;
    rows.push([
      'service',
      {
        id: own,
        organization_id: id('org', o),
        program_id: maybe(0.3) ? id('program', o) : null,
        name: `${pick(words)} ${pick(words)} ${s}`,
        alternate_name: maybe(0.2) ? `The ${pick(words)}` : null,
        description: maybe(0.8) ? `Open ${pick(words)} for 100% of people_${s}` : null,
        url: maybe(0.3)
          ? `https://service${s}.example`
          : maybe(0.2)
            ? 'www.without-scheme.example'
            : null,
        status: pick(['active', 'active', 'active', 'active', 'temporarily closed', 'inactive']),
        lifecycle: pick([
          'listed',
          'listed',
          'listed',
          'listed',
          'listed',
          'listed',
          'paused',
          'closed',
          'draft',
        ]),
        minimum_age: maybe(0.3) ? Math.floor(random() * 30) : null,
        maximum_age: maybe(0.3) ? 30 + Math.floor(random() * 60) : null,
        eligibility_description: maybe(0.3) ? `For those near ${pick(words)}` : null,
        eligibility_held: maybe(0.1),
        fees_description: maybe(0.3) ? '=SUM(A1:A9)' : null,
        alert: maybe(0.1) ? '@new hours' : null,
        application_process: maybe(0.2) ? '+ call first' : null,
        checked_on: checked === undefined ? null : date(checked),
        first_imported_on: checked === undefined ? date(Math.floor(random() * 200)) : null,
        holiday_rule: pick(['open', 'closed', 'unknown']),
        source_lang: 'en',
        last_modified: new Date(Date.now() - Math.floor(random() * 400) * DAY),
      },
    ]);
    for (let x = 0; x < (maybe(0.2) ? 2 : 1); x++) {
      const p = s < secretPlaces && x === 0 ? s % places : Math.floor(random() * places);
      if (
        x === 1 &&
        rows.some(
          ([t, r]) =>
            t === 'service_at_location' &&
            r['service_id'] === own &&
            r['location_id'] === id('place', p),
        )
      )
        continue;
      const sal = id('sal', s, x);
      const street = p < secretPlaces ? `Verborgenstraat ${7000 + p}` : `Quay ${p}`;
      rows.push([
        'service_at_location',
        {
          id: sal,
          code: code(),
          service_id: own,
          location_id: id('place', p),
          description: `Second door at ${street}`,
          lifecycle: maybe(0.05) ? 'closed' : 'listed',
        },
      ]);
      if (maybe(0.3))
        rows.push([
          'schedule',
          {
            id: id('sal hours', s, x),
            service_at_location_id: sal,
            freq: 'WEEKLY',
            byday: pick(['TU', 'TH,FR', 'SA']),
            opens_at: 1320,
            closes_at: 420,
            description: `At ${street}`,
            women_only: maybe(0.2),
          },
        ]);
      if (maybe(0.2))
        rows.push([
          'service_area',
          { id: id('sal area', s, x), service_at_location_id: sal, name: `Around ${street}` },
        ]);
      if (maybe(0.2))
        rows.push([
          'contact',
          {
            id: id('sal contact', s, x),
            service_at_location_id: sal,
            title: 'Door',
            department: street,
          },
        ]);
      if (maybe(0.3))
        rows.push([
          'fact',
          {
            subject_type: 'service_at_location',
            subject_id: sal,
            code: pick(FACT_CODES),
            value: pick([0, 1, 2]),
            source_kind: pick(['provider', 'visitor_reports']),
            checked_on: date(Math.floor(random() * 200)),
            note: `At ${street}`,
          },
        ]);
      if (maybe(0.2))
        rows.push([
          'attribute',
          {
            id: id('sal attribute', s, x),
            link_id: sal,
            link_entity: 'service_at_location',
            taxonomy_term_id: id('term', Math.floor(random() * 6)),
          },
        ]);
      if (maybe(0.2))
        rows.push([
          'field_text',
          {
            subject_type: 'service_at_location',
            subject_id: sal,
            field: 'description',
            lang: 'ar',
            text: `الباب ${street}`,
          },
        ]);
    }
    if (maybe(0.7))
      rows.push([
        'schedule',
        {
          id: id('hours', s),
          service_id: own,
          freq: 'WEEKLY',
          byday: pick(['MO,TU,WE', 'FR', 'SA,SU']),
          opens_at: pick([480, 540, 600]),
          closes_at: pick([960, 1080, 1440]),
          dtstart: date(400),
        },
      ]);
    if (maybe(0.6))
      rows.push([
        'phone',
        {
          id: id('phone', s),
          service_id: own,
          number: `+999 40${s}`,
          type: 'voice',
          description: 'Desk',
        },
      ]);
    if (maybe(0.6))
      rows.push([
        'language',
        {
          id: id('language', s),
          service_id: own,
          name: 'Arabic',
          code: 'ar',
          mode: pick(['staff', 'interpreter_phone']),
        },
      ]);
    if (maybe(0.4)) rows.push(['service_need', { service_id: own, need: pick(NEED_CODES) }]);
    for (const fact of new Set([pick(FACT_CODES), pick(FACT_CODES), pick(FACT_CODES)])) {
      rows.push([
        'fact',
        {
          subject_type: 'service',
          subject_id: own,
          code: fact,
          value: pick([0, 1, 2]),
          source_kind: 'provider',
          said_by: id('org', 0),
          method: 'phoned',
          checked_on: date(Math.floor(random() * 200)),
        },
      ]);
    }
    if (maybe(0.3))
      rows.push([
        'attribute',
        {
          id: id('attribute', s),
          link_id: own,
          link_entity: 'service',
          taxonomy_term_id: id('term', Math.floor(random() * 6)),
          label: 'As told',
        },
      ]);
    if (maybe(0.3))
      rows.push([
        'required_document',
        {
          id: id('document', s),
          service_id: own,
          document: 'Your card',
          doc_code: pick(['identity', 'address', 'other']),
          level: pick(['needed', 'helpful']),
        },
      ]);
    if (maybe(0.2))
      rows.push([
        'cost_option',
        {
          id: id('cost', s),
          service_id: own,
          option: 'A visit',
          currency: 'EUR',
          amount: '2.50',
          valid_from: date(30),
        },
      ]);
    if (maybe(0.2))
      rows.push([
        'service_capacity',
        {
          id: id('capacity', s),
          service_id: own,
          unit_id: id('unit'),
          available: Math.floor(random() * 5),
          maximum: 9,
          updated: new Date(Date.now() - 3_600_000),
          stale_after: '6 hours',
        },
      ]);
    if (maybe(0.3))
      rows.push([
        'field_text',
        {
          subject_type: 'service',
          subject_id: own,
          field: 'name',
          lang: 'ar',
          text: `خدمة ${pick(words)} ${s}`,
          state: pick(['machine_draft', 'reviewed']),
        },
      ]);
    if (maybe(0.1))
      rows.push([
        'listing_hold',
        {
          id: id('hold', s),
          service_id: own,
          reason: 'safety',
          held_from: new Date(Date.now() - DAY),
          held_until: maybe(0.5) ? new Date(Date.now() - 3_600_000) : null,
        },
      ]);
    if (maybe(0.2))
      rows.push([
        'url',
        { id: id('service url', s), service_id: own, url: `https://more${s}.example` },
      ]);
    if (maybe(0.2))
      rows.push(['service_area', { id: id('area', s), service_id: own, name: 'North Amara' }]);
  }
}
