/**
 * Node finds out whether a key given as bytes is an object of its own by throwing and catching two errors, and
 * recording their stacks takes longer than the cipher (Node 24: 13 µs of 16). Such an object would keep the key
 * where nobody can wipe it, so keys stay bytes and the stacks are not recorded.
 */

/** Does `make`, which must not wait for anything, while errors record no stack. */
export function quietly<T>(make: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
