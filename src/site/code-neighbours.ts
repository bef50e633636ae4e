/** Numbers that differ from a mistyped one by one digit or one swap, and whose check digit is right. */
import { isCode } from '../directory/damm.ts';

/** @param code digits only */
export function neighbours(code: string): string[] {
  const found = new Set<string>();
  const add = (candidate: string): void => {
    if (candidate !== code && isCode(candidate)) found.add(candidate);
  };
  for (let at = 0; at < code.length; at++) {
    for (let digit = 0; digit <= 9; digit++)
      add(code.slice(0, at) + String(digit) + code.slice(at + 1));
    if (at + 1 < code.length)
      add(code.slice(0, at) + (code[at + 1] ?? '') + (code[at] ?? '') + code.slice(at + 2));
  }
  return [...found];
}
