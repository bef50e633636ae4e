/** The worker makes no page that asks: it needs none of these pictures. */
export const ASKED_SHAPES = {};
