/** Public holidays of the territories that the directory covers. */
import { dayOf } from '../../languages/days.ts';
import type { Transaction } from '../../database/index.ts';

/** ISO country → days since 1970 (UTC), in order. Holidays of a part of a country are not counted for the whole. */
export async function readHolidays(tx: Transaction): Promise<Map<string, number[]>> {
  const rows = await tx.query<{ territory: string; day: string }>(
    `select territory, day from directory.pub_holiday where length(territory) = 2 order by territory, day`,
  );
  const holidays = new Map<string, number[]>();
  for (const { territory, day } of rows) {
    const days = holidays.get(territory);
    if (days) days.push(dayOf(day));
    else holidays.set(territory, [dayOf(day)]);
  }
  return holidays;
}
