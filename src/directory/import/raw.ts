/** A record as it was read: values untouched, links by foreign id. */
import type { Entity } from './entity.ts';

export type Place = { file?: string; line?: number };

export type Raw = {
  entity: Entity;
  /** As the source writes it. Absent: made from what the record says. */
  foreignId?: string;
  values: Record<string, unknown>;
  place: Place;
  /** Detail entities that this record lists completely, even if the list is empty. */
  complete?: Entity[];
  /** Says only a part: what is needed may stand in another mention, or in the directory. */
  partial?: true;
  /** Columns given for the creation of the record only. */
  fresh?: Record<string, unknown>;
};

/** Something that could not become a record at all. */
export type Broken = {
  broken: string;
  place: Place;
  entity?: string;
  /** Nothing more can be read from this file, so nothing of the import is applied. */
  fatal?: true;
};
