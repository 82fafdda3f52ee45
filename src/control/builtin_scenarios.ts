/** The scenarios that every server knows, as they are written under scenarios/. */
import completeDemo from "../../scenarios/complete_demo.yaml" with { type: "text" };
import consumerAnalysis from "../../scenarios/consumer_analysis.yaml" with { type: "text" };
import gavageRealtime from "../../scenarios/gavage_realtime.yaml" with { type: "text" };
import multiSite from "../../scenarios/multi_site.yaml" with { type: "text" };
import productionDemo from "../../scenarios/production_demo.yaml" with { type: "text" };
import qualityFocus from "../../scenarios/quality_focus.yaml" with { type: "text" };
import stressTest from "../../scenarios/stress_test.yaml" with { type: "text" };

export const BUILTIN_SCENARIOS: readonly string[] = [
  completeDemo,
  qualityFocus,
  gavageRealtime,
  consumerAnalysis,
  multiSite,
  stressTest,
  productionDemo,
];
