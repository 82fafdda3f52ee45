/** A server with something of everything, and for each operation that needs input a good call. */
import { lotWithProducts } from "../support/products.ts";
import { traceable } from "../support/traced.ts";
import type { TestServer } from "../support/server.ts";
import type { Frame } from "../support/test_socket.ts";

export interface Call {
  path?: Record<string, string | number>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** A text is sent as it is. */
  body?: unknown;
  /** Told the answer, for the calls after it. */
  then?(answer: Frame): void;
}

export interface World {
  code: string;
  other: string;
  lotNumber: string;
  product: string;
  qr: string;
  rated: string;
  maize: string;
  sample: string;
  device: string;
  hash: string;
  alert: string;
  unlabelled: string;
  feedbackId: number;
}

const CODE = "LL2611001";
const OTHER = "LL2611002";

export async function seed(server: TestServer): Promise<World> {
  const { sql } = server.db;
  const [product, second] = await lotWithProducts(server, { code: CODE, samples: 3 });
  const traced = await traceable({ server, code: OTHER, maize: "MAIS-1" });
  await sql`update sqal_pending_lots set status = 'inspected' where code_lot = ${OTHER}`;
  const [lot] = await sql`select id, lot_id from lots_gavage where code_lot = ${CODE}`;
  for (const person of ["a", "b", "c", "d", "e"]) {
    await sql`insert into consumer_feedbacks (time, product_id, overall_rating, comment, ip_hash)
      values (now(), ${second!.product_id}, 4, 'Fondant et fin', ${person})`;
  }
  const [feedback] = await sql`select feedback_id from consumer_feedbacks limit 1`;
  const [event] = await sql`select hash from lot_events where lot_id = ${lot!.lot_id} limit 1`;
  const raised = await server.api("/api/sqal/alerts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ alert_type: "seen", severity: "info", message: "Seen" }),
  });
  return {
    code: CODE,
    other: OTHER,
    lotNumber: String(lot!.id),
    product: product!.product_id,
    qr: product!.qr_code,
    rated: second!.product_id,
    maize: traced.maize,
    sample: traced.sample,
    device: "ESP32_LL_01",
    hash: String(event!.hash),
    alert: String(raised.body.alert_id),
    unlabelled: `${CODE}-1`,
    feedbackId: Number(feedback!.feedback_id),
  };
}

const SCENARIO = `name: documented
steps:
  - start: sqal
    with: { device_id: ESP32_DOC_09, interval: 300 }
`;
const CLOSURE = { by: "Marie", reason: "Vente de la ferme" };
const CURVE = {
  duree_jours: 12,
  matin: { premiere_g: 210, derniere_g: 450 },
  soir: { premiere_g: 220, derniere_g: 480 },
};

/** By operation, in the order in which they are called. */
export function examples(world: World): Record<string, Call> {
  const run: Record<string, string> = {};
  const placed: Record<string, string> = {};
  const curve: Record<string, number> = {};
  const device = { device_id: "ESP32_DOC_01" };
  const lot = { path: { id: world.code } };
  const product = { path: { product_id: world.product } };
  const keep = (answer: Frame) => void (run.id = String(answer.id));
  return {
    postTickets: { body: { path: "/ws/realtime/" } },
    postLots: {
      body: {
        lots: [{ gaveur_id: 1, genetique: "Mulard", nb_canards: 50, debut_lot: "2026-11-20" }],
      },
      headers: { "idempotency-key": "documented" },
      then: (answer) => void (placed.id = (answer.lots as { lot_id: string }[])[0]!.lot_id),
    },
    getLotsById: lot,
    getLotsByIdDoses: lot,
    postLotsByIdClose: { path: placed, body: CLOSURE },
    getLotsByIdTimeline: lot,
    getLotsByIdTrace: { ...lot, query: { graph: "true" } },
    getLotsByIdEpcis: { path: { id: world.other } },
    getProductsByIdTrace: { path: { id: world.product }, query: { graph: "true" } },
    getSamplesByIdTrace: { path: { id: world.sample } },
    getMaizeByCodeTrace: { path: { code: world.maize } },
    getRecall: { query: { maize_lot: world.maize } },

    getConsumerScanByQrCode: { path: { qr_code: world.qr } },
    getPublicTraceabilityByQrCode: { path: { qr_code: world.qr } },
    postConsumerFeedback: {
      body: { qr_code: world.qr, product_id: world.product, overall_rating: 5 },
    },
    getConsumerProductByProductIdStats: { path: { product_id: world.rated } },
    getConsumerProducerLotByLotIdStats: { path: { lot_id: world.lotNumber } },
    getConsumerProducerSiteBySiteStats: { path: { site: "LL" } },
    postConsumerInternalRegisterProduct: {
      query: { lot_id: world.lotNumber, sample_id: world.unlabelled, site_code: "LL" },
    },
    getConsumerBlockchainVerifyByHash: { path: { hash: world.hash } },
    getConsumerBlockchainProductByProductIdHistory: product,
    postConsumerInternalLinkBlockchain: {
      query: { product_id: world.product, blockchain_hash: "ab".repeat(32) },
    },
    getConsumerMlTrainingData: { query: { min_feedbacks: "1" } },
    postConsumerMlMarkUsed: { body: [world.feedbackId] },
    getProductsByProductId: product,
    getProductsByProductIdQrSvg: product,
    getProductsByProductIdQrPng: product,

    getSqalDevicesByDeviceId: { path: { device_id: world.device } },
    getSqalSamplesBySampleId: { path: { sample_id: world.sample } },
    postSqalPredict: { query: { sample_id: world.sample } },
    postSqalAlerts: {
      body: {
        device_id: world.device,
        alert_type: "seen",
        severity: "warning",
        message: "Seen again",
      },
    },
    postSqalAlertsByIdAcknowledge: {
      path: { id: world.alert },
      body: { acknowledged_by: "Marie" },
    },
    getSqalIntegrationLotByLotId: { path: { lot_id: world.lotNumber } },
    postSqalPendingLotsByCodeLotApprove: {
      path: { code_lot: world.code },
      body: { by: "Marie" },
    },
    postSqalPendingLotsByCodeLotReject: {
      path: { code_lot: world.other },
      body: { by: "Marie", reason: "Hématomes" },
    },

    postCurves: {
      body: { genetique: "Mulard", curve: CURVE, by: "Marie" },
      then: (answer) => void (curve.id = Number(answer.id)),
    },
    getCurvesById: { path: curve },
    postCurvesByIdApprove: { path: curve, body: { by: "Marie" } },
    postCurvesByIdActivate: { path: curve, body: { by: "Marie" } },
    getCurvesActive: { query: { genetique: "Mulard" } },
    postCurvesByIdRetire: { path: curve, body: { by: "Marie" } },

    postControlPanelSimulatorsStart: { body: { ...device, interval: 300 } },
    getExportByName: { path: { name: "lots" } },
    getControlPanelSimulatorsStatusByDeviceId: { path: device },
    getControlPanelSimulatorsLogsByDeviceId: { path: device },
    postControlPanelSimulatorsStop: { body: { ...device, force: true } },
    postControlPanelScenariosStart: { body: { scenario_name: "production_demo" } },
    postControlPanelSimulatorsStopAll: { query: { force: "true" } },
    postControlPanelGavageStart: { body: { nb_lots: 1, acceleration: 1 } },
    postControlPanelGavageStop: { query: { force: "true" } },
    postControlPanelConsumerStart: { body: { feedbacks_per_hour: 1 } },
    postControlPanelConsumerStop: { query: { force: "true" } },
    postControlPanelRuns: {
      body: { kind: "gavage", config: { nb_lots: 1, acceleration: 1 }, name: "documented" },
      then: keep,
    },
    getControlPanelRunsById: { path: run },
    getControlPanelRunsByIdLogs: { path: run },
    getControlPanelRunsByIdReport: { path: run },
    postControlPanelRunsByIdPause: { path: run },
    postControlPanelRunsByIdResume: { path: run },
    patchControlPanelRunsById: { path: run, body: { acceleration: 2 } },
    postControlPanelRunsByIdStop: { path: run, query: { force: "true" } },
    postControlPanelRunsByIdCloseLots: { path: run, body: CLOSURE },
    postControlPanelScenarios: { body: { document: SCENARIO } },
    postControlPanelOrchestrateStart: {
      body: { scenario_name: "gavage_realtime", acceleration: 1, nb_lots: 1 },
    },
    postControlPanelOrchestrateStopAll: {},

    postProductsByProductIdRecall: { ...product, body: { reason: "Essai" } },
    postRecall: { body: { maize_lot: world.maize, reason: "Mycotoxines", by: "Marie" } },
  };
}
