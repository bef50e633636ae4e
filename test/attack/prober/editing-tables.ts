/**
 * Who writes what everybody may read, as chapter 10 of the design has it and without a look at the policies: an organisation's
 * editors add and change its own rows and read everybody's; nobody takes away; what is sealed or half imported is its own alone.
 */
import { ORG } from './stage.ts';

export type EditingTable = {
  name: string;
  /** The column that says whose row it is, and what it says for an organisation. */
  key: string;
  of(org: string): string;
  /** Further columns that other tables look at. */
  more(org: string): Record<string, string>;
  /** Whether editors read every organisation's rows, or their own alone. */
  read: 'all' | 'own';
  /** Whether what is an organisation's own may be taken away by it: bookkeeping of imports. */
  removed: boolean;
  /** Whether jobs do everything there. */
  jobs: boolean;
  /** Owners of functions that read there. */
  readers: readonly string[];
};

/** Who asks: a login role in the name of an organisation, or an owner. */
export type EditingAsker = { role: string; org: string };
export const EDITING_ASKERS: readonly EditingAsker[] = [
  { role: 'app_editor', org: ORG.home },
  { role: 'app_editor', org: ORG.far },
  { role: 'app_editor', org: '' },
  { role: 'app_jobs', org: '' },
  { role: 'own_directory', org: '' },
  { role: 'own_fw', org: ORG.home },
  // Somebody who works with people has nothing to write there.
  { role: 'app_desk', org: ORG.home },
];

const DIRECTORY = [
  'accessibility',
  'address',
  'attribute',
  'contact',
  'cost_option',
  'fact',
  'field_text',
  'funding',
  'language',
  'listing_hold',
  'location',
  'organization',
  'organization_identifier',
  'phone',
  'place_rule',
  'point',
  'program',
  'required_document',
  'schedule',
  'service',
  'service_area',
  'service_at_location',
  'service_capacity',
  'service_need',
  'source',
  'space_agreement',
  'taxonomy',
  'taxonomy_term',
  'unit',
  'url',
];
/** What the desk's rules look up: where a point is, and which spaces were agreed there. */
const READ_BY_DESK = ['location', 'point', 'space_agreement'];

const named = (kind: string, org: string): string => org.replace(/^.{8}/, kind.padStart(8, '0'));
const sourceOf = (org: string): string => named('f1', org);
const batchOf = (org: string): string => named('f2', org);

const OWN: Omit<EditingTable, 'name'> = {
  key: 'org_id',
  of: (org) => org,
  more: () => ({}),
  read: 'own',
  removed: true,
  jobs: false,
  readers: [],
};

export const EDITING_TABLES: readonly EditingTable[] = [
  ...DIRECTORY.map(
    (name): EditingTable => ({
      ...OWN,
      name: `directory.${name}`,
      more: name === 'source' ? (org) => ({ id: sourceOf(org) }) : OWN.more,
      read: 'all',
      removed: false,
      jobs: true,
      readers: READ_BY_DESK.includes(name) ? ['own_fw'] : [],
    }),
  ),
  {
    ...OWN,
    name: 'directory.import_batch',
    key: 'source_id',
    of: sourceOf,
    more: (org) => ({ id: batchOf(org) }),
  },
  { ...OWN, name: 'directory.source_record', key: 'source_id', of: sourceOf },
  { ...OWN, name: 'directory.import_row', key: 'batch_id', of: batchOf },
  { ...OWN, name: 'directory_sealed.import_stage' },
  { ...OWN, name: 'directory_sealed.place_exact' },
];

/** Whether a row of `before` may be read, changed or taken away, and one of `after` may stand. */
export function mayEdit(
  table: EditingTable,
  { role, org }: EditingAsker,
  verb: 'select' | 'insert' | 'update' | 'delete',
  { before, after }: { before?: string; after?: string },
): boolean {
  if (role === 'own_directory' || (role === 'app_jobs' && table.jobs)) return true;
  if (table.readers.includes(role)) return verb === 'select';
  if (role !== 'app_editor') return false;
  if (verb === 'select' && table.read === 'all') return true;
  if (verb === 'delete' && !table.removed) return false;
  return [before, after].every((whose) => whose === undefined || whose === org);
}
