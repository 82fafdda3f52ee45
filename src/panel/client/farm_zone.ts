/** The calendar of the farms, by which every time of the panel is told. */
export const FARM_ZONE = "Europe/Paris";
