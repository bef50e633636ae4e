/** Columns that grow while records come in, and are put into their final order at the end. */

type Column =
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** `column` or, when `length` does not fit, twice as much with the same values. */
export function roomFor<C extends Column>(column: C, length: number): C {
  if (length <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => C)(
    Math.max(length, column.length * 2),
  );
  larger.set(column);
  return larger;
}

/** The column with `order[n]` moved to `n`. */
export function reordered<C extends Column>(column: C, order: Uint32Array): C {
  const result = new (column.constructor as new (length: number) => C)(order.length);
  for (let n = 0; n < order.length; n++) result[n] = column[order[n] as number] as number;
  return result;
}
