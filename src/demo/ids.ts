import { v5 } from 'uuid';

/** Namespace of the demonstration country: UUIDv5 of its name under the URL namespace. */
const NAMESPACE = v5('https://selmora.example/', v5.URL);

/** The id that a thing of this name always has. */
export function idOf(...name: readonly (string | number)[]): string {
  return v5(name.join('/'), NAMESPACE);
}
