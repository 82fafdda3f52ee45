/** What of a server the consumers speak with. */
import { serverEndpoints } from "../kernel/mod.ts";

export interface ConsumerEndpoints {
  /** Where the REST paths begin, without a trailing slash. */
  readonly api: string;
  products(lot?: string): string;
  scan(qrCode: string): string;
  sample(sampleId: string): string;
  readonly feedback: string;
}

/** @throws AppError `usage`, see `serverEndpoints` */
export function consumerEndpointsOf(address: string): ConsumerEndpoints {
  const { api } = serverEndpoints(address, "/api/consumer");
  const consumer = `${api}/api/consumer`;
  return {
    api,
    products: (lot) =>
      `${consumer}/products${lot === undefined ? "" : `?code_lot=${encodeURIComponent(lot)}`}`,
    scan: (qrCode) => `${consumer}/scan/${encodeURIComponent(qrCode)}`,
    sample: (sampleId) => `${api}/api/sqal/samples/${encodeURIComponent(sampleId)}`,
    feedback: `${consumer}/feedback`,
  };
}
