/** The devices that measure livers. Samples and sightings write them, with the samples. */
import type { Sql } from "postgres";
import type { Device, DeviceStatus } from "../contract/sqal.ts";
import { restInstant } from "./_rest_instant.ts";
import { numberArray, textArray } from "./array_literals.ts";
import listDevices from "../../sql/queries/devices/list_devices.sql" with { type: "text" };
import listSilent from "../../sql/queries/devices/list_silent.sql" with { type: "text" };
import readActivity from "../../sql/queries/devices/read_activity.sql" with { type: "text" };

export interface DeviceActivity {
  active_devices: number;
  total_devices: number;
  /** Wall seconds since the newest sample came in; null before the first. */
  last_sample_age_seconds: number | null;
}

const PREPARED = { prepare: true };

export class DeviceRepository {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  list(filter: { siteCode?: string; status?: DeviceStatus } = {}): Promise<Device[]> {
    return this.#select([null, filter.siteCode ?? null, filter.status ?? null]);
  }

  async find(deviceId: string): Promise<Device | undefined> {
    return (await this.#select([deviceId, null, null]))[0];
  }

  /** Of these, the active devices that no server has heard of for so long. */
  async stillSilent(
    suspects: readonly { deviceId: string; silentSeconds: number }[],
  ): Promise<string[]> {
    const rows = await this.#sql.unsafe(listSilent, [
      textArray(suspects.map(({ deviceId }) => deviceId)),
      numberArray(suspects.map(({ silentSeconds }) => silentSeconds)),
    ]);
    return rows.map((row) => row.device_id);
  }

  async activity(): Promise<DeviceActivity> {
    const [row] = await this.#sql.unsafe<DeviceActivity[]>(readActivity, [], PREPARED);
    return row!;
  }

  async #select(params: (string | null)[]): Promise<Device[]> {
    const rows = await this.#sql.unsafe<Device[]>(listDevices, params, PREPARED);
    return rows.map((row) => ({
      ...row,
      created_at: restInstant(row.created_at),
      last_seen: row.last_seen && restInstant(row.last_seen),
      heard_at: restInstant(row.heard_at),
    }));
  }
}
