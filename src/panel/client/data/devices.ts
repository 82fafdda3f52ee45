/** The devices of quality control. */
import { signal } from "@preact/signals";
import type { Device } from "../../../contract/sqal.ts";
import { ask } from "../api.ts";
import type { EventFrame, SampleEvent } from "../live/frames.ts";
import { hold, type Holding } from "../live/store.ts";

class Devices implements Holding {
  /** By id; the last heard of first. */
  readonly all = signal<ReadonlyMap<string, Device>>(new Map());

  async load(signal: AbortSignal): Promise<() => void> {
    const { devices } = await ask<{ devices: Device[] }>("/api/sqal/devices", { signal });
    devices.sort((a, b) => b.heard_at.localeCompare(a.heard_at));
    return () => this.all.value = new Map(devices.map((device) => [device.device_id, device]));
  }

  apply(events: readonly EventFrame[]): void {
    const heard = new Map<string, SampleEvent>();
    for (const event of events) {
      if (event.type === "sensor_update") heard.set(event.device_id, event);
    }
    if (heard.size === 0) return;
    const fresh = [...heard.values()].map((event) => this.#heardFrom(event)).reverse();
    const others = [...this.all.value.values()].filter((device) => !heard.has(device.device_id));
    this.all.value = new Map([...fresh, ...others].map((device) => [device.device_id, device]));
  }

  #heardFrom(event: SampleEvent): Device {
    const now = new Date().toISOString();
    const known = this.all.value.get(event.device_id);
    return {
      device_id: event.device_id,
      device_name: null,
      device_type: "",
      location: null,
      firmware_version: null,
      site_code: event.site,
      config_profile: null,
      created_at: now,
      ...known,
      status: "active",
      last_seen: event.timestamp,
      heard_at: now,
    };
  }
}

export const devices: Devices = hold(new Devices());
