/**
 * The drawing of a trace: columns of boxes with lines between them, each box a link. Where there is
 * no room for columns the same stands as a nested list.
 */
import type { ComponentChildren } from "preact";
import { type Box, type BoxKind, type Column, COLUMNS, type TraceMap } from "../data/trace_map.ts";
import { number } from "../format.ts";
import { counted, type Texts, words } from "../i18n.ts";
import { href } from "../router.ts";
import { opinionsText, samplesText } from "./counts.ts";
import { GradeMark } from "./grades.tsx";
import { Stars } from "./stars.tsx";

const t = words({
  fr: {
    origin: "Maïs et gaveur",
    lot: "Lot",
    sample: "Échantillons",
    product: "Produits",
    opinion: "Avis",
    maize: "Maïs",
    gaveur: "Gaveur",
    rest: "{what} de plus",
    withdrawn: "Retiré",
    map: "D’où cela vient, ce que c’est devenu",
  },
  en: {
    origin: "Maize and gaveur",
    lot: "Lot",
    sample: "Samples",
    product: "Products",
    opinion: "Opinions",
    maize: "Maize",
    gaveur: "Gaveur",
    rest: "{what} more",
    withdrawn: "Withdrawn",
    map: "Where it comes from, what became of it",
  },
});

const LOTS: Record<"one" | "other", Texts> = {
  one: { fr: "{n} lot", en: "{n} lot" },
  other: { fr: "{n} lots", en: "{n} lots" },
};
const PRODUCTS: Record<"one" | "other", Texts> = {
  one: { fr: "{n} produit", en: "{n} product" },
  other: { fr: "{n} produits", en: "{n} products" },
};

/** Of the drawing's width: a column, and the room for lines after it. */
const GAP = 4;
const WIDTH = (100 - GAP * (COLUMNS.length - 1)) / COLUMNS.length;
/** rem */
const ROW = 3.75;

export function TraceMapView({ map }: { map: TraceMap }) {
  return (
    <>
      <Drawing map={map} />
      <Tree map={map} />
    </>
  );
}

function Drawing({ map: { boxes, edges, rows } }: { map: TraceMap }) {
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const inColumns = COLUMNS.flatMap((column) => boxes.filter((box) => box.column === column));
  return (
    <div class="trace-map">
      <div class="trace-map-heads" aria-hidden="true">
        {COLUMNS.map((column) => <span key={column}>{t(column)}</span>)}
      </div>
      <div class="trace-map-plane" style={{ height: `${rows * ROW}rem` }}>
        <svg viewBox={`0 0 100 ${rows}`} preserveAspectRatio="none" aria-hidden="true">
          {edges.map(([from, to]) => {
            const [a, b] = [byId.get(from), byId.get(to)];
            return a && b && <path key={`${from}>${to}`} d={curve(a, b)} />;
          })}
        </svg>
        <ul aria-label={t("map")}>
          {inColumns.map((box) => (
            <li
              key={box.id}
              style={{
                left: `${leftOf(box.column)}%`,
                width: `${WIDTH}%`,
                top: `${box.row * ROW}rem`,
                height: `${ROW}rem`,
              }}
            >
              <BoxView box={box} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function leftOf(column: Column): number {
  return COLUMNS.indexOf(column) * (WIDTH + GAP);
}

function curve(from: Box, to: Box): string {
  const [x1, x2] = [leftOf(from.column) + WIDTH, leftOf(to.column)];
  const [y1, y2] = [from.row + 0.5, to.row + 0.5];
  const middle = x2 - GAP / 2;
  return `M ${x1} ${y1} H ${x2 - GAP} C ${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** What lies behind comes first, then the lots with all that hangs on them. */
function Tree({ map: { boxes, edges } }: { map: TraceMap }) {
  const childrenOf = (id: string) =>
    edges.filter(([from]) => from === id).flatMap(([, to]) => boxes.filter((box) => box.id === to));
  const branch = (list: readonly Box[]): ComponentChildren =>
    list.length > 0 && (
      <ul>
        {list.map((box) => (
          <li key={box.id}>
            <BoxView box={box} named />
            {branch(childrenOf(box.id))}
          </li>
        ))}
      </ul>
    );
  const origins = boxes.filter(({ column }) => column === "origin");
  const targets = new Set(
    edges.filter(([from]) => origins.some(({ id }) => id === from)).map(([, to]) => to),
  );
  const first = boxes.filter(({ id, column }) =>
    targets.has(id) || (column !== "origin" && !edges.some(([, to]) => to === id))
  );
  return (
    <div class="trace-tree">
      {branch(origins.map((box) => ({ ...box, id: `only/${box.id}` })))}
      {branch(first)}
    </div>
  );
}

function BoxView({ box, named }: { box: Box; named?: boolean }) {
  const { kind, isSubject, isRest } = box;
  const link = linkOf(box);
  const classes = `trace-box ${isSubject ? "trace-box-subject" : ""} ${
    isRest ? "trace-box-rest" : ""
  }`;
  const content = (
    <>
      {(named || kind === "maize" || kind === "gaveur") && (
        <span class="trace-box-kind">{t(kind)}</span>
      )}
      <BoxText box={box} />
    </>
  );
  return link
    ? <a class={classes} href={link} aria-current={isSubject ? "true" : undefined}>{content}</a>
    : <span class={classes}>{content}</span>;
}

function BoxText({ box }: { box: Box }) {
  const { kind, name, count, grade, rating, isRest, isActive } = box;
  if (kind === "opinion") {
    return (
      <span class="trace-box-line">
        {rating !== null && rating !== undefined && <Stars rating={rating} />}
        <span class="quiet">{opinionsText(count ?? 0)}</span>
      </span>
    );
  }
  if (count !== undefined) {
    const what = countText(kind, count);
    return <span>{isRest ? t("rest", { what }) : what}</span>;
  }
  return (
    <span class="trace-box-line">
      {grade && <GradeMark grade={grade} />}
      <span class={kind === "gaveur" ? "trace-box-name" : "trace-box-name code"} title={name}>
        <bdi>{name}</bdi>
      </span>
      {isActive === false && <span class="tone-bad quiet">{t("withdrawn")}</span>}
    </span>
  );
}

function countText(kind: BoxKind, n: number): string {
  switch (kind) {
    case "sample":
      return samplesText(n);
    case "lot":
      return counted(n, LOTS);
    case "product":
      return counted(n, PRODUCTS);
    default:
      return number(n);
  }
}

function linkOf({ kind, id, name, count, isRest }: Box): string | undefined {
  if (isRest || name === undefined) return undefined;
  const isOfLot = count !== undefined && kind !== "opinion";
  switch (kind) {
    case "gaveur":
      return href("trace", id.replace(/^(?:only\/)?gaveur:/, ""));
    case "maize":
    case "lot":
      return href("trace", name);
    case "sample":
      return isOfLot ? href("sqal", undefined, { lot: name }) : href("trace", name);
    case "product":
      return isOfLot
        ? href("consumers", undefined, { view: "products", lot: name })
        : href("trace", name);
    case "opinion":
      return name.startsWith("FG_") ? href("consumers", name) : href("trace", name);
  }
}
