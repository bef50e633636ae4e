/** The ways in which a worker opens her store on this tablet (design chapter 30, section 5.2). */

/** A PIN alone is not among them: offline it can be tried a million times. */
export type Way =
  | {
      kind: 'badge';
      /** The 16 random bytes of the code on the worker's badge. */
      badge: Uint8Array;
      /** Six digits. */
      pin: string;
    }
  | {
      kind: 'words';
      /** Four words of the list of 2,048. */
      words: readonly string[];
    }
  | {
      kind: 'passkey';
      /** The 32 bytes that the passkey's PRF gave for this house. */
      secret: Uint8Array;
    };
export type WayKind = Way['kind'];
