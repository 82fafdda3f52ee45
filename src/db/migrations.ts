/** Every file under sql/migrations and sql/timescale, in order; a test holds this list to the folders. */
import lotsAndMeals from "../../sql/migrations/0001_lots_and_meals.sql" with { type: "text" };
import realtimeViews from "../../sql/migrations/0002_realtime_views.sql" with { type: "text" };
import quality from "../../sql/migrations/0003_quality.sql" with { type: "text" };
import inspections from "../../sql/migrations/0004_inspections.sql" with { type: "text" };
import registry from "../../sql/migrations/0005_registry.sql" with { type: "text" };
import products from "../../sql/migrations/0006_products.sql" with { type: "text" };
import curves from "../../sql/migrations/0007_curves.sql" with { type: "text" };
import trace from "../../sql/migrations/0008_trace.sql" with { type: "text" };
import runs from "../../sql/migrations/0009_runs.sql" with { type: "text" };
import access from "../../sql/migrations/0010_access.sql" with { type: "text" };
import lotNews from "../../sql/migrations/0011_lot_news.sql" with { type: "text" };
import lotClosures from "../../sql/migrations/0012_lot_closures.sql" with { type: "text" };
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
  { name: "0005_registry.sql", text: registry },
  { name: "0006_products.sql", text: products },
  { name: "0007_curves.sql", text: curves },
  { name: "0008_trace.sql", text: trace },
  { name: "0009_runs.sql", text: runs },
  { name: "0010_access.sql", text: access },
  { name: "0011_lot_news.sql", text: lotNews },
  { name: "0012_lot_closures.sql", text: lotClosures },
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
