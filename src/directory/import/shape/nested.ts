/**
 * Takes a nested HSDS object apart into one record per row (HSDS 3.x "full" objects), with the
 * `wayhouse` key of the profile. Nothing is judged here: values go on as they came.
 */
import { type Entity, SPECS } from '../entity.ts';
import { contentId } from '../identity.ts';
import type { Place, Raw } from '../raw.ts';
import { idText, isObject, type Values } from './object.ts';
import { profileRecords, profileValues, wholeLists } from './profile.ts';

/** Every row that `object` says something about. `links` are columns that the surrounding object fills. */
export function takeApart(entity: Entity, object: Values, place: Place, links: Values = {}): Raw[] {
  const out: Raw[] = [];
  visit(entity, object, place, links, out);
  return out;
}

function visit(entity: Entity, object: Values, place: Place, links: Values, out: Raw[]): string {
  const spec = SPECS[entity];
  const values: Values = { ...links };
  const complete: Entity[] = [];
  for (const [key, value] of Object.entries(object)) {
    if (key === 'wayhouse' || spec.nests?.[key]) continue;
    if (spec.holds?.[key] && isObject(value)) continue;
    // What surrounds an object says where it belongs.
    if (!(key in links)) values[key] = value;
  }
  delete values['id'];
  const foreignId = idText(object['id']) ?? contentId(entity, links, scalars(object));

  for (const [key, { entity: held, as }] of Object.entries(spec.holds ?? {})) {
    const inner = object[key];
    if (!isObject(inner)) continue;
    const up: Values = held === 'program' ? { organization_id: organizationOf(object, links) } : {};
    values[as] = visit(held, inner, place, up, out);
  }
  if (isObject(object['wayhouse'])) {
    const profile = object['wayhouse'];
    Object.assign(values, profileValues(entity, profile));
    for (const record of profileRecords(entity, foreignId, profile)) out.push({ ...record, place });
    complete.push(...wholeLists(profile));
  }
  const record: Raw = { entity, foreignId, values, place };
  out.push(record);

  for (const [key, { entity: child, via }] of Object.entries(spec.nests ?? {})) {
    const list = object[key];
    if (!Array.isArray(list)) {
      if (list !== undefined && list !== null) values[key] = list;
      continue;
    }
    if (SPECS[child].leaf) complete.push(child);
    const down: Values = { [via]: foreignId };
    if (child === 'attribute') down['link_entity'] = entity;
    for (const item of list) if (isObject(item)) visit(child, item, place, down, out);
  }
  if (complete.length) record.complete = complete;
  return foreignId;
}

function organizationOf(object: Values, links: Values): unknown {
  const nested = object['organization'];
  return isObject(nested) ? nested['id'] : (object['organization_id'] ?? links['organization_id']);
}

function scalars(object: Values): Values {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => typeof value !== 'object'),
  );
}
