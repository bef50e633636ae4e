/** The thread of circles: comparing names takes a millisecond or more, and every desk would wait for it. */
import { parentPort } from 'node:worker_threads';
import { circleJobs, type CircleJob } from './circle-jobs.ts';

const jobs = circleJobs((answer) => parentPort?.postMessage(answer));
parentPort?.on('message', (job: CircleJob) => jobs(job));
