/** The events of a lot's life; `epcis.ts` says which fact becomes which event. */
import { Temporal } from "temporal-polyfill";
import type { Dose } from "../contract/lots.ts";
import type { TraceFeedback, TraceMaizeUse } from "../contract/trace.ts";
import type {
  Fact,
  Measure,
  NumberedLot,
  OriginFacts,
  TracedProduct,
} from "../db/trace_repository.ts";
import { type Gs1Keys, stableUuid } from "./epcis_keys.ts";

export interface LotLife extends OriginFacts {
  lot: NumberedLot;
  maize: readonly TraceMaizeUse[];
  meals: readonly Dose[];
  measures: readonly Measure[];
  products: readonly TracedProduct[];
  feedbacks: readonly TraceFeedback[];
  /** The registry's events. */
  facts: readonly Fact[];
}

export interface EpcisOptions {
  keys: Gs1Keys;
  /** IANA zone of the farms. */
  zone: string;
  /** Wall time of the export, ISO 8601. */
  createdAt: string;
}

export type Json = string | number | boolean | null | undefined | readonly Json[] | {
  readonly [key: string]: Json;
};

export interface EpcisEvent {
  readonly type: "ObjectEvent" | "TransformationEvent";
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventTimeZoneOffset: string;
  readonly [key: string]: Json;
}

/** All events of a lot, in no order. */
export function lotEvents(life: LotLife, options: EpcisOptions): EpcisEvent[] {
  return new EventWriter(life, options).all();
}

/** An event's own part; what all have in common is added to it. */
interface EventPart {
  /** What the event is, within its lot: its id is made of it. */
  name: string;
  time: string;
  recordedAt: string | null;
  type: EpcisEvent["type"];
  fields: { readonly [key: string]: Json };
}

class EventWriter {
  readonly #life: LotLife;
  readonly #keys: Gs1Keys;
  readonly #zone: string;
  readonly #ducks: string;
  readonly #livers: string;
  readonly #place: { readonly readPoint: Json; readonly bizLocation: Json };

  constructor(life: LotLife, { keys, zone }: EpcisOptions) {
    this.#life = life;
    this.#keys = keys;
    this.#zone = zone;
    this.#ducks = keys.ducks(life.lot.code_lot);
    this.#livers = keys.livers(life.lot.code_lot);
    const site = keys.site({ code: life.lot.site, number: life.siteNumber });
    this.#place = { readPoint: { id: site }, bizLocation: { id: site } };
  }

  all(): EpcisEvent[] {
    const { meals, measures, products, feedbacks, facts, lot } = this.#life;
    return [
      this.#placed(),
      ...meals.map((meal) => this.#meal(meal)),
      ...(lot.date_abattage === null ? [] : [this.#slaughtered(lot.date_abattage)]),
      ...facts.filter(({ event_type }) => event_type === "lot_closed")
        .map((fact) => this.#closed(fact)),
      ...measures.map((measure) => this.#inspected(measure)),
      ...facts.filter(({ event_type }) => event_type === "sqal_decision")
        .map((fact) => this.#decided(fact)),
      ...products.map((product) => this.#packed(product)),
      ...feedbacks.map((feedback) => this.#rated(feedback)),
      ...facts.filter(({ event_type }) => event_type === "recall")
        .map((fact) => this.#recalled(fact)),
    ];
  }

  #placed(): EpcisEvent {
    const { lot, facts, createdAt } = this.#life;
    const fact = facts.find(({ event_type }) => event_type === "lot_created");
    const arrival = Temporal.PlainDate.from(lot.debut_lot).subtract({ days: 1 })
      .toZonedDateTime(this.#zone).toInstant().toString();
    return this.#event({
      name: "placed",
      time: fact?.time ?? arrival,
      recordedAt: fact?.recorded_at ?? createdAt,
      type: "ObjectEvent",
      fields: {
        action: "ADD",
        bizStep: "commissioning",
        disposition: "active",
        quantityList: [{ epcClass: this.#ducks, quantity: lot.nb_canards_initial }],
        ...this.#place,
        ilmd: this.#lotData(),
      },
    });
  }

  #meal(meal: Dose): EpcisEvent {
    const { maize } = this.#life;
    const day = this.#day(meal.time);
    const newest = maize.filter(({ since }) => since <= day).at(-1)?.since;
    const fed = maize.filter(({ since }) => since === newest);
    const kg = gramsToKg(meal.dose_reelle * meal.nb_vivants);
    const measured = {
      sensorElementList: [{
        sensorMetadata: { time: meal.time },
        sensorReport: [
          { type: "Temperature", value: meal.temperature, uom: "CEL" },
          { type: "RelativeHumidity", value: meal.humidite, uom: "P1" },
          mass("meanWeight", meal.poids_moyen),
          mass("plannedDosePerDuck", meal.dose_theorique),
          mass("dosePerDuck", meal.dose_reelle),
        ],
      }],
      "gavaged:meal": { day: meal.jour, moment: meal.moment, ducks: meal.nb_vivants, maizeKg: kg },
    };
    const event = {
      name: `meal/${meal.jour}/${meal.moment}`,
      time: meal.time,
      recordedAt: meal.recorded_at,
    };
    if (fed.length === 0) {
      return this.#event({
        ...event,
        type: "ObjectEvent",
        fields: {
          action: "OBSERVE",
          bizStep: "sensor_reporting",
          disposition: "in_progress",
          quantityList: [{ epcClass: this.#ducks, quantity: meal.nb_vivants }],
          ...this.#place,
          ...measured,
        },
      });
    }
    return this.#event({
      ...event,
      type: "TransformationEvent",
      fields: {
        transformationID: this.#transformation(),
        // How two maize lots shared one meal is not known.
        inputQuantityList: fed.length === 1
          ? [{ epcClass: this.#keys.maize(fed[0]!.code), quantity: kg, uom: "KGM" }]
          : fed.map(({ code }) => ({ epcClass: this.#keys.maize(code) })),
        bizStep: "creating_class_instance",
        disposition: "in_progress",
        ...this.#place,
        ...measured,
      },
    });
  }

  #slaughtered(time: string): EpcisEvent {
    const { lot, origin, finishedAt } = this.#life;
    const quantity = origin.nb_canards_final ?? lot.nb_canards_initial;
    return this.#event({
      name: "slaughtered",
      time,
      recordedAt: finishedAt,
      type: "TransformationEvent",
      fields: {
        transformationID: this.#transformation(),
        inputQuantityList: [{ epcClass: this.#ducks, quantity }],
        outputQuantityList: [{ epcClass: this.#livers, quantity }],
        bizStep: "creating_class_instance",
        disposition: "in_progress",
        ...this.#place,
        ilmd: { ...this.#lotData(), ...(lot.itm === null ? {} : { "gavaged:itm": lot.itm }) },
      },
    });
  }

  /** What becomes of the ducks is not known; they are fed no more. */
  #closed({ sequence, time, recorded_at, data }: Fact): EpcisEvent {
    return this.#event({
      name: `fact/${sequence}`,
      time,
      recordedAt: recorded_at,
      type: "ObjectEvent",
      fields: {
        action: "OBSERVE",
        bizStep: "other",
        quantityList: [{ epcClass: this.#ducks }],
        ...this.#place,
        "gavaged:closedUnfinished": true,
        ...(typeof data.reason === "string" ? { "gavaged:reason": data.reason } : {}),
      },
    });
  }

  #inspected(measure: Measure): EpcisEvent {
    const index = (name: string, value: number) => (
      { type: "Dimensionless", value, uom: "C62", "gavaged:measure": name }
    );
    const { temperature_c: temperature, humidity_percent: humidity } = measure;
    return this.#event({
      name: `inspected/${measure.device_id}/${measure.sample_id}/${measure.time}`,
      time: measure.time,
      recordedAt: measure.recorded_at,
      type: "ObjectEvent",
      fields: {
        action: "OBSERVE",
        bizStep: "inspecting",
        disposition: measure.is_compliant ? "conformant" : "non_conformant",
        epcList: [this.#liver(measure)],
        ...this.#place,
        sensorElementList: [{
          sensorMetadata: { time: measure.time, deviceID: this.#keys.device(measure.device_id) },
          sensorReport: [
            mass("estimatedLiverWeight", measure.poids_foie_g),
            { type: "Volume", value: measure.volume_mm3, uom: "MMQ" },
            index("score", measure.score),
            index("tofScore", measure.tof_score),
            index("spectralScore", measure.spectral_score),
            index("freshnessIndex", measure.freshness_index),
            index("fatQualityIndex", measure.fat_quality_index),
            index("oxidationIndex", measure.oxidation_index),
            ...(temperature === null
              ? []
              : [{ type: "Temperature", value: temperature, uom: "CEL" }]),
            ...(humidity === null
              ? []
              : [{ type: "RelativeHumidity", value: humidity, uom: "P1" }]),
          ],
        }],
        "gavaged:sampleId": measure.sample_id,
        "gavaged:deviceId": measure.device_id,
        "gavaged:grade": measure.grade,
      },
    });
  }

  #decided(fact: Fact): EpcisEvent {
    return this.#event({
      name: `fact/${fact.sequence}`,
      time: fact.time,
      recordedAt: fact.recorded_at,
      type: "ObjectEvent",
      fields: {
        action: "OBSERVE",
        bizStep: "accepting",
        disposition: fact.data.decision === "rejected" ? "non_conformant" : "conformant",
        quantityList: [{ epcClass: this.#livers }],
        ...this.#place,
      },
    });
  }

  #packed(product: TracedProduct): EpcisEvent {
    const { lot, measures } = this.#life;
    const fact = this.#life.facts.find(({ event_type, data }) =>
      event_type === "product_registered" && data.product_id === product.product_id
    );
    const measure = measures.find((measure) =>
      measure.sample_id === product.sample_id &&
      (product.quality_control_date === null || product.quality_control_date === measure.time)
    );
    const time = fact?.time ?? product.quality_control_date ?? measure?.time ?? lot.date_abattage;
    return this.#event({
      name: `product/${product.product_id}`,
      time: time ?? this.#life.createdAt,
      recordedAt: fact?.recorded_at ?? null,
      type: "TransformationEvent",
      fields: {
        ...(measure
          ? { inputEPCList: [this.#liver(measure)] }
          : { inputQuantityList: [{ epcClass: this.#livers, quantity: 1 }] }),
        outputEPCList: [this.#keys.product(product.product_id)],
        bizStep: "commissioning",
        disposition: "active",
        ...this.#place,
        ilmd: {
          "cbvmda:lotNumber": lot.code_lot,
          ...(product.best_before_date === null
            ? {}
            : { "cbvmda:bestBeforeDate": product.best_before_date }),
          "gavaged:productId": product.product_id,
          ...(product.grade === null ? {} : { "gavaged:grade": product.grade }),
        },
      },
    });
  }

  #rated(feedback: TraceFeedback): EpcisEvent {
    const fact = this.#life.facts.find(({ event_type, data }) =>
      event_type === "consumer_feedback" && Number(data.feedback_id) === feedback.feedback_id
    );
    return this.#event({
      name: `feedback/${feedback.feedback_id}`,
      time: feedback.time,
      recordedAt: fact?.recorded_at ?? null,
      type: "ObjectEvent",
      fields: {
        action: "OBSERVE",
        bizStep: "other",
        epcList: [this.#keys.product(feedback.product_id)],
        "gavaged:rating": feedback.overall_rating,
      },
    });
  }

  #recalled({ sequence, time, recorded_at, data }: Fact): EpcisEvent {
    const products = productIds(data).map((id) => this.#keys.product(id));
    const goods = this.#life.lot.date_abattage === null ? this.#ducks : this.#livers;
    return this.#event({
      name: `fact/${sequence}`,
      time,
      recordedAt: recorded_at,
      type: "ObjectEvent",
      fields: {
        action: "OBSERVE",
        bizStep: "holding",
        disposition: "recalled",
        persistentDisposition: { set: ["recalled"] },
        ...(products.length > 0 ? { epcList: products } : { quantityList: [{ epcClass: goods }] }),
        ...(typeof data.reason === "string" ? { "gavaged:reason": data.reason } : {}),
      },
    });
  }

  #event({ name, time, recordedAt, type, fields }: EventPart): EpcisEvent {
    const offset = Temporal.Instant.from(time).toZonedDateTimeISO(this.#zone).offset;
    return {
      type,
      eventID: this.#urn(name),
      eventTime: time,
      eventTimeZoneOffset: offset,
      ...(recordedAt === null ? {} : { recordTime: recordedAt }),
      ...fields,
    };
  }

  #urn(name: string): string {
    return `urn:uuid:${stableUuid(`${this.#ducks}#${name}`)}`;
  }

  /** Links the meals to the livers that came of them. */
  #transformation(): string {
    return this.#urn("transformation");
  }

  #liver({ device_id: deviceId, sample_id: sampleId, time }: Measure): string {
    return this.#keys.liver({ deviceId, sampleId, time });
  }

  #lotData() {
    const { lot, origin } = this.#life;
    return {
      "cbvmda:lotNumber": lot.code_lot,
      "gavaged:registryId": lot.lot_id,
      "gavaged:gaveurId": String(lot.gaveur_id),
      ...(lot.genetique === null ? {} : { "gavaged:genetics": lot.genetique }),
      ...(origin.curve === null ? {} : { "gavaged:feedingCurve": String(origin.curve.id) }),
    };
  }

  #day(time: string): string {
    return Temporal.Instant.from(time).toZonedDateTimeISO(this.#zone).toPlainDate().toString();
  }
}

/** Names for the keys, which say nothing to a reader. */
function productIds({ product_ids: several, product_id: one }: Fact["data"]): string[] {
  const ids = Array.isArray(several) ? several : [one];
  return ids.filter((id) => typeof id === "string");
}

function mass(name: string, grams: number) {
  return { type: "Mass", value: grams, uom: "GRM", "gavaged:measure": name };
}

/** To the gram: sums of decimals would show their binary rest. */
function gramsToKg(grams: number): number {
  return Math.round(grams) / 1000;
}
