export { ChainCheck, type ChainFault, type Heads } from "./chain.ts";
export { type EpcisDocument, joinDocuments } from "./epcis.ts";
export { epcisOfLot } from "./epcis_lot.ts";
export { gs1Keys } from "./epcis_keys.ts";
export { LotRegistry } from "./lot_registry.ts";
export { Recaller } from "./recall.ts";
export { Tracer } from "./trace.ts";
export { traceGraph } from "./trace_graph.ts";
