/** One measurement of a device, made from its number: made again, it is the same to the last byte. */
import { randomStream } from "../kernel/mod.ts";
import { drawsFrom } from "./draws.ts";
import { FIRMWARE_VERSION } from "./esp32_params.ts";
import { drawLiver } from "./liver.ts";
import type { LotLivers } from "./lot_livers.ts";
import { measureSample } from "./sample.ts";
import { type DeviceIdentity, type OutgoingSample, outgoingSample } from "./sensor_protocol.ts";

/** The lot on the conveyor. */
export interface InspectedLot {
  readonly livers: LotLivers;
  /** False for a lot that was made up: the frame then names none. */
  readonly isKnown: boolean;
  readonly siteCode?: string;
  readonly lotAbattage?: string;
  readonly eleveur?: string;
  readonly provenance?: string;
}

export interface MeasurementRequest {
  readonly seed: number;
  readonly device: DeviceIdentity;
  readonly lot: InspectedLot;
  /** Of this device, from 1: with the seed and the device, all that chance depends on. */
  readonly sequence: number;
  readonly sampleId: string;
  readonly timeMs: number;
}

export type Measurement =
  | { readonly kind: "sample"; readonly sample: OutgoingSample }
  | { readonly kind: "not_measured"; readonly reason: string };

/** Livers put under the sensors until one is seen. */
const TRIES = 3;

export function makeMeasurement(request: MeasurementRequest): Measurement {
  const { seed, device, lot, sequence, sampleId, timeMs } = request;
  const { livers, isKnown, siteCode, lotAbattage, eleveur, provenance } = lot;
  let reason = "";
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const draws = drawsFrom(
      randomStream(seed, "device", device.deviceId, "sample", sequence, attempt),
    );
    const measured = measureSample({
      liver: drawLiver(livers, draws),
      header: {
        sampleId,
        deviceId: device.deviceId,
        macAddress: device.macAddress,
        location: device.location,
        firmwareVersion: FIRMWARE_VERSION,
        profile: livers.profile,
        timeMs,
        siteCode,
        lotAbattage,
        eleveur,
        provenance,
      },
    }, draws);
    if (measured.kind === "sample") {
      const { lot_id, ...nameless } = measured.frame;
      const frame = isKnown ? { ...nameless, lot_id } : nameless;
      return {
        kind: "sample",
        sample: outgoingSample({ frame, truth: measured.truth, timeMs }),
      };
    }
    reason = measured.reason;
  }
  return { kind: "not_measured", reason };
}
