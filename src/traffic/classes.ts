/** Classes of traffic, in the order in which they are served. */

/** `priority`: emergency calls and those whom the law puts first (112, hospitals, the leadership of a disaster). */
export const TRAFFIC_CLASSES = ['priority', 'voice', 'data'] as const;

export const CLASS_COUNT = TRAFFIC_CLASSES.length;
