/** The curve optimiser: what finished lots teach about feeding, and the curve to try next. */
export { fitCurve, type GivenDose } from "./fit_curve.ts";
export { benefitOf, type CurveObservation, maizeCost } from "./observation.ts";
export { type BaseCurve, type Optimisation, optimiseCurve } from "./optimise.ts";
export { LOTS_NEEDED, MOST_LOTS, WEIGHTS } from "./params.ts";
export { varyCurve } from "./vary_curve.ts";
