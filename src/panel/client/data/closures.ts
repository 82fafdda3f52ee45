/** Ending lots that will not be finished. What comes of it, the stream of events tells. */
import { ask } from "../api.ts";

export interface Closure {
  by: string;
  reason: string;
}

/** @throws ApiError. */
export function closeLot(codeLot: string, closure: Closure): Promise<unknown> {
  return ask(`/api/lots/${encodeURIComponent(codeLot)}/close`, { body: closure });
}

/** All that a run left unfinished. @throws ApiError. */
export function closeLotsOfRun(runId: string, closure: Closure): Promise<unknown> {
  return ask(`/api/control-panel/runs/${runId}/close-lots`, { body: closure });
}
