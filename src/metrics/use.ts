/** What is used in a response, as places in {@link Timeline.used}: who counts and who reads share them. */

export const USE = {
  /** Hours of all crews between their orders and the end of their work, and the part of them on the road. */
  crewBusyHours: 0,
  crewTravelHours: 1,
  /** Hours of all crews that are here, busy or not, while any is busy or a fault waits for one. */
  crewPresentHours: 2,
  /** Hours of all vessels between their call and the end of their work. */
  vesselBusyHours: 3,
  assessorBusyHours: 4,
  /** Hours of power that trucks brought, and that were drawn from tanks filled so. */
  fuelDeliveredHours: 5,
  fuelUsedHours: 6,
  /** Mbit/s of satellite capacity that were up, times hours. */
  satelliteMbpsHours: 7,
  /** User-hours served by relief, roaming and satellites where the ground did not. */
  otherwiseUserHours: 8,
} as const;

export const USE_COUNT = Object.keys(USE).length;
