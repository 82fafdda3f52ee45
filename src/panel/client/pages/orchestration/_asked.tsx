/** What a run was asked for. */
import type { ComponentChildren } from "preact";
import type { Run } from "../../../../contract/control_runs.ts";
import { day, duration, factor, number } from "../../format.ts";
import { href } from "../../router.ts";
import { Fact } from "../../ui/fact.tsx";
import { runName } from "../../ui/run_facts.tsx";
import { QUALITY_PROFILES, t } from "./_setting_words.ts";

export function Asked({ run }: { run: Run }) {
  const shown = settingsOf(run);
  return (
    <>
      {Object.entries(run.config).map(([name, value]) =>
        isShown(name)
          ? <Fact key={name} name={t(name)}>{shown[name](value)}</Fact>
          // Of a later server.
          : <Fact key={name} name={name}>{JSON.stringify(value)}</Fact>
      )}
    </>
  );
}

type Shown = (value: unknown) => ComponentChildren;

const counted: Shown = (value) => number(Number(value));
const plain: Shown = (value) => String(value);
const NAMES = [
  "nb_lots",
  "acceleration",
  "duration",
  "start",
  "device_id",
  "location",
  "interval",
  "config_profile",
  "lot",
  "feedbacks_per_hour",
  "min_rating",
  "max_rating",
  "use_active_lots",
  "scenario",
  "steps",
] as const;
type Name = (typeof NAMES)[number];

function isShown(name: string): name is Name {
  return (NAMES as readonly string[]).includes(name);
}

function settingsOf(run: Run): Record<Name, Shown> {
  return {
    nb_lots: counted,
    acceleration: (value) => factor(Number(value)),
    duration: (seconds) => Number(seconds) === 0 ? t("endless") : duration(Number(seconds)),
    start: (date) => day(Date.parse(String(date))),
    device_id: plain,
    location: plain,
    interval: counted,
    config_profile: (value) => {
      const known = QUALITY_PROFILES.find((profile) => profile === value);
      return known ? t(known) : String(value);
    },
    lot: (code) => <a class="code" href={href("gavage", String(code))}>{String(code)}</a>,
    feedbacks_per_hour: counted,
    min_rating: counted,
    max_rating: counted,
    use_active_lots: (value) => t(value ? "yes" : "no"),
    scenario: () => runName(run),
    steps: (steps) => number((steps as readonly unknown[]).length),
  };
}
