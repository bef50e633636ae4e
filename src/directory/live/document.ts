/** What the live index keeps for showing: one JSON document for each code that people can type. */
import type { OrganizationSource } from '../read/organization.ts';
import type { PointSource } from '../read/point.ts';
import type { ListingSource } from '../read/source.ts';
import type { EndedSource } from './ended-codes.ts';

export type LiveDocument =
  | { kind: 'listing'; source: ListingSource }
  | { kind: 'organization'; source: OrganizationSource }
  | { kind: 'point'; source: PointSource }
  | { kind: 'ended'; source: EndedSource };
