/**
 * The numbers of the inspection station.
 *
 * Each comment ends with where its number comes from: [D] the maker's datasheet, [C] the calibration
 * on real lots, [A] an assumption of this model, chosen so that the whole behaves plausibly.
 */

/** The VL53L8CH time-of-flight sensor (datasheet DS14161, VL53L8CX/CP/CH) as we run it. */
export const VL53L8CH = {
  /** Zones along one side of the square array. [D] */
  zonesPerSide: 8,
  /** Full angle along one side of the field of view; the 65° of the datasheet is its diagonal. [D] */
  fieldOfViewDegrees: 45,
  /** Emitter wavelength, nm. [D] */
  wavelengthNm: 940,
  /** Largest distance the sensor reports, mm. [D] */
  maxDistanceMm: 4000,
  /** Largest frame rate with 8×8 zones, Hz. [D] */
  frameRateHz: 15,
  /** Frames averaged into one measurement. [A] */
  framesPerMeasurement: 15,
  /** Rays traced along one side of a zone: 8 mm apart at the tray, finer than a lobe bends. [A] */
  raysPerZoneSide: 4,
  /** Signal of an 88 % target at the mounting height in the centre of the array, kcps/SPAD. [A] */
  referenceSignalKcps: 900,
  /** Reflectance of that target: the white card of the datasheet's tables. [D] */
  referenceReflectance: 0.88,
  /** Signal lost in the corner zones, as a fraction of the centre's. [A] */
  cornerSignalLoss: 0.4,
  /** Standard deviation of one frame's distance for that target in the dark, mm. [A] */
  referencePrecisionMm: 2.5,
  /** Residual error of a zone after factory calibration, standard deviation, mm. [A] */
  zoneOffsetSdMm: 0.8,
  /** Drift with temperature common to all zones, standard deviation, mm. [A] */
  commonOffsetSdMm: 1.0,
  /** Standard deviation of a reported reflectance, as a fraction of it. [A] */
  reflectanceNoise: 0.01,
  /** Counts in the dark, kcps/SPAD. [A] */
  darkRateKcps: 2,
  /** Ambient counts an 88 % target returns per kilolux, kcps/SPAD. [A] */
  ambientKcpsPerKlux: 25,
  /** Chance that a healthy zone reports no usable target in a measurement. [A] */
  dropoutProbability: 0.002,
  /** Below this signal a zone reports no target, kcps/SPAD. [A] */
  minSignalKcps: 8,
  /** Width of a bin of the compact histogram, mm: 250 ps of flight. [A] */
  histogramBinMm: 37.5,
  /** Bins kept of that histogram; the last one ends at the tray. [A] */
  histogramBins: 4,
} as const;

/** Zone status, in the numbering of the maker's driver. */
export const TOF_STATUS = {
  /** Measurement is good. [D] */
  valid: 5,
  /** Good, with a large pulse: two targets merged into one. [D] */
  mergedTargets: 9,
  /** Target inconsistent between frames. [D] */
  inconsistent: 4,
  /** No target. [D] */
  noTarget: 255,
} as const;

/** The place under the sensor. */
export const STATION = {
  /** Sensor to tray floor, mm: the footprint (249 mm) holds the longest liver (about 230 mm). [A] */
  mountingHeightMm: 300,
  /** Reflectance of the matte tray at 940 nm: dark, so that an edge shows in the signal. [A] */
  trayReflectance: 0.3,
  /** Daylight and lamps around the station, kilolux at the tray: mean and standard deviation. [A] */
  ambientKlux: { mean: 0.4, sd: 0.1 },
  /** Largest misplacement of a liver from the tray's centre, mm, and from its long axis, degrees. [A] */
  placement: { offsetMm: 8, turnDegrees: 15 },
  /** Density of liver at 20 °C, g/cm³. [C] */
  liverDensityGramsPerCm3: 0.947,
  /** Room temperature, °C, and humidity, %: mean and standard deviation. [A] */
  roomCelsius: { mean: 20, sd: 0.8 },
  roomHumidityPercent: { mean: 45, sd: 3 },
  /** Height a liver should fill of its barquette, mm, and the tolerance on it. [A] */
  barquetteFillMm: { nominal: 25, tolerance: 6 },
} as const;

/** What each instrument weighs in the final score. */
export const FUSION_WEIGHTS = { tof: 0.6, spectral: 0.4 } as const;

/** A band of the AS7341: centre and full width at half maximum, nm. */
export interface SpectralBand {
  readonly centreNm: number;
  readonly fwhmNm: number;
}

/** The AS7341 spectral sensor (datasheet DS000504) as we run it. */
export const AS7341 = {
  /** Filtered channels, by their wire names. [D]; the NIR width is not published: [A]. */
  bands: {
    F1_415nm: { centreNm: 415, fwhmNm: 26 },
    F2_445nm: { centreNm: 445, fwhmNm: 30 },
    F3_480nm: { centreNm: 480, fwhmNm: 36 },
    F4_515nm: { centreNm: 515, fwhmNm: 39 },
    F5_555nm: { centreNm: 555, fwhmNm: 39 },
    F6_590nm: { centreNm: 590, fwhmNm: 40 },
    F7_630nm: { centreNm: 630, fwhmNm: 50 },
    F8_680nm: { centreNm: 680, fwhmNm: 52 },
    NIR: { centreNm: 910, fwhmNm: 60 },
  },
  /** Registers: integration = (ATIME+1)·(ASTEP+1)·2.78 µs = 100 ms; full scale is the product. [D] */
  atime: 59,
  astep: 599,
  stepMicroseconds: 2.78,
  /** Counts are 16 bits wide. [D] */
  maxCount: 65_535,
  /** Analogue gain: one of 0.5, 1, 2, 4 … 512. [D] for the steps, [A] for our choice. */
  gain: 8,
  /** Counts of a white tile in the Clear channel at this gain and integration. [A] */
  whiteClearCounts: 27_000,
  /** Response of Clear, which has no filter, relative to a filtered channel's peak. [A] */
  clearResponse: 0.15,
  /** Photo-electrons behind one count at gain 1; the shot noise follows from it. [A] */
  electronsPerCount: 64,
  /** Counts in the dark at this gain and integration. [A] */
  darkCounts: 3,
  /** Spots measured along a liver, and the radius of one, mm. [A] */
  spots: 4,
  spotRadiusMm: 15,
  /** Drift of the lamp between two white references, standard deviation as a fraction. [A] */
  lampDrift: 0.005,
} as const;

/**
 * The lamp: a violet-pumped full-spectrum white LED, which unlike a blue-pumped one lights the Soret
 * band at 415 nm, and a small near-infrared emitter, without which a white LED leaves NIR dark. [A]
 */
export const LAMP: readonly (SpectralBand & { readonly power: number })[] = [
  { centreNm: 415, fwhmNm: 24, power: 0.8 },
  { centreNm: 465, fwhmNm: 60, power: 0.5 },
  { centreNm: 540, fwhmNm: 90, power: 0.9 },
  { centreNm: 625, fwhmNm: 120, power: 1 },
  { centreNm: 905, fwhmNm: 50, power: 0.5 },
];
