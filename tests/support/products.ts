/** Lots that went through quality control, and the products made of them. */
import type { ConsumerProduct } from "../../src/contract/consumer.ts";
import type { MealFrame } from "../../src/contract/meal.ts";
import { mealsOfLot } from "./meals.ts";
import { sampleNumber } from "./samples.ts";
import { feed, type TestServer } from "./server.ts";
import { TestSocket } from "./test_socket.ts";
import { until } from "./until.ts";

/** A lot of twelve days with so many compliant samples, inspected; returns its products, newest first. */
export async function lotWithProducts(
  server: TestServer,
  { code = "LL2611001", samples = 2, meal = {} }: {
    code?: string;
    samples?: number;
    meal?: Partial<MealFrame>;
  } = {},
): Promise<ConsumerProduct[]> {
  await feed(server, ...mealsOfLot(12, { ...meal, code_lot: code }));
  await using socket = await TestSocket.open(`${server.url}/ws/sensors`);
  for (let n = 1; n <= samples; n++) {
    socket.send(sampleNumber(n, { sample_id: `${code}-${n}`, lot_id: code }));
  }
  await socket.take(samples, "ack");
  await server.db.sql`update sqal_pending_lots
    set status = 'inspected', date_inspection_sqal = '2026-11-22T09:00:00Z' where code_lot = ${code}`;
  return await productsOf(server, { code, count: samples });
}

/** The products on the market of a lot, once there are so many. */
export function productsOf(
  server: TestServer,
  { code, count }: { code: string; count: number },
): Promise<ConsumerProduct[]> {
  return until(`${count} products of ${code}`, async () => {
    const { body } = await server.api(`/api/consumer/products?code_lot=${code}`);
    const products = body as unknown as ConsumerProduct[];
    return products.length === count && products;
  });
}

/** The status alone of an answer. */
export async function statusOf(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}
