/** Rows of the Wayhouse profile. */
import { line, text, date, to, must, among, type Entity, type EntitySpec } from './column.ts';

export const PROFILE = {
  place_rule: {
    key: ['location_id'],
    columns: {
      location_id: must(to('location')),
      publicity: among('public', 'community', 'unpublished'),
      disclosure: among('exact', 'area', 'phone_only'),
      time_zone: line,
      area: line,
      area_place_id: { kind: 'integer' },
    },
    defaults: { publicity: 'public', disclosure: 'exact', time_zone: 'Etc/UTC' },
  },
  point: {
    key: ['location_id'],
    columns: {
      location_id: must(to('location')),
      code: line,
      kind: must(
        among(
          'hub',
          'safe_point',
          'aid_station',
          'information_point',
          'one_stop_centre',
          'child_family_hub',
          'mobile_unit',
          'border_centre',
          'reference_centre',
        ),
      ),
      spaces: { kind: 'list', among: ['minors', 'women_children', 'mother_baby', 'private_room'] },
      package_template: line,
      elements: { kind: 'json' },
    },
    defaults: { spaces: [], elements: [] },
    has: { code: true },
  },
  space_agreement: {
    key: ['location_id'],
    columns: {
      location_id: must(to('point')),
      kind: must(among('formal', 'informal', 'none')),
      guarantees: {
        kind: 'list',
        among: ['humanitarian_only', 'no_arrest_around', 'no_checks_at_door'],
      },
      valid_from: date,
      valid_to: date,
      breached_on: date,
    },
    defaults: { guarantees: [] },
  },
  fact: {
    key: ['subject_type', 'subject_id', 'code'],
    leaf: true,
    columns: {
      subject_type: must(among('organization', 'location', 'service', 'service_at_location')),
      subject_id: must({ kind: 'id' }),
      code: must(line),
      value: must({ kind: 'integer', min: 0, max: 2 }),
      source_kind: among('provider', 'authority', 'network_check', 'visitor_reports', 'import'),
      said_by: { kind: 'id', ref: 'organization' },
      said_by_name: line,
      method: among('visited', 'phoned', 'written', 'website', 'imported', 'reports'),
      checked_on: date,
      review_by: date,
      note: text,
    },
    defaults: { source_kind: 'import' },
  },
  field_text: {
    key: ['subject_id', 'field', 'lang'],
    leaf: true,
    columns: {
      subject_type: must(line),
      subject_id: must({ kind: 'id' }),
      field: must(line),
      lang: must(line),
      text: must(text),
      state: among('machine_draft', 'translated', 'reviewed', 'back_checked'),
    },
    defaults: { state: 'translated' },
    has: { version: false },
  },
  service_need: {
    key: ['service_id', 'need'],
    leaf: true,
    columns: { service_id: must(to('service')), need: must(line) },
    has: { version: false, updatedAt: false },
  },
} satisfies Partial<Record<Entity, EntitySpec>>;
