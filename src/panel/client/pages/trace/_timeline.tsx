/** A lot's life from its arrival to what its eaters say, each step with its proof. */
import { useEffect, useMemo, useState } from "preact/hooks";
import type { LotEvent, Timeline as TimelineData } from "../../../../contract/registry.ts";
import { type ChainVerdict, checkChain } from "../../data/chain_check.ts";
import { GRADES } from "../../data/samples.ts";
import { dayAndTime, instantMs, number } from "../../format.ts";
import { counted, type Texts, words } from "../../i18n.ts";
import { GradeMark } from "../../ui/grades.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";
import type { Tone } from "../../ui/stat.tsx";
import { Empty } from "../../ui/states.tsx";
import { EventView, type OfLot } from "./_timeline_event.tsx";

const t = words({
  fr: {
    none: "Rien n’est encore inscrit",
    intact: "Vérifié : {n} empreintes recalculées dans ce navigateur, aucune modification",
    broken: "L’événement {n} n’est pas celui qui a été inscrit",
    unchecked: "Empreintes non recalculées : ce navigateur ne le permet qu’en HTTPS",
    checking: "Vérification des empreintes…",
    show_all: "Voir chacun",
  },
  en: {
    none: "Nothing is recorded yet",
    intact: "Verified: {n} hashes worked out anew in this browser, nothing was altered",
    broken: "Event {n} is not the one that was recorded",
    unchecked: "Hashes not worked out: this browser does so over HTTPS only",
    checking: "Verifying the hashes…",
    show_all: "See each",
  },
});

/** What many equal steps in a row are called together. */
const MANY: Partial<Record<string, Record<"one" | "other", Texts>>> = {
  sqal_control: {
    one: { fr: "{n} foie mesuré", en: "{n} liver measured" },
    other: { fr: "{n} foies mesurés", en: "{n} livers measured" },
  },
  product_registered: {
    one: { fr: "{n} produit mis en vente", en: "{n} product on the market" },
    other: { fr: "{n} produits mis en vente", en: "{n} products on the market" },
  },
  consumer_feedback: {
    one: { fr: "{n} avis", en: "{n} opinion" },
    other: { fr: "{n} avis", en: "{n} opinions" },
  },
};
/** Fewer in a row are shown one by one. */
const GROUPED_FROM = 4;

const ICONS: Partial<Record<string, IconName>> = {
  lot_created: "sites",
  gavage_started: "gavage",
  gavage_day: "gavage",
  gavage_ended: "gavage",
  sqal_control: "quality",
  sqal_decision: "check",
  product_registered: "cards",
  consumer_feedback: "person",
  recall: "bell",
  blockchain_record: "link",
};

interface TimelineProps {
  timeline: TimelineData;
  /** The name of the lot's own. */
  gaveur: string | undefined;
}

export function Timeline({ timeline, gaveur }: TimelineProps) {
  const { events } = timeline;
  const lot: OfLot = { codeLot: timeline.lot.code_lot, gaveurId: timeline.lot.gaveur_id, gaveur };
  const verdict = useVerdict(events);
  const steps = useMemo(() => grouped(events), [events]);
  if (events.length === 0) return <Empty icon="clock" title={t("none")} />;
  return (
    <>
      <Proof verdict={verdict} count={events.length} />
      <ol class="timeline">
        {steps.map((step) => (
          <Step key={step[0]!.sequence} step={step} lot={lot} verdict={verdict} />
        ))}
      </ol>
    </>
  );
}

function useVerdict(events: readonly LotEvent[]): ChainVerdict | undefined {
  const [state, setState] = useState<{ events: readonly LotEvent[]; verdict: ChainVerdict }>();
  useEffect(() => {
    checkChain(events).then(
      (verdict) => setState({ events, verdict }),
      // Text that no hash can be of was never recorded by the server.
      () => setState({ events, verdict: { status: "unchecked" } }),
    );
  }, [events]);
  return state?.events === events ? state.verdict : undefined;
}

function Proof({ verdict, count }: { verdict: ChainVerdict | undefined; count: number }) {
  const status = verdict?.status ?? "checking";
  const tone = status === "intact" ? "good" : status === "broken" ? "bad" : undefined;
  return (
    <p class={`proof ${tone ? `tone-${tone}` : "quiet"}`} role="status" data-chain={status}>
      <Icon name={status === "intact" ? "check" : status === "broken" ? "bell" : "link"} />
      {t(status, { n: verdict?.status === "broken" ? verdict.sequence : count })}
    </p>
  );
}

/** Equal steps in a row as one. */
function grouped(events: readonly LotEvent[]): LotEvent[][] {
  const runs: LotEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    const isSame = run?.at(-1)?.event_type === event.event_type;
    if (run && isSame && MANY[event.event_type]) run.push(event);
    else runs.push([event]);
  }
  return runs.flatMap((run) => run.length < GROUPED_FROM ? run.map((event) => [event]) : [run]);
}

interface StepProps {
  step: readonly LotEvent[];
  lot: OfLot;
  verdict: ChainVerdict | undefined;
}

function Step({ step, lot, verdict }: StepProps) {
  const [first, last] = [step[0]!, step.at(-1)!];
  const tone = step.map(toneOf).find((tone) => tone === "bad") ?? toneOf(first);
  return (
    <li class={`step ${tone ? `tone-${tone}` : ""}`}>
      <span class="step-mark">
        <Icon name={ICONS[first.event_type] ?? "clock"} />
      </span>
      <div class="step-body">
        {step.length === 1 ? <EventView event={first} lot={lot} verdict={verdict} /> : (
          <>
            <p class="step-title">{counted(step.length, MANY[first.event_type]!)}</p>
            <p class="quiet">{period(first, last)}</p>
            {first.event_type === "sqal_control" && <Grades events={step} />}
            <details>
              <summary>{t("show_all")}</summary>
              <ol class="step-list">
                {step.map((event) => (
                  <li key={event.sequence}>
                    <EventView event={event} lot={lot} verdict={verdict} />
                  </li>
                ))}
              </ol>
            </details>
          </>
        )}
      </div>
    </li>
  );
}

function period(first: LotEvent, last: LotEvent): string {
  const [from, to] = [first, last].map(({ timestamp }) => dayAndTime(instantMs(timestamp)));
  return from === to ? from! : `${from} – ${to}`;
}

function Grades({ events }: { events: readonly LotEvent[] }) {
  const counts = GRADES.map((grade) => ({
    grade,
    n: events.filter(({ data }) => data.grade === grade).length,
  }));
  return (
    <p class="step-grades">
      {counts.filter(({ n }) => n > 0).map(({ grade, n }) => (
        <span key={grade}>
          <GradeMark grade={grade} /> {number(n)}
        </span>
      ))}
    </p>
  );
}

function toneOf({ event_type, data }: LotEvent): Tone | undefined {
  if (event_type === "recall" || data.grade === "REJECT" || data.decision === "rejected") {
    return "bad";
  }
  return data.decision === "approved" ? "good" : undefined;
}
