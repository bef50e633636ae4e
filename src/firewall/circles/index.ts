export { CIRCLE_IDLE, circleKey, type CircleKey, openSketch, sealSketch } from './circle-keys.ts';
export { renewCircles } from './renew-circles.ts';
