/** The calendar of the farms. */
export const FARM_ZONE = "Europe/Paris";
