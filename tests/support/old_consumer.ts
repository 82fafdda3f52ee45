/**
 * The older consumers' simulator, request by request: it asks for the products of a lot or of all,
 * scans one, and rates it with the few fields that it knows, without any header of its own.
 */
import { ok } from "node:assert/strict";

const TIMEOUT_MS = 10_000;

export interface OldVisit {
  productId: string;
  status: number;
  answer: Record<string, unknown>;
}

/** One turn of its loop; undefined when there is nothing to buy. */
export async function oldConsumerTurn(
  url: string,
  { codeLot, turn }: { codeLot?: string; turn: number },
): Promise<OldVisit | undefined> {
  const api = `${url}/api/consumer`;
  const query = codeLot === undefined ? "" : `?code_lot=${codeLot}`;
  const products = await getJson(`${api}/products${query}`) as Record<string, string | null>[];
  ok(Array.isArray(products));
  if (products.length === 0) return undefined;
  const product = products[turn % products.length]!;
  const scan = await getJson(`${api}/scan/${product.qr_code}`) as {
    traceability: { sqal_grade: string };
  };
  const grade = product.sqal_grade ?? scan.traceability.sqal_grade ?? "B";
  const rating = ({ "A+": 5, A: 4, B: 4, C: 3 } as Record<string, number>)[grade] ?? 2;
  const response = await fetch(`${api}/feedback`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      qr_code: product.qr_code,
      product_id: product.product_id,
      overall_rating: rating,
      detailed_ratings: { texture: rating, flavor: rating, freshness: Math.max(1, rating - 1) },
      comment: "Très bon produit, la texture est parfaite et le goût est au rendez-vous.",
      consumption_context: "home",
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return {
    productId: product.product_id!,
    status: response.status,
    answer: await response.json(),
  };
}

async function getJson(address: string): Promise<unknown> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  ok(response.status === 200, `GET ${address}: ${response.status}`);
  return await response.json();
}
