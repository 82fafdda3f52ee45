/** Traces as trees to read: what a thing came from, what came of it. */
import { closureText } from "./closure_text.ts";
import type {
  MaizeTrace,
  Trace,
  TraceFeedback,
  TraceLot,
  TraceProduct,
  TraceSample,
} from "../contract/trace.ts";

interface Branch {
  text: string;
  children?: readonly Branch[];
}

/** Feedback shown under one product. */
const SHOWN_FEEDBACKS = 5;

export function traceTree(trace: Trace): string {
  const { subject, lot } = trace;
  const products = productBranches(trace.products, trace.feedbacks);
  const samples = trace.samples.map((sample): Branch => ({
    text: sampleText(sample),
    children: products.filter(({ product }) => product.sample_id === sample.sample_id),
  }));
  const measured = new Set(trace.samples.map(({ sample_id }) => sample_id));
  const rest = products.filter(({ product }) =>
    product.sample_id === null || !measured.has(product.sample_id)
  );
  return draw({
    text: `${subject.kind} ${subject.id}`,
    children: [
      { text: "came from", children: lot ? origins(trace) : [{ text: "no lot was named" }] },
      { text: "became", children: orNothing([...samples, ...rest]) },
    ],
  });
}

export function maizeTree({ maize, totals, lots, products, feedbacks }: MaizeTrace): string {
  const branches = productBranches(products, feedbacks);
  return draw({
    text: `maize lot ${maize.code}${deliveryOf(maize)}`,
    children: [{
      text: `became: ${totals.lots} lots, ${totals.samples} samples, ${totals.products} ` +
        `products, ${totals.feedbacks} opinions`,
      children: lots.map((lot) => ({
        text: `${lotText(lot)}, fed with it since ${lot.since}`,
        children: branches.filter(({ product }) => product.code_lot === lot.code_lot),
      })),
    }],
  });
}

function origins({ lot, maize }: Trace): Branch[] {
  if (!lot) return [];
  const { meals, curve } = lot;
  return [
    {
      text: lotText(lot),
      children: [
        { text: `gaveur ${lot.gaveur_id} ${lot.gaveur_nom ?? ""}` },
        { text: `site ${lot.site} ${lot.site_nom}` },
        ...(curve ? [{ text: `feeding curve ${curve.id}, version ${curve.version}` }] : []),
        ...orNothing(
          maize.map((use) => ({
            text: `maize lot ${use.code}${deliveryOf(use)}, fed since ${use.since}`,
          })),
          "maize lot unknown",
        ),
        {
          text: `${meals.count} meals, ${day(meals.first)} to ${day(meals.last)}: ` +
            `${kg(meals.dose_reelle_g / 1000)} of maize a duck (planned ` +
            `${kg(meals.dose_theorique_g / 1000)}), ${kg(meals.maize_kg)} in all`,
        },
        {
          text: `quality control ${lot.sqal_status ?? "not reached"}` +
            (lot.decided_by === null ? "" : ` by ${lot.decided_by}: ${lot.decision_reason ?? ""}`) +
            `, ITM ${lot.itm ?? "not measured"}, ${lot.events} events in the registry`,
        },
      ],
    },
  ];
}

function lotText(lot: TraceLot): string {
  return `lot ${lot.code_lot} (${lot.lot_id}), ${lot.genetique ?? "genetics unknown"}, ` +
    `${lot.nb_canards_initial} ducks, J0 ${lot.debut_lot}, ` +
    (lot.cloture ? closureText(lot.cloture) : `slaughter ${day(lot.date_abattage)}`);
}

function sampleText({ sample_id, grade, score, poids_foie_g, device_id, time }: TraceSample) {
  return `sample ${sample_id}: ${grade}, score ${score.toFixed(2)}, ${poids_foie_g} g, ` +
    `measured by ${device_id} on ${day(time)}`;
}

function productBranches(
  products: readonly TraceProduct[],
  feedbacks: readonly TraceFeedback[],
): (Branch & { product: TraceProduct })[] {
  return products.map((product) => {
    const said = feedbacks.filter(({ product_id }) => product_id === product.product_id);
    const shown = said.slice(0, SHOWN_FEEDBACKS).map((feedback) => ({
      text: `${feedback.overall_rating}/5 on ${day(feedback.time)} ${feedback.comment ?? ""}`,
    }));
    const hidden = product.nb_feedbacks - shown.length;
    const { is_active, average_rating } = product;
    return {
      product,
      text: `product ${product.product_id}${is_active ? "" : ", OFF THE MARKET"}, ` +
        (average_rating === null
          ? "no opinion yet"
          : `${average_rating.toFixed(1)}/5 by ${product.nb_feedbacks}`),
      children: hidden > 0 ? [...shown, { text: `and ${hidden} more` }] : shown,
    };
  });
}

function deliveryOf({ supplier, delivered_on }: MaizeTrace["maize"]): string {
  return (supplier === null ? "" : `, of ${supplier}`) +
    (delivered_on === null ? "" : `, delivered ${delivered_on}`);
}

function orNothing(branches: readonly Branch[], text = "nothing yet"): readonly Branch[] {
  return branches.length > 0 ? branches : [{ text }];
}

function day(instant: string | null): string {
  return instant?.slice(0, 10) ?? "not yet";
}

function kg(value: number): string {
  return `${value.toFixed(1)} kg`;
}

function draw(root: Branch): string {
  const lines = [clean(root.text)];
  const grow = (children: readonly Branch[], indent: string) => {
    for (const [i, child] of children.entries()) {
      const isLast = i === children.length - 1;
      lines.push(`${indent}${isLast ? "└─ " : "├─ "}${clean(child.text)}`);
      grow(child.children ?? [], indent + (isLast ? "   " : "│  "));
    }
  };
  grow(root.children ?? [], "");
  return lines.join("\n");
}

/** Names and comments are other people's: none of them may speak to the terminal. */
function clean(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ").trim();
}
