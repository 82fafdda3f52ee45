/** A lot's life from its arrival to what its eaters say, each step with its proof. */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { LotEvent, Timeline as TimelineData } from "../../../contract/registry.ts";
import { type ChainVerdict, checkChain } from "../data/chain_check.ts";
import { type Grade, GRADES } from "../data/samples.ts";
import { dayAndTime, instantMs, number } from "../format.ts";
import { counted, type Texts, words } from "../i18n.ts";
import { href } from "../router.ts";
import { GradeMark } from "../ui/grades.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Stars } from "../ui/stars.tsx";
import type { Tone } from "../ui/stat.tsx";
import { Empty } from "../ui/states.tsx";

const t = words({
  fr: {
    none: "Rien n’est encore inscrit",
    lot_created: "Arrivée de {n} canards",
    gavage_started: "Premier repas, {n} canards",
    gavage_day: "Jour {day} de gavage",
    forecast: "ITM prévu {itm}",
    measured: "ITM {itm}",
    gavage_ended: "Fin du gavage, jour {day}",
    sqal_control: "Foie mesuré",
    approved: "Lot accepté",
    rejected: "Lot refusé",
    product_registered: "Produit mis en vente",
    consumer_feedback: "Avis d’un consommateur",
    recall_lot: "Lot rappelé",
    recall_product: "Produit rappelé",
    blockchain_record: "Inscrit dans un autre registre",
    gaveur: "Gaveur {name}",
    device: "Capteur {name}",
    consumer: "Consommateur",
    operator: "Opérateur {name}",
    score: "score {score}",
    course: "Repas et courbes",
    hash: "Empreinte",
    intact: "Vérifié : {n} empreintes recalculées dans ce navigateur, aucune modification",
    broken: "L’événement {n} n’est pas celui qui a été inscrit",
    unchecked: "Empreintes non recalculées : ce navigateur ne le permet qu’en HTTPS",
    checking: "Vérification des empreintes…",
    verified: "vérifiée",
    altered: "ne correspond pas",
    show_all: "Voir chacun",
  },
  en: {
    none: "Nothing is recorded yet",
    lot_created: "Arrival of {n} ducks",
    gavage_started: "First meal, {n} ducks",
    gavage_day: "Day {day} of feeding",
    forecast: "ITM forecast {itm}",
    measured: "ITM {itm}",
    gavage_ended: "End of feeding, day {day}",
    sqal_control: "Liver measured",
    approved: "Lot accepted",
    rejected: "Lot rejected",
    product_registered: "Product on the market",
    consumer_feedback: "A consumer’s opinion",
    recall_lot: "Lot recalled",
    recall_product: "Product recalled",
    blockchain_record: "Recorded in another ledger",
    gaveur: "Gaveur {name}",
    device: "Device {name}",
    consumer: "Consumer",
    operator: "Operator {name}",
    score: "score {score}",
    course: "Meals and curves",
    hash: "Hash",
    intact: "Verified: {n} hashes worked out anew in this browser, nothing was altered",
    broken: "Event {n} is not the one that was recorded",
    unchecked: "Hashes not worked out: this browser does so over HTTPS only",
    checking: "Verifying the hashes…",
    verified: "verified",
    altered: "does not match",
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

/** What every step needs to know of its lot. */
interface OfLot {
  codeLot: string;
  gaveurId: string;
  gaveur: string | undefined;
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

interface EventProps {
  event: LotEvent;
  lot: OfLot;
  verdict: ChainVerdict | undefined;
}

function EventView({ event, lot, verdict }: EventProps) {
  return (
    <>
      <p class="step-title">{titleOf(event)}</p>
      <p class="quiet">
        {dayAndTime(instantMs(event.timestamp))} · {actorText(event.actor, lot)}
      </p>
      <Detail event={event} codeLot={lot.codeLot} />
      <Hash event={event} verdict={verdict} />
    </>
  );
}

/** What an event's `data` holds is known by its type; a text is what is left for any other. */
function titleOf({ event_type, data, description }: LotEvent): string {
  switch (event_type) {
    case "lot_created":
    case "gavage_started":
      return t(event_type, { n: number(Number(data.nb_canards)) });
    case "gavage_day":
      return t(event_type, { day: number(Number(data.day)) });
    case "gavage_ended":
      return t(event_type, { day: number(Number(data.final_day)) });
    case "sqal_control":
    case "product_registered":
    case "consumer_feedback":
    case "blockchain_record":
      return t(event_type);
    case "sqal_decision":
      return t(data.decision === "approved" ? "approved" : "rejected");
    case "recall":
      return t(data.scope === "lot" ? "recall_lot" : "recall_product");
    default:
      return description ?? event_type;
  }
}

function actorText(actor: string, { gaveurId, gaveur }: OfLot): string {
  const [kind, name = ""] = actor.split(/:(.*)/s);
  switch (kind) {
    case "gaveur":
      return t(kind, { name: name === gaveurId && gaveur ? gaveur : name });
    case "device":
    case "operator":
      return t(kind, { name });
    case "consumer":
      return t("consumer");
    default:
      return actor;
  }
}

function Detail({ event: { event_type, data }, codeLot }: { event: LotEvent; codeLot: string }) {
  const parts: ComponentChildren[] = [];
  switch (event_type) {
    case "gavage_started":
      parts.push(<a href={href("gavage", codeLot)}>{t("course")}</a>);
      break;
    case "gavage_day":
    case "gavage_ended": {
      const itm = data.itm_moyen ?? data.final_itm;
      const isForecast = data.itm_is_forecast !== false;
      if (typeof itm === "number") {
        parts.push(t(isForecast ? "forecast" : "measured", { itm: number(itm, 1) }));
      }
      parts.push(<a href={href("gavage", codeLot)}>{t("course")}</a>);
      break;
    }
    case "sqal_control":
      if (isGrade(data.grade)) parts.push(<GradeMark grade={data.grade} />);
      if (typeof data.quality_score === "number") {
        parts.push(t("score", { score: number(data.quality_score, 3) }));
      }
      if (typeof data.sample_id === "string") parts.push(<NameLink name={data.sample_id} />);
      break;
    case "product_registered":
      if (isGrade(data.grade)) parts.push(<GradeMark grade={data.grade} />);
      if (typeof data.product_id === "string") parts.push(<ProductLink id={data.product_id} />);
      break;
    case "consumer_feedback":
      if (typeof data.rating === "number") parts.push(<Stars rating={data.rating} digits={0} />);
      if (typeof data.comment === "string") parts.push(<q>{data.comment}</q>);
      if (typeof data.product_id === "string") parts.push(<ProductLink id={data.product_id} />);
      break;
    case "sqal_decision":
    case "recall":
      if (typeof data.reason === "string") parts.push(<q>{data.reason}</q>);
      if (typeof data.product_id === "string") parts.push(<ProductLink id={data.product_id} />);
      break;
  }
  if (parts.length === 0) return null;
  return <p class="step-detail">{parts.map((part, i) => <span key={i}>{part}</span>)}</p>;
}

function isGrade(value: unknown): value is Grade {
  return GRADES.some((grade) => grade === value);
}

function NameLink({ name }: { name: string }) {
  return <a class="code" href={href("trace", name)}>{name}</a>;
}

function ProductLink({ id }: { id: string }) {
  return <a class="code" href={href("consumers", id)}>{id}</a>;
}

function Hash({ event: { sequence, hash }, verdict }: Pick<EventProps, "event" | "verdict">) {
  const isBroken = verdict?.status === "broken" && sequence >= verdict.sequence;
  const isIntact = verdict?.status === "intact" || (verdict?.status === "broken" && !isBroken);
  return (
    <p class="step-hash">
      <span class="visually-hidden">{t("hash")}</span>
      <span class="code" title={hash}>{hash.slice(0, 12)}…</span>
      {isIntact && (
        <span class="tone-good">
          <Icon name="check" />
          {t("verified")}
        </span>
      )}
      {isBroken && <span class="tone-bad">{t("altered")}</span>}
    </p>
  );
}
