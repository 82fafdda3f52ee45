export {
  FeedbackDesk,
  type FeedbackDeskOptions,
  type FeedbackOutcome,
  type GivenFeedback,
} from "./feedback.ts";
export { makeProduct, type ProductTerms } from "./make_product.ts";
export { ProductIssuer } from "./product_issuer.ts";
export { personHash, QrCodes } from "./qr_code.ts";
export { type QrRefusal, Scanner, type ScanOutcome } from "./scan.ts";
