/**
 * A lot's life as an EPCIS 2.0 document (GS1, JSON-LD): what happened to which goods, when, where
 * and why.
 *
 * | fact | event |
 * |---|---|
 * | ducks placed | ObjectEvent ADD, commissioning, ducks of the lot and how many |
 * | meal, maize known | TransformationEvent, input: maize in kg; linked to slaughter by its transformationID |
 * | meal, maize unknown | ObjectEvent OBSERVE of the ducks; both kinds carry the meal's measures |
 * | slaughter | TransformationEvent, ducks → livers |
 * | lot closed unfinished | ObjectEvent OBSERVE of the ducks, and why |
 * | liver measured | ObjectEvent OBSERVE, inspecting, conformant or non_conformant, the measures |
 * | operator's word | ObjectEvent OBSERVE, accepting, of the lot's livers |
 * | product | TransformationEvent, liver → product, with its dates |
 * | opinion | ObjectEvent OBSERVE of the product; comments stay at home |
 * | recall | ObjectEvent OBSERVE, disposition recalled, from now on |
 *
 * eventTime is simulated time, recordTime the wall's. An event's id is made of the lot's key and of
 * what the event is, so that each export has the same.
 */
import { Temporal } from "temporal-polyfill";
import type { Gs1Keys } from "./epcis_keys.ts";
import {
  type EpcisEvent,
  type EpcisOptions,
  type Json,
  lotEvents,
  type LotLife,
} from "./epcis_events.ts";

export type { EpcisEvent, EpcisOptions, LotLife } from "./epcis_events.ts";

export interface EpcisDocument {
  readonly "@context": Json;
  readonly type: "EPCISDocument";
  readonly schemaVersion: "2.0";
  readonly creationDate: string;
  readonly epcisHeader: Json;
  readonly epcisBody: { readonly eventList: readonly EpcisEvent[] };
}

/** What GS1's vocabularies have no word for stands under `gavaged:`. */
const CONTEXT = [
  "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
  { gavaged: "urn:x-gavaged:epcis:" },
];

export function epcisDocument(life: LotLife, options: EpcisOptions): EpcisDocument {
  const events = lotEvents(life, options);
  return {
    "@context": CONTEXT,
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: options.createdAt,
    epcisHeader: { epcisMasterData: { vocabularyList: masterData(life, options.keys) } },
    epcisBody: { eventList: events.sort(byTime) },
  };
}

/** Several documents as one; a lot that comes twice, under both its names, counts once. */
export function joinDocuments(documents: readonly EpcisDocument[]): EpcisDocument {
  const [first] = documents;
  const events = documents.flatMap(({ epcisBody }) => epcisBody.eventList);
  if (!first) throw new RangeError("join documents: expected at least one, got 0");
  return documents.length === 1 ? first : {
    ...first,
    epcisHeader: {
      epcisMasterData: {
        vocabularyList: documents.flatMap(({ epcisHeader }) =>
          (epcisHeader as { epcisMasterData: { vocabularyList: Json[] } }).epcisMasterData
            .vocabularyList
        ),
      },
    },
    epcisBody: {
      eventList: [...new Map(events.map((event) => [event.eventID, event])).values()].sort(byTime),
    },
  };
}

function masterData({ lot, origin, maize, siteNumber }: LotLife, keys: Gs1Keys): Json {
  const named = (id: string, name: string) => (
    { id, attributes: [{ id: "cbvmda:descriptionShort", attribute: name }] }
  );
  const site = keys.site({ code: lot.site, number: siteNumber });
  return [{
    type: "urn:epcglobal:epcis:vtype:BusinessLocation",
    vocabularyElementList: [{
      id: site,
      attributes: [
        { id: "cbvmda:name", attribute: origin.site_nom },
        { id: "gavaged:siteCode", attribute: lot.site },
      ],
    }],
  }, {
    type: "urn:epcglobal:epcis:vtype:EPCClass",
    vocabularyElementList: [
      named(keys.ducks(lot.code_lot), `Ducks of lot ${lot.code_lot}`),
      named(keys.livers(lot.code_lot), `Foie gras of lot ${lot.code_lot}`),
      ...maize.map(({ code }) => named(keys.maize(code), `Maize lot ${code}`)),
    ],
  }];
}

function byTime(a: EpcisEvent, b: EpcisEvent): number {
  return Temporal.Instant.compare(
    Temporal.Instant.from(a.eventTime),
    Temporal.Instant.from(b.eventTime),
  );
}
