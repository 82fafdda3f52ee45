/** Numbers of GS1's system: GTIN and GLN end with a check digit. */

/** Appends GS1's modulo-10 check digit (General Specifications, 7.9). */
export function withCheckDigit(digits: string): string {
  const sum = [...digits].reverse()
    .reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return digits + String((10 - sum % 10) % 10);
}

/** A Global Location Number: 13 digits, the last of them right. */
export function isGln(text: string): boolean {
  return /^\d{13}$/.test(text) && withCheckDigit(text.slice(0, 12)) === text;
}
