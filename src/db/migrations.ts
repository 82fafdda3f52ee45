/** Every file under sql/migrations and sql/timescale, in order; a test holds this list to the folders. */
import lotsAndMeals from "../../sql/migrations/0001_lots_and_meals.sql" with { type: "text" };
import realtimeViews from "../../sql/migrations/0002_realtime_views.sql" with { type: "text" };
import hypertables from "../../sql/timescale/0001_hypertables.sql" with { type: "text" };
import dailyAggregate from "../../sql/timescale/0002_daily_aggregate.sql" with { type: "text" };
import policies from "../../sql/timescale/0003_policies.sql" with { type: "text" };

export interface Migration {
  /** File name under sql/migrations, or `timescale/` and the file name under sql/timescale. */
  readonly name: string;
  readonly text: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { name: "0001_lots_and_meals.sql", text: lotsAndMeals },
  { name: "0002_realtime_views.sql", text: realtimeViews },
];

/** What only the TimescaleDB extension gives; applied after all of MIGRATIONS. */
export const TIMESCALE_MIGRATIONS: readonly Migration[] = [
  { name: "timescale/0001_hypertables.sql", text: hypertables },
  { name: "timescale/0002_daily_aggregate.sql", text: dailyAggregate },
  { name: "timescale/0003_policies.sql", text: policies },
];
