/**
 * Selmora, the demonstration country: invented, seeded, the same bytes each run. Everything that
 * ages is counted back from the `today` that is given, so "checked 3 days ago" stays true.
 */
import { assemble, type HsdsService } from './assemble.ts';
import { centres } from './centres.ts';
import { readToday } from './dates.ts';
import { flagships } from './flagships.ts';
import { ordinaryServices } from './kinds.ts';
import type { ServicePlan } from './plan.ts';

/** The plans of all services in the order of their public numbers. `today` as a day. */
export function* demoPlans(today: string): Generator<ServicePlan> {
  yield* centres(today);
  yield* flagships(today);
  yield* ordinaryServices();
}

/**
 * HSDS 3.1 full services with the `wayhouse` profile key: 117 centres, the services that are told in
 * their own words, then the ordinary ones. `today` is a day (`2026-11-22`) or an instant
 * (`2026-11-22T14:05:00Z`); free beds and slots age from the instant. RangeError when it is neither.
 */
export function* demoServices(today: string): Generator<HsdsService> {
  const { day, instant } = readToday(today);
  for (const plan of demoPlans(day)) yield assemble(plan, day, instant);
}
