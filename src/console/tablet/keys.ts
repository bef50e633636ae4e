/**
 * Keys of the desk (chapter 70, section 4): bound to the physical key, because staff type in many scripts; silent in text
 * fields; can be switched off (WCAG 2.1.4). Whoever came last hears first, and a sheet keeps the keys from what lies under it.
 */
import { useEffect, useRef } from 'react';
import { remembered } from './device-memory.ts';

/** By `KeyboardEvent.code`; with `Ctrl+` in front for those that are held with Control. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

type Layer = { keys: () => Keys; alone: boolean };
const layers: Layer[] = [];

const WRITING =
  'input:not([type=radio]):not([type=checkbox]):not([type=button]), textarea, select, [contenteditable=true]';
/** These go on meaning what they mean to the part that has the focus. */
const OWN = new Set(['Enter', 'Space']);

function named({ code, key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string[] {
  const plain = code === 'NumpadEnter' ? 'Enter' : code.replace(/^Numpad(?=\d$)/, 'Digit');
  const name =
    key === '?' || (code === 'Slash' && shiftKey) ? 'Question' : key === '/' ? 'Slash' : plain;
  return ctrlKey || metaKey ? [`Ctrl+${name}`] : [name];
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing || event.repeat) return;
  const target = event.target as Element | null;
  const writing = target?.closest?.(WRITING) !== null && target?.closest?.(WRITING) !== undefined;
  const names = named(event);
  const always = names.every((name) => name === 'Ctrl+Enter' || name === 'Escape');
  if (writing && !always) return;
  if (!always && remembered('keys') === 'off') return;
  if (names.some((name) => OWN.has(name)) && target?.closest?.('button, a, [role=radio], summary'))
    return;
  for (const { keys, alone } of [...layers].reverse()) {
    const found = keys();
    for (const name of names) {
      const act = found[name];
      if (!act) continue;
      event.preventDefault();
      act();
      return;
    }
    if (alone) return;
  }
}

let listening = false;

/** Binds keys while the part is shown. @param alone nothing beneath hears a key */
export function useKeys(keys: Keys, { alone = false }: { alone?: boolean } = {}): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!listening) {
      listening = true;
      addEventListener('keydown', hear);
    }
    const layer: Layer = { keys: () => latest.current, alone };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [alone]);
}

/** Keys `1` to `9` for the first nine of a list, `0` for the tenth. */
export function digits(act: (index: number) => void, count: number): Keys {
  return Object.fromEntries(
    Array.from({ length: Math.min(count, 10) }, (_, index) => [
      `Digit${String((index + 1) % 10)}`,
      () => act(index),
    ]),
  );
}
