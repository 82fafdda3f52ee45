import { deepEqual, equal } from "node:assert/strict";
import type { NewFeedback } from "../../contract/consumer.ts";
import type { FeedbackToStore } from "../../db/feedback_repository.ts";
import type { ScannedProduct } from "../../db/product_repository.ts";
import { ManualClock } from "../../lib/clock.ts";
import { FeedbackDesk } from "./feedback.ts";

const NOW = "2026-11-22T08:00:00.000Z";
const feedback: NewFeedback = { qr_code: "SQAL_1", product_id: "FG_1", overall_rating: 4 };
const PRODUCT = {
  product_id: "FG_1",
  production_date: "2026-11-20",
  best_before_date: "2030-06-01",
} as ScannedProduct;
const given = { feedback, person: "p", idempotencyKey: null };

function desk({ repeated = false }: { repeated?: boolean } = {}) {
  const stored: FeedbackToStore[] = [];
  const told: string[] = [];
  return {
    stored,
    told,
    desk: new FeedbackDesk({
      scanner: {
        scan: (code) =>
          Promise.resolve(
            code === "SQAL_1"
              ? { status: "found", product: PRODUCT }
              : { status: "refused", reason: "forged" },
          ),
      },
      store: {
        store(feedback) {
          if (repeated) return Promise.resolve({ status: "repeated" });
          return Promise.resolve({ status: "stored", feedbackId: stored.push(feedback) });
        },
        byKey(_, key) {
          const at = stored.findIndex(({ idempotencyKey }) => idempotencyKey === key);
          const former = stored[at];
          return Promise.resolve(former && { ...former, feedbackId: at + 1 });
        },
      },
      clientZone: "UTC",
      onStored: ({ time }) => told.push(time),
      clock: new ManualClock(Date.parse(NOW)),
    }),
  };
}

Deno.test("FeedbackDesk: refuses a wrong code, a wrong pair, a bad date, a repetition", async () => {
  const { desk: open, stored } = desk();
  const statusOf = async (changes: Partial<NewFeedback>) =>
    (await open.take({ ...given, feedback: { ...feedback, ...changes } })).status;
  equal(await statusOf({ qr_code: "SQAL_2" }), "unknown_qr");
  equal(await statusOf({ product_id: "FG_2" }), "wrong_product");
  equal(await statusOf({ consumption_date: "yesterday" }), "bad_date");
  equal(await statusOf({ consumption_date: "2031-06-02T12:00:00Z" }), "bad_date");
  equal(stored.length, 0);
  deepEqual(
    await open.take({
      ...given,
      feedback: { ...feedback, consumption_date: "2026-11-19T23:59:00Z" },
    }),
    {
      status: "bad_date",
      message: "expected a date from the slaughter on, 2026-11-20, got 2026-11-19T23:59:00Z",
    },
  );
  equal(stored.length, 0);
  // Simulated lots may be years ahead of the wall.
  equal(await statusOf({ consumption_date: "2031-05-31T12:00:00Z" }), "accepted");
  equal((await desk({ repeated: true }).desk.take(given)).status, "repeated");
});

for (
  const [date, time] of [
    [undefined, NOW],
    ["2026-11-20", NOW],
    ["2026-12-24", NOW],
    ["2026-12-24T20:00:00+01:00", "2026-12-24T19:00:00.000Z"],
  ] as const
) {
  Deno.test(`FeedbackDesk: eaten ${date ?? "at an untold time"}, its place is ${time}`, async () => {
    const { desk: open, told } = desk();
    await open.take({ ...given, feedback: { ...feedback, consumption_date: date } });
    deepEqual(told, [time]);
  });
}

Deno.test("FeedbackDesk: more than fifty characters earn more points", async () => {
  const points = async (comment: string) => {
    const outcome = await desk().desk.take({ ...given, feedback: { ...feedback, comment } });
    return outcome.status === "accepted" && outcome.receipt.reward_points;
  };
  equal(await points("é".repeat(50)), 5);
  equal(await points("🦆".repeat(50)), 5);
  equal(await points("é".repeat(51)), 10);
});

Deno.test("FeedbackDesk: a key again answers the same, with another body it is refused", async () => {
  const { desk: open, stored } = desk();
  const first = await open.take({ ...given, idempotencyKey: "k" });
  deepEqual(await open.take({ ...given, idempotencyKey: "k" }), first);
  const other = { ...given, idempotencyKey: "k", feedback: { ...feedback, overall_rating: 1 } };
  equal((await open.take(other)).status, "key_mismatch");
  equal(stored.length, 1);
});
