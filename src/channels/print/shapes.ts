/** Pictures for messengers: the square for chats, the tall one for a status. */
export const PICTURE_SHAPES = ['square', 'tall'] as const;
export type PictureShape = (typeof PICTURE_SHAPES)[number];
