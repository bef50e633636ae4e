/** A place as far as the public may know it: hidden ones come with their area only. */
import type { Row } from '../../database/index.ts';
import type { LocalText, Listing } from '../listing.ts';
import type { Batch } from './load-sources.ts';
import { areaTexts, optional, textOf } from './row-texts.ts';
import type { SourcePlace } from './source.ts';
import { textIn } from './texts.ts';

/** @param location a row of `pub_location`, which leaves out what is hidden */
export function placeOf(
  location: Row,
  batch: Pick<Batch, 'addresses' | 'areas' | 'points' | 'texts'>,
): SourcePlace {
  const id = String(location['id']);
  const exact = location['disclosure'] === 'exact';
  const addresses = batch.addresses.get(id) ?? [];
  const address = addresses.find((row) => row['address_type'] === 'physical') ?? addresses[0];
  const area = batch.areas.get(Number(location['area_id']));
  const country = address?.['country'] ?? area?.['country'];
  const point = batch.points.get(id);
  const { latitude, longitude } = location;
  return {
    id,
    ...optional('name', textOf(location, 'name', batch.texts)),
    ...(address ? { address: addressLines(address) } : {}),
    ...optional('area', areaTexts(area)),
    ...(area
      ? {
          areaId: Number(area['id']),
          areaPosition: { lat: Number(area['lat']), lon: Number(area['lon']) },
        }
      : {}),
    ...(typeof latitude === 'number' && typeof longitude === 'number'
      ? { position: { lat: latitude, lon: longitude } }
      : {}),
    exact,
    virtual: location['location_type'] === 'virtual',
    ...optional('transport', textOf(location, 'transportation', batch.texts)),
    timeZone: String(location['time_zone']),
    ...(country ? { country: String(country) } : {}),
    ...(point ? { pointCode: String(point['code']) } : {}),
  };
}

/** `attention` stays out: it is where the names of persons are written. */
function addressLines(row: Row): string[] {
  const town = [row['postal_code'], row['city']].filter(Boolean).join(' ');
  return [row['address_1'], row['address_2'], town, row['region'], row['state_province']]
    .filter((line) => typeof line === 'string' && line.trim() !== '')
    .map(String);
}

/** The place in the reader's language. */
export function listedPlace(place: SourcePlace, lang: string): NonNullable<Listing['place']> {
  const local = (texts: SourcePlace['name']): LocalText | undefined => texts && textIn(texts, lang);
  return {
    ...optional('pointCode', place.pointCode),
    ...optional('name', local(place.name)),
    ...optional('address', place.address),
    ...optional('area', local(place.area)),
    ...optional('areaId', place.areaId),
    ...optional('position', place.position),
    areaOnly: !place.exact,
    ...optional('transport', local(place.transport)),
  };
}
