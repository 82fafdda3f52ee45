/** Fields of the control panel's bodies, as forgiving as its clients have always found them. */
import { z } from "zod";
import { word } from "./words.ts";

/** `"5"` and `5.7` stand for 5, as they did in the older system. */
function loosely(limits: z.ZodInt) {
  return z.preprocess((value) => {
    const number = typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    return typeof number === "number" ? Math.trunc(number) : number;
  }, limits);
}

/** An absent field, or a null one, stands for its default. */
function orDefault<S extends z.ZodType>(schema: S, fallback: z.output<S>) {
  return z.preprocess((value) => value === null ? undefined : value, schema.optional())
    .transform((value): z.output<S> => value === undefined ? fallback : value);
}

export function wholeNumber(
  { min, max, fallback, unit }: { min: number; max: number; fallback: number; unit?: string },
) {
  const description = `${min} to ${max}${unit ? ` ${unit}` : ""}; ${fallback} when absent`;
  return orDefault(loosely(z.int().min(min).max(max)), fallback)
    .meta({ type: "integer", minimum: min, maximum: max, default: fallback, description });
}

export function flag(fallback: boolean) {
  return orDefault(z.boolean(), fallback).meta({ type: "boolean", default: fallback });
}

export function label(maxLength: number, fallback: string) {
  return orDefault(word(maxLength), fallback)
    .meta({ type: "string", maxLength, default: fallback });
}

/** A choice among words. */
export function choice<const T extends readonly [string, ...string[]]>(
  words: T,
  fallback: T[number],
) {
  return orDefault(z.enum(words), fallback as never)
    .meta({ type: "string", enum: [...words], default: fallback });
}

/** Wall seconds; 0 is endless. */
export const durationSeconds = wholeNumber({
  min: 0,
  max: 366 * 86_400,
  fallback: 0,
  unit: "wall seconds, 0 for no end",
});

/** As a device may call itself. */
export const deviceId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, {
  error: "expected 1 to 64 letters, digits, - or _",
});
