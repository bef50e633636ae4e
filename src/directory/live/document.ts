/** What the live index keeps for showing: one JSON document for each code that people can type. */
import type { OrganizationSource } from '../read/organization.ts';
import type { PointSource } from '../read/point.ts';
import type { ListingSource } from '../read/source.ts';

export type LiveDocument =
  | { kind: 'listing'; source: ListingSource }
  | { kind: 'organization'; source: OrganizationSource }
  | { kind: 'point'; source: PointSource };
