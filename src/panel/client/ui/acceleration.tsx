/** How fast simulated time runs: on a slider whose steps are factors, or typed. */
import { useId } from "preact/hooks";
import { duration, number } from "../format.ts";
import { words } from "../i18n.ts";
import { numberFault } from "./fields.tsx";

const t = words({
  fr: {
    label: "Accélération",
    exact: "Accélération exacte",
    real: "temps réel : un lot dure 14 jours",
    lot: "un lot de 14 jours dure {time}",
    mark: "Régler sur ×{n}",
  },
  en: {
    label: "Acceleration",
    exact: "Exact acceleration",
    real: "real time: a lot takes 14 days",
    lot: "a lot of 14 days takes {time}",
    mark: "Set to ×{n}",
  },
});

export const MOST_ACCELERATION = 86_400;
const STEPS = 1_000;
const MARKS = [1, 144, 1_440, 86_400];
const LOT_SECONDS = 14 * 86_400;

interface AccelerationProps {
  /** As typed. */
  value: string;
  onInput(value: string): void;
  fault?: string | undefined;
}

export function AccelerationField({ value, onInput, fault }: AccelerationProps) {
  const id = useId();
  const factor = Number(value);
  const wrong = fault ?? numberFault(value, { min: 1, max: MOST_ACCELERATION });
  const note = wrong ?? lotText(factor);
  return (
    <div class="field acceleration">
      <label for={id}>{t("label")}</label>
      <div class="acceleration-row">
        <div class="acceleration-slider">
          <input
            id={id}
            type="range"
            min={0}
            max={STEPS}
            value={stepOf(factor)}
            aria-valuetext={`×${number(factor)}, ${note}`}
            onInput={(event) => onInput(String(factorAt(Number(event.currentTarget.value))))}
          />
          <div class="acceleration-marks">
            {MARKS.map((mark) => (
              <button
                key={mark}
                type="button"
                style={{ left: `${(stepOf(mark) / STEPS) * 100}%` }}
                aria-label={t("mark", { n: number(mark) })}
                aria-pressed={factor === mark}
                onClick={() => onInput(String(mark))}
              >
                ×{number(mark)}
              </button>
            ))}
          </div>
        </div>
        <input
          class="acceleration-exact"
          type="number"
          min={1}
          max={MOST_ACCELERATION}
          aria-label={t("exact")}
          aria-describedby={`${id}-note`}
          aria-invalid={wrong === undefined ? undefined : true}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </div>
      <p id={`${id}-note`} class={wrong === undefined ? "quiet" : "fault"}>{note}</p>
    </div>
  );
}

function lotText(factor: number): string {
  return factor === 1 ? t("real") : t("lot", { time: duration(LOT_SECONDS / factor) });
}

function stepOf(factor: number): number {
  if (!(factor >= 1)) return 0;
  return Math.round(
    (Math.log(Math.min(factor, MOST_ACCELERATION)) / Math.log(MOST_ACCELERATION)) * STEPS,
  );
}

/** To two digits: nobody means 1,437 when they drag. A mark near by takes the handle. */
function factorAt(step: number): number {
  const mark = MARKS.find((mark) => Math.abs(stepOf(mark) - step) <= 8);
  if (mark) return mark;
  const factor = MOST_ACCELERATION ** (step / STEPS);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(factor)) - 1);
  return Math.round(factor / unit) * unit;
}
