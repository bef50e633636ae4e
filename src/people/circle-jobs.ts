/** What the thread of circles holds, and what it is asked: circles by their number, and what each learned of itself. */
import { circleEdges } from './circle-edges.ts';
import { Circle, type CircleQuery, type Similar } from './name-circle.ts';
import type { OwnEdges } from './name-edge.ts';
import { unpackRecord } from './name-record.ts';

/** A circle as it was read once. `name`: the same each time that it is read; what it learned goes by that. */
export type CircleOf = { readonly number: number; readonly name: string };
/** Somebody came (`record`: see `packRecord`), or went. */
export type CircleChange = { readonly subject: string; readonly record?: Uint8Array };
/** `changes`: since the last job of this circle. */
export type Asked = {
  readonly changes: readonly CircleChange[];
  readonly query: CircleQuery;
  readonly most: number;
};
export type Measured = {
  readonly changes: readonly CircleChange[];
  readonly joined: readonly (readonly [string, string])[];
};
export type CircleJob = { readonly circle: CircleOf } & (
  | (Asked & { readonly ask: number })
  | (Measured & { readonly measure: number })
  | { readonly changes: readonly CircleChange[]; readonly edges: number }
  | { readonly drop: true }
);
/** Of the job with this number: who is similar, whether the circle was measured to its end, what it learned, or what went wrong. */
export type CircleAnswer = { readonly of: number } & (
  | { readonly similar: readonly Similar[] }
  | { readonly measured: boolean }
  | { readonly learned: OwnEdges | undefined }
  | { readonly failed: string }
);

/** Questions between two slices of measuring from which on the desks are busy. */
const MANY = 3;

/** @param tell is given one answer for each job that asks or measures */
export function circleJobs(tell: (answer: CircleAnswer) => void): (job: CircleJob) => void {
  const circles = new Map<number, Circle>();
  let asked = 0;
  const edges = circleEdges({
    isBusy: () => {
      const many = asked >= MANY;
      asked = 0;
      return many;
    },
  });
  const held = ({ number, name }: CircleOf): Circle => {
    const found = circles.get(number);
    if (found) return found;
    const made = new Circle();
    edges.remind(name, made);
    circles.set(number, made);
    return made;
  };
  return (job) => {
    const { circle } = job;
    if ('drop' in job) {
      edges.stop(circle.name);
      circles.delete(circle.number);
      return;
    }
    const of = 'ask' in job ? job.ask : 'edges' in job ? job.edges : job.measure;
    const failed = (error: unknown): void => tell({ of, failed: String(error) });
    try {
      const own = held(circle);
      for (const one of job.changes) apply(own, one);
      if ('ask' in job) {
        asked++;
        tell({ of, similar: own.similar(job.query, job.most) });
      } else if ('edges' in job) {
        tell({ of, learned: own.ownEdges });
      } else {
        edges
          .measure(circle.name, own, job.joined)
          .then((measured) => tell({ of, measured }), failed);
      }
    } catch (error) {
      failed(error);
    }
  };
}

function apply(circle: Circle, { subject, record }: CircleChange): void {
  const read = record && unpackRecord(record);
  record?.fill(0);
  if (read) circle.add({ subject, ...read });
  else circle.remove(subject);
}
