/** One simulated ESP32 at work: its life, its buffer, its connection. */
import {
  type Kernel,
  type RandomSource,
  randomStream,
  type TransportEvents,
  uniform,
} from "../kernel/mod.ts";
import { Buffer } from "./buffer.ts";
import {
  type Esp32Event,
  type Esp32Status,
  I2C_ADDRESSES,
  LEDS,
  nextState,
  POWERED_ON,
} from "./esp32.ts";
import { BUFFER_SAMPLES, HEARTBEAT_MS, PHASES_MS, SCAN_MISS_PROBABILITY } from "./esp32_params.ts";
import type { SqalEvent } from "./events.ts";
import { type InspectedLot, makeMeasurement } from "./sample_maker.ts";
import type { SensorLink } from "./sensor_link.ts";
import {
  type DeviceIdentity,
  heartbeatText,
  type Introduction,
  type OutgoingSample,
} from "./sensor_protocol.ts";

export type OpenLink = (
  options: { introduction: Introduction; random: RandomSource },
  events: TransportEvents<OutgoingSample>,
) => SensorLink;

export interface DeviceOptions {
  seed: number;
  identity: DeviceIdentity;
  lot: InspectedLot;
  intervalMs: number;
  /** Measurements to take; endless when undefined. */
  samples?: number;
  /** Where in the interval the first measurement lies, 0–1: not all devices measure at once. */
  phase: number;
  bufferSamples?: number;
}

export interface DeviceDeps {
  kernel: Kernel;
  openLink: OpenLink;
  onEvent(event: SqalEvent): void;
  /** Nothing more will come of this device: all is settled, or the server sent it away. */
  onFinished(): void;
}

export interface DeviceCounts {
  measured: number;
  acked: number;
  refused: number;
  notMeasured: number;
}

/** A measurement that waits: the frame is made again from its number when it is sent. */
interface Waiting {
  readonly sequence: number;
  readonly timeMs: number;
}

export class Esp32Device {
  readonly counts: DeviceCounts = { measured: 0, acked: 0, refused: 0, notMeasured: 0 };
  refusal: string | null = null;
  readonly #options: DeviceOptions;
  readonly #deps: DeviceDeps;
  readonly #random: RandomSource;
  readonly #buffer: Buffer<Waiting>;
  #state = POWERED_ON;
  #bootedMs = 0;
  #link: SensorLink | undefined;
  #finished = false;

  constructor(options: DeviceOptions, deps: DeviceDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#random = randomStream(options.seed, "device", options.identity.deviceId, "life");
    this.#buffer = new Buffer(options.bufferSamples ?? BUFFER_SAMPLES);
  }

  get dropped(): number {
    return this.#buffer.dropped;
  }

  /** Measured, and neither settled nor dropped. */
  get unsettled(): number {
    return this.#buffer.size + (this.#link?.unsettled ?? 0);
  }

  get resent(): number {
    return this.#link?.counts.resent ?? 0;
  }

  get reconnections(): number {
    return Math.max(0, this.#state.connections - 1);
  }

  get isOnline(): boolean {
    return this.#state.status === "online";
  }

  /** Plugs it in at this time, epoch ms. */
  boot(timeMs: number): void {
    this.#bootedMs = timeMs;
    this.#showStatus();
    this.#enterPhase(timeMs);
  }

  /** Says goodbye and goes: what is not acknowledged by now is given up. */
  close(timeMs: number): void {
    this.#beat("offline", timeMs);
    this.#link?.close();
  }

  #enterPhase(timeMs: number): void {
    const { status } = this.#state;
    if (status === "backend_connecting") return this.#start(timeMs);
    if (status === "online" || status === "offline") return;
    const endMs = timeMs + uniform(this.#random, PHASES_MS[status]);
    this.#at(endMs, () => {
      this.#apply(status === "i2c_scan" ? this.#scan() : { kind: "phase_over" });
      this.#enterPhase(endMs);
    });
  }

  #scan(): Esp32Event {
    const answers = () => this.#random.next() >= SCAN_MISS_PROBABILITY;
    return { kind: "scanned", addresses: Object.values(I2C_ADDRESSES).filter(answers) };
  }

  #start(timeMs: number): void {
    const { identity, lot, intervalMs, phase, seed } = this.#options;
    this.#link = this.#deps.openLink({
      introduction: { device: identity, profile: lot.livers.profile, intervalMs },
      random: randomStream(seed, "device", identity.deviceId, "backoff"),
    }, {
      onSettled: (sample, outcome) => {
        const { deviceId } = identity;
        if (outcome.kind === "acked") {
          this.counts.acked++;
          this.#deps.onEvent({ kind: "sample_acked", deviceId, sample });
        } else {
          this.counts.refused++;
          this.#deps.onEvent({ ...outcome, kind: "sample_refused", deviceId, sample });
        }
        this.#pump();
      },
      onState: (state) => {
        if (state.kind === "open") this.#apply({ kind: "connected" });
        else if (state.kind === "connecting") this.#apply({ kind: "connecting" });
        else if (state.kind === "waiting") this.#apply({ kind: "disconnected" });
        else if (state.kind === "refused") {
          this.refusal = state.reason;
          this.#apply({ kind: "sent_away" });
          this.#finish();
        }
        this.#deps.onEvent({ kind: "connection", deviceId: identity.deviceId, state });
        if (state.kind === "open") this.#pump();
      },
    });
    this.#measureAt(timeMs + phase * intervalMs, 1);
    this.#beatAt(timeMs + HEARTBEAT_MS);
  }

  #measureAt(timeMs: number, sequence: number): void {
    const { samples = Infinity, intervalMs, identity: { deviceId } } = this.#options;
    if (sequence > samples) return;
    this.#at(timeMs, () => {
      this.counts.measured++;
      const lost = this.#buffer.push({ sequence, timeMs: Math.round(timeMs) });
      if (lost) this.#deps.onEvent({ kind: "dropped", deviceId, timeMs: lost.timeMs });
      this.#measureAt(timeMs + intervalMs, sequence + 1);
      this.#pump();
    });
  }

  #beatAt(timeMs: number): void {
    this.#at(timeMs, () => {
      this.#beat(this.#state.status, timeMs);
      this.#beatAt(timeMs + HEARTBEAT_MS);
    });
  }

  #beat(status: Esp32Status, timeMs: number): void {
    const stats = {
      status,
      uptimeMs: timeMs - this.#bootedMs,
      sent: this.counts.acked,
      buffered: this.unsettled,
      reconnections: this.reconnections,
      i2cErrors: this.#state.i2cErrors,
    };
    const { deviceId } = this.#options.identity;
    this.#link?.say(heartbeatText(deviceId, stats, Math.round(timeMs)));
  }

  /** Hands on what waits, while there is a connection and room in its window. */
  #pump(): void {
    while (this.isOnline && this.#link?.isOpen) {
      const next = this.#buffer.take();
      if (!next) break;
      const made = this.#make(next);
      if (made) this.#link.send(made);
    }
    const { samples = Infinity } = this.#options;
    if (this.counts.measured >= samples && this.unsettled === 0) this.#finish();
  }

  #make({ sequence, timeMs }: Waiting): OutgoingSample | undefined {
    const { seed, identity: device, lot } = this.#options;
    const sampleId = `${device.deviceId}-${stampOf(this.#bootedMs)}-${
      String(sequence).padStart(3, "0")
    }`;
    const made = makeMeasurement({ seed, device, lot, sequence, sampleId, timeMs });
    if (made.kind === "sample") return made.sample;
    this.counts.notMeasured++;
    const { deviceId } = device;
    this.#deps.onEvent({ kind: "not_measured", deviceId, reason: made.reason });
    return undefined;
  }

  #apply(event: Esp32Event): void {
    const before = this.#state;
    this.#state = nextState(before, event);
    if (this.#state.status !== before.status) this.#showStatus();
  }

  #showStatus(): void {
    const { status } = this.#state;
    const { deviceId } = this.#options.identity;
    this.#deps.onEvent({ kind: "status", deviceId, status, leds: LEDS[status] });
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#deps.onFinished();
  }

  #at(timeMs: number, run: () => void): void {
    this.#deps.kernel.schedule({
      timeMs,
      priority: 0,
      run: () => {
        if (!this.#finished) run();
      },
    });
  }
}

/** `261122-080530`: a device that starts anew does not use an id again. */
function stampOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(2, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}
