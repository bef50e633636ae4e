/** What a record must be to go into a pack; the directory makes no others. */
import type { FinderRecord } from './record.ts';

/** A record or an option that cannot go into a pack: which field, and what was expected. */
export class PackInputError extends Error {
  readonly field: string;
  readonly expected: string;

  constructor(field: string, expected: string, where: string) {
    super(`${where}: ${field}: expected ${expected}`);
    this.name = 'PackInputError';
    this.field = field;
    this.expected = expected;
  }
}

const LAST_DAY = 65_535;

/** @throws PackInputError */
export function checkRecord(record: FinderRecord): void {
  const fail = (field: string, expected: string): never => {
    throw new PackInputError(field, expected, `record ${JSON.stringify(record.code)}`);
  };
  if (!/^[1-9][0-9]{0,8}$/.test(record.code)) fail('code', '1 to 9 digits, the first not 0');
  const { position } = record;
  if (position !== undefined) {
    if (!(Math.abs(position.lat) <= 90)) fail('position.lat', 'degrees from -90 to 90');
    if (!(Math.abs(position.lon) <= 180)) fail('position.lon', 'degrees from -180 to 180');
  }
  for (const field of ['checkedDay', 'reviewDay', 'withdrawDay'] as const) {
    const day = record[field];
    if (!Number.isInteger(day) || day < 0 || day > LAST_DAY) {
      fail(field, `whole days since 1970, 0 to ${LAST_DAY}`);
    }
  }
}
