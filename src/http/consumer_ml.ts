/** `/api/consumer/ml`: opinions beside the measured livers they are about, to learn from. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { Marked, TrainingData } from "../contract/consumer.ts";
import { text, word } from "../contract/words.ts";
import type { FeedbackRepository } from "../db/feedback_repository.ts";
import type { Clock } from "../lib/clock.ts";
import { detail, detailAnswer, invalidAnswer } from "./_fastapi.ts";
import { json, jsonBody } from "./routes.ts";

const tags = ["Consumer"];
const MAX_ROWS = 50_000;
const MAX_ID = 2 ** 31 - 1;

const dataRoute = createRoute({
  method: "get",
  path: "/api/consumer/ml/training-data",
  tags,
  summary: "Ratings and measurements, newest first",
  request: {
    query: z.object({
      site_code: text(20).optional(),
      min_feedbacks: z.coerce.number().int().min(0).max(MAX_ID).default(100),
      limit: z.coerce.number().int().min(1).max(MAX_ROWS).default(10_000),
    }),
  },
  responses: {
    200: json(TrainingData, "The rows"),
    404: detailAnswer("Fewer than asked for"),
    422: invalidAnswer,
  },
});

const markRoute = createRoute({
  method: "post",
  path: "/api/consumer/ml/mark-used",
  tags,
  summary: "Note which part of a data set feedbacks went into",
  request: {
    query: z.object({ split: word(20).default("train") }),
    body: jsonBody(z.array(z.int().min(1).max(MAX_ID)).max(MAX_ROWS)),
  },
  responses: { 200: json(Marked, "Noted"), 422: invalidAnswer },
});

export function addConsumerMlRoutes(
  routes: OpenAPIHono,
  { consumer: { feedbacks }, clock }: {
    consumer: { feedbacks: Pick<FeedbackRepository, "trainingData" | "markUsed"> };
    clock: Clock;
  },
): void {
  routes.openapi(dataRoute, async (c) => {
    const { site_code, min_feedbacks, limit } = c.req.valid("query");
    const found = await feedbacks.trainingData({ site: site_code, limit });
    if (found.total < min_feedbacks) {
      throw detail(404, `Pas assez d'avis : ${found.total} sur ${min_feedbacks}`);
    }
    return c.json(found, 200);
  });

  routes.openapi(markRoute, async (c) => {
    const { split } = c.req.valid("query");
    const now = new Date(clock.now()).toISOString();
    const marked_count = await feedbacks.markUsed(c.req.valid("json"), { split, now });
    return c.json({ success: true as const, marked_count, split }, 200);
  });
}
