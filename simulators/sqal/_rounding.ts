/** Rounds for the wire: no reader needs more digits than the sensor has. */
export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  // Adding 0 turns −0, which JSON writes as 0 anyway, into 0: a frame equals its parsed text.
  return Math.round(value * factor) / factor + 0;
}

/** 64 values row by row as the wire's 8×8 matrix. */
export function matrix(values: readonly number[], decimals = 0): number[][] {
  return Array.from(
    { length: 8 },
    (_, row) => values.slice(8 * row, 8 * row + 8).map((value) => rounded(value, decimals)),
  );
}
