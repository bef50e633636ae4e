/** How this desk was opened: the cover asks for the same, and what keeps sending stops with the desk. */
import type { WayKind } from './store/index.ts';

let kind: WayKind | undefined;
let stop: (() => void) | undefined;

export function openedBy(way: WayKind | undefined, close: () => void): void {
  stop?.();
  kind = way;
  stop = close;
}

export const wayOfOpening = (): WayKind | undefined => kind;

export function stopSending(): void {
  stop?.();
  stop = undefined;
}
