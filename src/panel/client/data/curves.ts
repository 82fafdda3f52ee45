/** Feeding curves, as the server keeps them, and what people decide about them. */
import type { Curve, FeedingCurve, NoProposal } from "../../../contract/curves.ts";
import { ask, query } from "../api.ts";

export const GENETICS = ["Mulard", "Barbarie", "Pékin"] as const;
export type Genetics = (typeof GENETICS)[number];
export const CURVE_ACTS = ["approve", "activate", "retire"] as const;
export type CurveAct = (typeof CURVE_ACTS)[number];

/** Whose curves: of one genetics, at one site or at every site that has none of its own. */
export interface Scope {
  genetique: Genetics;
  site: string | null;
}

/** Newest first, those of every site among them. */
export async function listCurves(
  genetique: Genetics,
  signal: AbortSignal,
): Promise<FeedingCurve[]> {
  const path = `/api/curves${query({ genetique })}`;
  return (await ask<{ curves: FeedingCurve[] }>(path, { signal })).curves;
}

/** What concerns lots of this scope: the site's own, and those of every site. */
export function curvesOf(curves: readonly FeedingCurve[], { site }: Scope): FeedingCurve[] {
  return curves.filter((curve) => curve.site === null || curve.site === site);
}

/** The one that a new lot would get: its site's own, else that of every site. */
export function activeIn(
  curves: readonly FeedingCurve[],
  { site }: Scope,
): FeedingCurve | undefined {
  const active = curves.filter(({ status }) => status === "active");
  return active.find((curve) => curve.site === site) ?? active.find((curve) => curve.site === null);
}

export type Asked = { status: "proposed"; curve: FeedingCurve } | NoProposal;

/** Asks the optimiser for a curve. @throws ApiError. */
export async function askForProposal(scope: Scope, by: string | undefined): Promise<Asked> {
  const answer = await ask<FeedingCurve | NoProposal>("/api/curves", {
    body: { ...scope, ...(by && { by }) },
  });
  return "message" in answer ? answer : { status: "proposed", curve: answer };
}

/** Proposes one of a person's own. @throws ApiError. */
export function propose(scope: Scope, curve: Curve, by: string | undefined): Promise<FeedingCurve> {
  return ask<FeedingCurve>("/api/curves", { body: { ...scope, curve, ...(by && { by }) } });
}

/** @throws ApiError. */
export function decide(id: number, act: CurveAct, by: string): Promise<FeedingCurve> {
  return ask<FeedingCurve>(`/api/curves/${id}/${act}`, { body: { by } });
}
