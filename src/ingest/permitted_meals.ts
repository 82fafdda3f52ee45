/** Meals of a client that may not send them for everybody. */
import { type MealFrame, parseMeal } from "../contract/meal.ts";
import type { MealIngest } from "./meals.ts";

/** The field of a meal that is not this client's to send, in words; undefined when all are. */
export type MealPermit = (
  meal: MealFrame,
) => Promise<{ field: string; message: string } | undefined>;

/**
 * Lets through what the permit lets through, and what is no meal, for ingestion to say so. The
 * meals of one client keep their order.
 */
export function permittedMeals(
  ingest: Pick<MealIngest, "submit">,
  permit: MealPermit,
): Pick<MealIngest, "submit"> {
  let last: Promise<void> = Promise.resolve();
  return {
    submit(input, settle) {
      const parsed = parseMeal(input);
      if (!parsed.ok) return ingest.submit(input, settle);
      const { meal } = parsed;
      last = last.then(async () => {
        try {
          const fault = await permit(meal);
          if (!fault) return ingest.submit(input, settle);
          const message = `${fault.field}: ${fault.message}`;
          settle({ status: "forbidden", message, data: input });
        } catch {
          // Whose lot it is could not be read: the sender keeps the meal and tries again.
          settle({ status: "overloaded", retryAfterMs: RETRY_MS, data: input });
        }
      });
    },
  };
}

const RETRY_MS = 1_000;
