/** The closed loop in process: gavage, quality control, consumers, and the curves they teach. */
export {
  type ArmMeans,
  type Generation,
  type LoopOptions,
  type LoopReport,
  runLoop,
} from "./loop.ts";
export type { Taste } from "./lot.ts";
export { consumerTaste } from "./taste.ts";
