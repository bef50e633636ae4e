import type { ServicePlan } from './plan.ts';
export function* flagships(_today: string): Generator<ServicePlan> {}
