/** Alerts: raised by rules or by hand, listed, acknowledged. */
import type { Sql } from "postgres";
import type { AlertRow } from "../contract/sqal_alert.ts";
import type { Alert } from "../domain/alerts.ts";
import { restInstant } from "./_rest_instant.ts";
import { textArray } from "./array_literals.ts";
import { raiseAlerts, type RaisedAlert } from "./_raise_alerts.ts";
import { isOutage } from "./postgres_errors.ts";
import acknowledgeAlert from "../../sql/queries/alerts/acknowledge_alert.sql" with {
  type: "text",
};
import countOpen from "../../sql/queries/alerts/count_open.sql" with { type: "text" };
import insertAlert from "../../sql/queries/alerts/insert_alert.sql" with { type: "text" };
import listSettled from "../../sql/queries/alerts/list_settled.sql" with { type: "text" };
import listAlerts from "../../sql/queries/alerts/list_alerts.sql" with { type: "text" };

export type { RaisedAlert };

export interface AlertFilter {
  /** Bounds of the alerts' own time, ISO 8601. */
  start?: string;
  end?: string;
  /** Without bounds: raised since then, wall time. */
  raisedSince: string;
  severity?: AlertRow["severity"];
  isAcknowledged?: boolean;
  limit: number;
}

export type AcknowledgedAlert =
  & Pick<AlertRow, "alert_id" | "lot_id" | "site_code" | "device_id">
  & { acknowledged_by: string; acknowledged_at: string };

const PREPARED = { prepare: true };

export class AlertRepository {
  readonly #sql: Sql;
  readonly #repeatMinutes: number;

  /** While it is open, an alert counts its repetitions for so many minutes. */
  constructor(sql: Sql, { repeatMinutes }: { repeatMinutes: number }) {
    this.#sql = sql;
    this.#repeatMinutes = repeatMinutes;
  }

  readonly isOutage = isOutage;

  /** Stores all in one transaction; returns those that repeat no open one. */
  raise(alerts: readonly Alert[]): Promise<RaisedAlert[]> {
    return this.#sql.begin((tx) => raiseAlerts(tx, { alerts, repeatMinutes: this.#repeatMinutes }));
  }

  /** Stores one as it is, whatever is open. */
  async insert(alert: Alert): Promise<RaisedAlert> {
    const [row] = await this.#sql.unsafe(insertAlert, [
      alert.time,
      alert.subject,
      alert.type,
      alert.severity,
      alert.title,
      alert.message,
      alert.deviceId,
      alert.sampleId,
      alert.siteCode,
      JSON.stringify(alert.context),
    ]);
    return { ...alert, id: row!.alert_id };
  }

  /** Newest first. */
  async list(filter: AlertFilter): Promise<AlertRow[]> {
    const rows = await this.#sql.unsafe<AlertRow[]>(listAlerts, [
      filter.start ?? null,
      filter.end ?? null,
      filter.raisedSince,
      filter.severity ?? null,
      filter.isAcknowledged ?? null,
      filter.limit,
    ], PREPARED);
    return rows.map((row) => ({
      ...row,
      time: restInstant(row.time),
      acknowledged_at: row.acknowledged_at && restInstant(row.acknowledged_at),
      last_seen: restInstant(row.last_seen),
      created_at: restInstant(row.created_at),
    }));
  }

  /** The first acknowledgement stands; undefined for an alert that is not there. */
  async acknowledge(alertId: number, by: string): Promise<AcknowledgedAlert | undefined> {
    const [row] = await this.#sql.unsafe<AcknowledgedAlert[]>(acknowledgeAlert, [alertId, by]);
    return row && { ...row, acknowledged_at: restInstant(row.acknowledged_at) };
  }

  /** What waited about lots, by their codes, until they were closed: who closed them has seen it. */
  async settledWith(codes: readonly string[]): Promise<AcknowledgedAlert[]> {
    const rows = await this.#sql.unsafe<AcknowledgedAlert[]>(
      listSettled,
      [textArray(codes)],
      PREPARED,
    );
    return rows.map((row) => ({ ...row, acknowledged_at: restInstant(row.acknowledged_at) }));
  }

  /** Alerts that nobody has acknowledged. */
  async countOpen(): Promise<{ active_alerts: number; critical_alerts: number }> {
    const [row] = await this.#sql.unsafe<{ active_alerts: number; critical_alerts: number }[]>(
      countOpen,
      [],
      PREPARED,
    );
    return row!;
  }
}
