/**
 * The organisation that runs an installation: its first one, in whose name directory data is written when no other is named.
 * The same everywhere, so that service points of the directory and the organisation of the staff are one. Never change it.
 */
export const HOME_ORGANISATION = '23be3a88-0e9a-5260-8c29-65d4b140db28';
