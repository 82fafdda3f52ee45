/** A trace as nodes and edges, for a drawing. */
import type { Trace, TraceGraph, TraceKind } from "../contract/trace.ts";

/** Edges point forward: maize and gaveur → lot, lot and device → sample → product → feedback. */
export function traceGraph(trace: Trace): TraceGraph {
  const { lot } = trace;
  const nodes = new Map<string, TraceGraph["nodes"][number]>();
  const edges = new Map<string, TraceGraph["edges"][number]>();
  const node = (kind: TraceKind, key: string | number, label = String(key)) => {
    const id = `${kind}:${key}`;
    nodes.set(id, { id, kind, label });
    return id;
  };
  const edge = (from: string | undefined, to: string) => {
    if (from !== undefined) edges.set(`${from}>${to}`, { from, to });
  };

  const lotNode = lot ? node("lot", lot.code_lot) : undefined;
  if (lot && lotNode) {
    for (const { code } of trace.maize) edge(node("maize", code), lotNode);
    edge(node("gaveur", lot.gaveur_id, lot.gaveur_nom ?? `gaveur ${lot.gaveur_id}`), lotNode);
  }
  const sampleNodes = new Map<string, string>();
  for (const sample of trace.samples) {
    const key = `${sample.sample_id}@${sample.time}`;
    const to = node("sample", key, `${sample.sample_id} ${sample.grade}`);
    sampleNodes.set(sample.sample_id, to);
    edge(lotNode, to);
    edge(node("device", sample.device_id), to);
  }
  for (const product of trace.products) {
    const to = node("product", product.product_id);
    const sample = product.sample_id === null ? undefined : sampleNodes.get(product.sample_id);
    edge(sample ?? lotNode, to);
  }
  for (const { feedback_id, product_id, overall_rating } of trace.feedbacks) {
    edge(`product:${product_id}`, node("feedback", feedback_id, `${overall_rating}/5`));
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}
