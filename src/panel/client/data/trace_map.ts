/** Where something comes from and where it went, as boxes in five columns. */
import type { MaizeTrace, Trace, TraceLot } from "../../../contract/trace.ts";
import type { Grade } from "../../../domain/grades.ts";

export const COLUMNS = ["origin", "lot", "sample", "product", "opinion"] as const;
export type Column = (typeof COLUMNS)[number];
export type BoxKind = "maize" | "gaveur" | Exclude<Column, "origin">;

export interface Box {
  id: string;
  column: Column;
  kind: BoxKind;
  /** May fall between two rows. */
  row: number;
  /** What it is called; absent for a box that stands for `count` of them. */
  name?: string;
  count?: number;
  /** Those that there was no room for. */
  isRest?: boolean;
  grade?: Grade;
  rating?: number | null;
  isActive?: boolean;
  /** What was asked for. */
  isSubject?: boolean;
}

export interface TraceMap {
  boxes: readonly Box[];
  /** Pairs of ids, from maize towards opinions. */
  edges: readonly (readonly [from: string, to: string])[];
  rows: number;
}

/** Siblings shown as boxes of their own; more become one box that counts them. */
const MOST_ROWS = 8;

/** A lot with all that belongs to it, a sample or a product with what is before and after it. */
export function mapOfTrace({ subject, maize, lot, samples, products, feedbacks }: Trace): TraceMap {
  const boxes: Box[] = [];
  const edges: [string, string][] = [];
  const add = (box: Box, from?: string) => {
    boxes.push(box);
    if (from !== undefined) edges.push([from, box.id]);
    return box.id;
  };
  const productOf = new Map(products.map((product) => [product.sample_id, product]));
  // Those that became something first: the rest may be counted.
  const inOrder = samples.toSorted((a, b) =>
    Number(productOf.has(b.sample_id)) - Number(productOf.has(a.sample_id))
  );
  const shown = inOrder.slice(0, inOrder.length > MOST_ROWS ? MOST_ROWS - 1 : MOST_ROWS);
  const shownIds = new Set(shown.map(({ sample_id }) => sample_id));
  const hasSample = ({ sample_id }: { sample_id: string | null }) =>
    sample_id !== null && shownIds.has(sample_id);
  const alone = products.filter((product) => !hasSample(product));
  const rows = Math.max(
    1,
    shown.length + (inOrder.length > shown.length || alone.length > 0 ? 1 : 0),
  );
  const middle = (rows - 1) / 2;

  const lotBox = lot
    ? add({
      id: `lot:${lot.code_lot}`,
      column: "lot",
      kind: "lot",
      row: middle,
      name: lot.code_lot,
      isSubject: subject.kind === "lot",
    })
    : undefined;
  if (lot && lotBox) {
    const origins: Omit<Box, "row">[] = [
      ...maize.slice(0, MOST_ROWS).map(({ code }) => ({
        id: `maize:${code}`,
        column: "origin" as const,
        kind: "maize" as const,
        name: code,
      })),
      {
        id: `gaveur:${lot.gaveur_id}`,
        column: "origin",
        kind: "gaveur",
        name: lot.gaveur_nom ?? `${lot.gaveur_id}`,
      },
    ];
    for (const [i, origin] of origins.entries()) {
      add({ ...origin, row: middle + i - (origins.length - 1) / 2 });
      edges.push([origin.id, lotBox]);
    }
  }

  const addProduct = (product: Trace["products"][number], row: number, from?: string) => {
    const id = add({
      id: `product:${product.product_id}`,
      column: "product",
      kind: "product",
      row,
      name: product.product_id,
      isActive: product.is_active,
      isSubject: subject.kind === "product",
    }, from);
    if (product.nb_feedbacks === 0) return;
    add({
      id: `opinion:${product.product_id}`,
      column: "opinion",
      kind: "opinion",
      row,
      name: product.product_id,
      count: product.nb_feedbacks,
      rating: product.average_rating,
    }, id);
  };
  for (const [row, sample] of shown.entries()) {
    const from = add({
      id: `sample:${sample.sample_id}@${sample.time}`,
      column: "sample",
      kind: "sample",
      row,
      name: sample.sample_id,
      grade: sample.grade as Grade,
      isSubject: subject.kind === "sample",
    }, lotBox);
    const product = productOf.get(sample.sample_id);
    if (product) addProduct(product, row, from);
  }
  const restRow = rows - 1;
  const restSamples = inOrder.length - shown.length;
  const rest = restSamples > 0
    ? add({
      id: "sample:rest",
      column: "sample",
      kind: "sample",
      row: restRow,
      count: restSamples,
      isRest: true,
    }, lotBox)
    : lotBox;
  if (alone.length === 1 && restSamples === 0) addProduct(alone[0]!, restRow, rest);
  else if (alone.length > 0) {
    const from = add({
      id: "product:rest",
      column: "product",
      kind: "product",
      row: restRow,
      count: alone.length,
      isRest: true,
    }, rest);
    const names = new Set(alone.map(({ product_id }) => product_id));
    const said = feedbacks.filter(({ product_id }) => names.has(product_id));
    if (said.length > 0) {
      add({
        id: "opinion:rest",
        column: "opinion",
        kind: "opinion",
        row: restRow,
        count: said.length,
        isRest: true,
        rating: said.reduce((sum, { overall_rating }) => sum + overall_rating, 0) / said.length,
      }, from);
    }
  }
  return spaced({ boxes, edges, rows });
}

/** Forward from one origin: each lot with what became of it, in numbers. */
export function mapOfLots(
  { origin, lots, total }: {
    origin: { kind: "maize" | "gaveur"; id: string; name: string };
    lots: readonly TraceLot[];
    /** Those of pages that were not read count too. */
    total: number;
  },
): TraceMap {
  const shown = lots.slice(0, total > MOST_ROWS ? MOST_ROWS - 1 : MOST_ROWS);
  const rest = total - shown.length;
  const rows = Math.max(1, shown.length + (rest > 0 ? 1 : 0));
  const originId = `${origin.kind}:${origin.id}`;
  const boxes: Box[] = [{
    id: originId,
    column: "origin",
    kind: origin.kind,
    name: origin.name,
    row: (rows - 1) / 2,
    isSubject: true,
  }];
  const edges: [string, string][] = [];
  for (const [row, lot] of shown.entries()) {
    const { code_lot: name, nb_samples, nb_products, nb_feedbacks } = lot;
    let from = originId;
    const add = (box: Box) => {
      boxes.push(box);
      edges.push([from, box.id]);
      from = box.id;
    };
    add({ id: `lot:${name}`, column: "lot", kind: "lot", row, name });
    if (nb_samples > 0) {
      add({ id: `sample:${name}`, column: "sample", kind: "sample", row, name, count: nb_samples });
    }
    if (nb_products > 0) {
      add({
        id: `product:${name}`,
        column: "product",
        kind: "product",
        row,
        name,
        count: nb_products,
      });
    }
    if (nb_feedbacks > 0) {
      add({
        id: `opinion:${name}`,
        column: "opinion",
        kind: "opinion",
        row,
        name,
        count: nb_feedbacks,
        rating: lot.average_rating,
      });
    }
  }
  if (rest > 0) {
    boxes.push({
      id: "lot:rest",
      column: "lot",
      kind: "lot",
      row: rows - 1,
      count: rest,
      isRest: true,
    });
    edges.push([originId, "lot:rest"]);
  }
  return { boxes, edges, rows };
}

export function mapOfMaize({ maize, totals, lots }: MaizeTrace): TraceMap {
  return mapOfLots({
    origin: { kind: "maize", id: maize.code, name: maize.code },
    lots,
    total: totals.lots,
  });
}

/** Origins may be more than what follows: nothing stands above the first row. */
function spaced({ boxes, edges, rows }: TraceMap): TraceMap {
  const top = Math.min(0, ...boxes.map(({ row }) => row));
  const bottom = Math.max(rows - 1, ...boxes.map(({ row }) => row));
  return {
    boxes: boxes.map((box) => ({ ...box, row: box.row - top })),
    edges,
    rows: bottom - top + 1,
  };
}
