/** One event of a lot's life: what, when, by whom, and its proof. */
import type { ComponentChildren } from "preact";
import type { LotEvent } from "../../../../contract/registry.ts";
import type { ChainVerdict } from "../../data/chain_check.ts";
import { type Grade, GRADES } from "../../data/samples.ts";
import { dayAndTime, instantMs, number } from "../../format.ts";
import { words } from "../../i18n.ts";
import { href } from "../../router.ts";
import { GradeMark } from "../../ui/grades.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Stars } from "../../ui/stars.tsx";

const t = words({
  fr: {
    lot_created: "Arrivée de {n} canards",
    gavage_started: "Premier repas, {n} canards",
    gavage_day: "J{day} du gavage",
    forecast: "ITM prévu {itm}",
    measured: "ITM {itm}",
    gavage_ended: "Fin du gavage, J{day}",
    lot_closed: "Lot clos avant terme, J{day}",
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
    verified: "vérifiée",
    altered: "ne correspond pas",
  },
  en: {
    lot_created: "Arrival of {n} ducks",
    gavage_started: "First meal, {n} ducks",
    gavage_day: "D{day} of feeding",
    forecast: "ITM forecast {itm}",
    measured: "ITM {itm}",
    gavage_ended: "End of feeding, D{day}",
    lot_closed: "Lot ended early, D{day}",
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
    verified: "verified",
    altered: "does not match",
  },
});

/** What an event needs to know of its lot. */
export interface OfLot {
  codeLot: string;
  gaveurId: string;
  /** The name of the lot's own. */
  gaveur: string | undefined;
}

interface EventProps {
  event: LotEvent;
  lot: OfLot;
  verdict: ChainVerdict | undefined;
}

export function EventView({ event, lot, verdict }: EventProps) {
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
    case "lot_closed":
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
    case "lot_closed":
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
