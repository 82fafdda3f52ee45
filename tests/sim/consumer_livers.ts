/** Products as quality control really makes them: livers drawn, measured and graded, then put on sale. */
import {
  drawLiver,
  drawLotLivers,
  drawsFrom,
  measureSample,
  type QualityProfileName,
} from "../../simulators/sqal/mod.ts";
import { randomStream } from "../../simulators/kernel/mod.ts";

export interface MadeProduct {
  readonly row: {
    readonly product_id: string;
    readonly qr_code: string;
    readonly lot_id: number;
    readonly sample_id: string;
    readonly sqal_grade: string;
    readonly blockchain_hash: null;
    readonly created_at: string;
  };
  readonly scan: {
    readonly success: true;
    readonly traceability: Readonly<Record<string, unknown>> & {
      readonly sqal_quality_score: number;
    };
  };
  readonly sample: Readonly<Record<string, unknown>> & {
    readonly as7341_oxidation_index: number;
  };
}

export const MADE_MS = Date.parse("2026-11-07T09:00:00Z");
const LOT_SIZE = 5;

/** Compliant livers only, five a lot. */
export function makeProducts(
  count: number,
  profile: QualityProfileName = "foiegras_standard_barquette",
): MadeProduct[] {
  const products: MadeProduct[] = [];
  for (let lot = 1; products.length < count; lot++) {
    const draws = drawsFrom(randomStream(11, profile, "lot", lot));
    const livers = drawLotLivers({
      codeLot: `LL2611${String(lot).padStart(3, "0")}`,
      maizeGivenGramsPerDuck: 7_735 + 657 * draws.normal(),
      profile,
    }, draws);
    for (let i = 0, made = 0; made < LOT_SIZE && i < 10 * LOT_SIZE; i++) {
      const product = measured({ lot, number: products.length + 1, livers, draws });
      if (!product) continue;
      products.push(product);
      made++;
    }
  }
  return products.slice(0, count);
}

function measured({ lot, number, livers, draws }: {
  lot: number;
  number: number;
  livers: ReturnType<typeof drawLotLivers>;
  draws: ReturnType<typeof drawsFrom>;
}): MadeProduct | undefined {
  const sampleId = `ESP32_SQAL_AUTO_${livers.codeLot}_${number}`;
  const made = measureSample({
    liver: drawLiver(livers, draws),
    header: {
      sampleId,
      deviceId: "ESP32_SQAL_AUTO",
      macAddress: "00:00:00:00:00:00",
      location: "Ligne A",
      firmwareVersion: "1",
      profile: livers.profile,
      timeMs: MADE_MS,
    },
  }, draws);
  if (made.kind !== "sample" || !made.frame.fusion.is_compliant) return undefined;
  const { fusion, as7341, vl53l8ch } = made.frame;
  const product_id = `FG_LL_20261107_${String(number).padStart(10, "0")}`;
  const created_at = new Date(MADE_MS + 60_000 * number).toISOString();
  const qr_code = `SQAL_${lot}_${sampleId}_${product_id}_0123456789abcdef`;
  return {
    row: {
      product_id,
      qr_code,
      lot_id: lot,
      sample_id: sampleId,
      sqal_grade: fusion.final_grade,
      blockchain_hash: null,
      created_at,
    },
    scan: {
      success: true,
      traceability: {
        product_id,
        lot_code: livers.codeLot,
        production_date: "2026-11-07T00:00:00",
        quality_control_date: created_at,
        best_before_date: null,
        sqal_quality_score: fusion.final_score,
        sqal_grade: fusion.final_grade,
        average_itm: 15 + 1.6 * draws.normal(),
      },
    },
    sample: {
      fusion_final_score: fusion.final_score,
      fusion_final_grade: fusion.final_grade,
      as7341_freshness_index: as7341.freshness_index,
      as7341_fat_quality_index: as7341.fat_quality_index,
      as7341_oxidation_index: as7341.oxidation_index,
      as7341_color_uniformity: as7341.color_uniformity,
      vl53l8ch_surface_uniformity: vl53l8ch.surface_uniformity,
      poids_foie_estime_g: vl53l8ch.volume_mm3 / 1_000 * 0.947,
    },
  };
}
