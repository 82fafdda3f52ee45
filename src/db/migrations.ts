/** Every file under sql/migrations and sql/timescale, in order; a test holds this list to the folders. */
import lotsAndMeals from "../../sql/migrations/0001_lots_and_meals.sql" with { type: "text" };
import realtimeViews from "../../sql/migrations/0002_realtime_views.sql" with { type: "text" };
import quality from "../../sql/migrations/0003_quality.sql" with { type: "text" };
import inspections from "../../sql/migrations/0004_inspections.sql" with { type: "text" };
import hypertables from "../../sql/timescale/0001_hypertables.sql" with { type: "text" };
import dailyAggregate from "../../sql/timescale/0002_daily_aggregate.sql" with { type: "text" };
import policies from "../../sql/timescale/0003_policies.sql" with { type: "text" };
import samplesHypertable from "../../sql/timescale/0004_samples_hypertable.sql" with {
  type: "text",
};
import hourlyAggregate from "../../sql/timescale/0005_hourly_aggregate.sql" with { type: "text" };
import samplesPolicies from "../../sql/timescale/0006_samples_policies.sql" with { type: "text" };

export interface Migration {
  /** File name under sql/migrations, or `timescale/` and the file name under sql/timescale. */
  readonly name: string;
  readonly text: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { name: "0001_lots_and_meals.sql", text: lotsAndMeals },
  { name: "0002_realtime_views.sql", text: realtimeViews },
  { name: "0003_quality.sql", text: quality },
  { name: "0004_inspections.sql", text: inspections },
];

/** What only the TimescaleDB extension gives; applied after all of MIGRATIONS. */
export const TIMESCALE_MIGRATIONS: readonly Migration[] = [
  { name: "timescale/0001_hypertables.sql", text: hypertables },
  { name: "timescale/0002_daily_aggregate.sql", text: dailyAggregate },
  { name: "timescale/0003_policies.sql", text: policies },
  { name: "timescale/0004_samples_hypertable.sql", text: samplesHypertable },
  { name: "timescale/0005_hourly_aggregate.sql", text: hourlyAggregate },
  { name: "timescale/0006_samples_policies.sql", text: samplesPolicies },
];
