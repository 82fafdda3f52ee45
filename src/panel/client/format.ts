/** Numbers with their units and instants, as the reader's language writes them. */
import { FARM_ZONE } from "./farm_zone.ts";
import { locale } from "./i18n.ts";

/** What nobody measured. */
export const NOTHING = "–";

type Value = number | null | undefined;

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function formatted(value: Value, options: Intl.NumberFormatOptions): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const key = locale.value + JSON.stringify(options);
  let format = numberFormats.get(key);
  if (!format) numberFormats.set(key, format = new Intl.NumberFormat(locale.value, options));
  return format.format(value);
}

const fixed = (digits: number) => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});

export function number(value: Value, digits = 0): string {
  return formatted(value, fixed(digits));
}

/** `×1 440`; in millions, as a run without a limit achieves them, `×101 M`. */
export function factor(value: Value): string {
  const isHuge = (value ?? 0) >= 1e6;
  return `×${formatted(value, { ...fixed(0), notation: isHuge ? "compact" : "standard" })}`;
}

export function grams(value: Value, digits = 0): string {
  return formatted(value, { style: "unit", unit: "gram", ...fixed(digits) });
}

export function signedGrams(value: Value): string {
  return formatted(value, { style: "unit", unit: "gram", signDisplay: "exceptZero", ...fixed(0) });
}

/** From grams. */
export function kilograms(valueGrams: Value, digits = 2): string {
  const kg = valueGrams === null || valueGrams === undefined ? valueGrams : valueGrams / 1_000;
  return formatted(kg, { style: "unit", unit: "kilogram", ...fixed(digits) });
}

/** From a percentage, 0–100. */
export function percent(value: Value, digits = 1): string {
  const share = value === null || value === undefined ? value : value / 100;
  return formatted(share, { style: "percent", ...fixed(digits) });
}

export function celsius(value: Value, digits = 1): string {
  return formatted(value, { style: "unit", unit: "celsius", ...fixed(digits) });
}

/** From mm³. */
export function cubicCentimetres(valueMm3: Value): string {
  return valueMm3 === null || valueMm3 === undefined ? NOTHING : `${number(valueMm3 / 1_000)} cm³`;
}

/** Epoch milliseconds of a text that may lack its zone: such ones are UTC. */
export function instantMs(text: string | null | undefined): number {
  if (!text) return NaN;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes("T");
  return Date.parse(hasZone ? text : `${text}Z`);
}

function dated(valueMs: number, options: Intl.DateTimeFormatOptions): string {
  if (!Number.isFinite(valueMs)) return NOTHING;
  const key = locale.value + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale.value, { timeZone: FARM_ZONE, ...options });
    dateFormats.set(key, format);
  }
  return format.format(valueMs);
}

/** `4 déc., 18:00`, at the farm. */
export function dayAndTime(valueMs: number): string {
  return dated(valueMs, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

export function day(valueMs: number): string {
  return dated(valueMs, { day: "numeric", month: "short", year: "numeric" });
}

/** `4 déc. 18 h`. */
export function shortTime(valueMs: number): string {
  return dated(valueMs, { day: "numeric", month: "short", hour: "numeric" });
}

/** `4 déc.`, where there is room for no more. */
export function shortDay(valueMs: number): string {
  return dated(valueMs, { day: "numeric", month: "short" });
}

/** `18:00:05`, of what happens outside a simulation; at the farm, too: a page has one zone. */
export function wallTime(valueMs: number): string {
  return dated(valueMs, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** `14 min`, `2 h 48 min`, `9 j 17 h`: the two largest units that say something. */
export function duration(seconds: Value): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NOTHING;
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    { unit: "day", value: Math.floor(whole / 86_400) },
    { unit: "hour", value: Math.floor(whole / 3_600) % 24 },
    { unit: "minute", value: Math.floor(whole / 60) % 60 },
    { unit: "second", value: whole % 60 },
  ];
  // English abbreviates to `14 mins`; French needs the space that its narrow form lacks.
  const unitDisplay = locale.value === "fr-FR" ? "short" : "narrow";
  const first = parts.findIndex(({ value }) => value > 0);
  const said = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2);
  return said.filter(({ value }, i) => i === 0 || value > 0)
    .map(({ unit, value }) => formatted(value, { style: "unit", unit, unitDisplay }))
    .join(" ");
}

/** Wall ms that something took. */
export function milliseconds(value: Value): string {
  if (value === null || value === undefined) return NOTHING;
  if (value >= 10_000) return duration(value / 1_000);
  return formatted(value, {
    style: "unit",
    unit: "millisecond",
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}
