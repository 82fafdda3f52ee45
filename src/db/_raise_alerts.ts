/** Stores alerts so that a repeated condition counts instead of flooding. */
import type { Sql, TransactionSql } from "postgres";
import type { Alert } from "../domain/alerts.ts";
import { textArray } from "./array_literals.ts";
import closeStaleAlerts from "../../sql/queries/alerts/close_stale_alerts.sql" with {
  type: "text",
};
import writeAlerts from "../../sql/queries/alerts/write_alerts.sql" with { type: "text" };

export interface RaisedAlert extends Alert {
  id: number;
}

const PREPARED = { prepare: true };

/**
 * Inside the caller's transaction: while an alert of the same type and subject is open, was not
 * acknowledged and was raised in the last `repeatMinutes`, it counts the repetition. Those about lots
 * that were closed are left out. Returns the alerts that are new.
 */
export async function raiseAlerts(
  tx: Sql | TransactionSql,
  { alerts, repeatMinutes }: { alerts: readonly Alert[]; repeatMinutes: number },
): Promise<RaisedAlert[]> {
  if (alerts.length === 0) return [];
  const byCondition = [...Map.groupBy(alerts, ({ subject, type }) => `${type}/${subject}`).values()]
    .sort(([a], [b]) => a!.subject < b!.subject ? -1 : 1);
  const firsts = byCondition.map(([first]) => first!);
  await tx.unsafe(closeStaleAlerts, [
    textArray(firsts.map((alert) => alert.subject)),
    textArray(firsts.map((alert) => alert.type)),
    repeatMinutes,
  ], PREPARED);
  const rows = byCondition.map(([first, ...repeats]) => toRow(first!, 1 + repeats.length));
  const raised = await tx.unsafe(writeAlerts, [JSON.stringify(rows)], PREPARED);
  return raised.map(({ place, alert_id }) => ({ ...firsts[place - 1]!, id: alert_id }));
}

function toRow(alert: Alert, occurrences: number) {
  return {
    time: alert.time,
    sujet: alert.subject,
    alert_type: alert.type,
    severity: alert.severity,
    title: alert.title,
    message: alert.message,
    device_id: alert.deviceId,
    sample_id: alert.sampleId,
    lot_id: alert.codeLot,
    site_code: alert.siteCode,
    data_context: alert.context,
    threshold_value: alert.threshold ?? null,
    actual_value: alert.actual ?? null,
    occurrences,
  };
}
