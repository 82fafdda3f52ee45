/** A server with lots that went all the way, from maize to feedback. */
import { equal } from "node:assert/strict";
import { mealsOfLot } from "./meals.ts";
import { sampleNumber } from "./samples.ts";
import { feed, type TestServer } from "./server.ts";
import { TestSocket } from "./test_socket.ts";

/** What `traceable` makes of a lot. */
export interface TracedNames {
  code: string;
  maize: string;
  product: string;
  qr: string;
  sample: string;
}

/** Feeds, measures and sells a lot of two days: two samples, one product, rated twice. */
export async function traceable(
  { server, code, maize }: { server: TestServer; code: string; maize: string },
): Promise<TracedNames> {
  const { sql } = server.db;
  await feed(server, ...mealsOfLot(2, { code_lot: code }));
  await using device = await TestSocket.open(`${server.url}/ws/sensors/`);
  const samples = [0, 1].map((n) => sampleNumber(n, { sample_id: `S-${code}-${n}`, lot_id: code }));
  device.send(...samples);
  for (const _ of samples) equal((await device.next("ack")).type, "ack");
  await sql`insert into maize_lots (code, site_code, delivered_on, supplier)
    values (${maize}, 'LL', '2026-11-01', 'Coopérative') on conflict do nothing`;
  const [lot] = await sql`select id, lot_id from lots_gavage where code_lot = ${code}`;
  await sql`insert into lot_maize values (${lot!.id}, ${maize}, '2026-11-07')`;
  const [sample, product, qr] = [
    `S-${code}-1`,
    `FG_LL_20261109_${code}`,
    `SQAL_${lot!.id}_${code}`,
  ];
  await sql`insert into consumer_products
      (product_id, qr_code, qr_signature, lot_id, sample_id, site_code, production_date,
       sqal_grade, sqal_quality_score)
    values (${product}, ${qr}, 'x', ${lot!.id}, ${sample}, 'LL', '2026-11-09', 'B', 0.74)`;
  for (const rating of [4, 5]) {
    await sql`insert into consumer_feedbacks (time, product_id, overall_rating, comment, ip_hash)
      values ('2026-12-24T20:00:00Z', ${product}, ${rating}, '=1+1', ${`p${rating}`})`;
  }
  return { code, maize, product, qr, sample };
}
