/** Feeding curves' part of the server: what lots taught, made into proposals. */
import type { Sql } from "postgres";
import type { FeedingCurve, NoProposal } from "../contract/curves.ts";
import type { CurveObservation, fitCurve, Optimisation } from "../consumer/curves/mod.ts";
import { CurveRepository, type LotObservation } from "../db/curve_repository.ts";
import { frameTimestamp } from "../domain/time.ts";
import type { Clock } from "../lib/clock.ts";
import type { Hub } from "../realtime/mod.ts";

export interface CurvesDeps {
  sql: Sql;
  hub: Pick<Hub, "publish">;
  clock: Clock;
}

export interface Curves {
  readonly curves: Pick<CurveRepository, "list" | "find" | "active" | "propose" | "act">;
  optimiseCurve(
    wanted: { genetique: string; site: string | null; by: string | undefined },
  ): Promise<{ status: "proposed"; curve: FeedingCurve } | NoProposal>;
}

/** A proposal's frame; one with what the optimiser expects is the longest. */
const CURVE_FRAME_BYTES = 2_000;

export function createCurves({ sql, hub, clock }: CurvesDeps): Curves {
  const curves = new CurveRepository(sql);
  const publish = (curve: FeedingCurve) =>
    hub.publish(
      { kind: "curve_update", site: curve.site },
      { type: "curve_update", timestamp: frameTimestamp(clock.now()), data: curve },
      CURVE_FRAME_BYTES,
    );
  const propose: CurveRepository["propose"] = async (wanted) => {
    const curve = await curves.propose(wanted);
    publish(curve);
    return curve;
  };
  return {
    curves: {
      list: (filter) => curves.list(filter),
      find: (id) => curves.find(id),
      active: (genetique, site) => curves.active(genetique, site),
      propose,
      async act(act, by) {
        const result = await curves.act(act, by);
        if (result.status === "done") publish(result.curve);
        return result;
      },
    },
    async optimiseCurve({ genetique, site, by = "optimiser" }) {
      // The regression is much code, wanted a few times a year.
      const { fitCurve, MOST_LOTS, optimiseCurve } = await import("../consumer/curves/mod.ts");
      const lots = await curves.observations({ genetique, site, limit: MOST_LOTS });
      const base = await curves.active(genetique, site);
      const observations = lots.flatMap((lot) => observationOf(lot, fitCurve) ?? []);
      const found = optimiseCurve(observations, base);
      if (found.status !== "proposed") return refusalOf(found);
      const { curve, expected } = found;
      const at = new Date(clock.now());
      const wanted = { genetique, site, source: "optimiser", curve, expected, by, at } as const;
      return { status: "proposed", curve: await propose(wanted) };
    },
  };
}

/** Undefined for a lot of which too few meals are stored to tell its curve. */
function observationOf(lot: LotObservation, fit: typeof fitCurve): CurveObservation | undefined {
  const curve = lot.curve ?? fit(lot.doses);
  return curve && { ...lot, curve, itm: lot.maizeGrams / lot.liverGrams };
}

function refusalOf(found: Exclude<Optimisation, { status: "proposed" }>): NoProposal {
  if (found.status === "no_improvement") {
    return { ...found, message: "no curve is expected to be better by enough to be tried" };
  }
  const message = `${found.lots} finished and measured lots, ${found.needed} needed`;
  return { ...found, message };
}
