/** Finding in an area pack on the phone. */
import type { View } from '../page.ts';

/** @returns nothing while there is no pack on the phone */
export async function findInPack(_view: View, _request: Request): Promise<Response | undefined> {
  return undefined;
}
