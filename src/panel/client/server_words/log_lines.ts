/** The lines of runs' logs. */
import { RUN_WORDS } from "./runs.ts";
import { type Sentence, translated } from "./sentence.ts";

export const LOG_SENTENCES: readonly Sentence[] = [
  // Lots being fed.
  {
    server: "seed {seed}: {n} lots, arrival on {day}",
    fr: "graine {seed}, arrivée le {day}, lots : {n}",
    en: "seed {seed}, arrival on {day}, lots: {n}",
  },
  {
    server: "lot {lot}: {n} ducks, {breed}, {days} days, {who}",
    fr: "lot {lot} : {n} canards, {breed}, {days} jours, {who}",
  },
  {
    server: "{lot} J{day} {moment}: {dose} g, ducks of {weight} g",
    fr: "{lot} J{day} {moment} : {dose} g, canards de {weight} g",
    en: "{lot} D{day} {moment}: {dose} g, ducks of {weight} g",
  },
  { server: "meal {meal} refused: {why}", fr: "repas {meal} refusé : {why}" },
  {
    server: "{n} of {due} meals acknowledged, lots finished {finished} of {lots}: {outcome}",
    fr: "repas confirmés : {n} sur {due}, lots terminés : {finished} sur {lots} ; {outcome}",
    en: "meals acknowledged: {n} of {due}, lots finished: {finished} of {lots}; {outcome}",
  },
  {
    server: "lot {lot} was ended early by {who}: {why}",
    fr: "lot {lot} clos avant terme par {who} : {why}",
  },
  // Devices.
  {
    server: "seed {seed}: a sample each {s} s",
    fr: "graine {seed}, un échantillon toutes les {s} s",
    en: "seed {seed}, a sample every {s} s",
  },
  { server: "device {device}: {status}", fr: "{device} {status}", en: "{device} {status}" },
  { server: "waiting for the lot: {why}", fr: "attend le lot : {why}" },
  { server: "lot {lot}: {profile}", fr: "lot {lot} : {profile}" },
  { server: "sample {sample} stored", fr: "échantillon {sample} enregistré" },
  { server: "sample {sample} refused: {why}", fr: "échantillon {sample} refusé : {why}" },
  { server: "no sample: {why}", fr: "pas d’échantillon : {why}" },
  {
    server: "a sample was dropped: too many wait for the server",
    fr: "un échantillon est abandonné : trop d’entre eux attendent le serveur",
  },
  {
    server: "{n} of {measured} samples acknowledged: {outcome}",
    fr: "échantillons confirmés : {n} sur {measured} ; {outcome}",
    en: "samples acknowledged: {n} of {measured}; {outcome}",
  },
  // Consumers.
  {
    server: "seed {seed}: {n} feedbacks an hour",
    fr: "graine {seed}, avis par heure : {n}",
    en: "seed {seed}, opinions an hour: {n}",
  },
  {
    server: "no product is for sale yet: waiting",
    fr: "aucun produit en vente pour l’instant : attend",
  },
  {
    server: "{n} products of {lots} lots",
    fr: "produits : {n}, lots : {lots}",
    en: "products: {n}, lots: {lots}",
  },
  { server: "no answer: {why}", fr: "pas de réponse : {why}" },
  { server: "the server answers again", fr: "le serveur répond de nouveau" },
  {
    server: "feedback {id} stored",
    fr: "avis {id} enregistré",
    en: "opinion {id} stored",
  },
  {
    server: "a consumer rated the same product again: kept once",
    fr: "un consommateur a noté deux fois le même produit : une seule note compte",
  },
  {
    server: "feedback refused: {why}",
    fr: "avis refusé : {why}",
    en: "opinion refused: {why}",
  },
  { server: "product {id} is gone", fr: "le produit {id} n’est plus en vente" },
  {
    server: "{n} of {sent} feedbacks accepted: {outcome}",
    fr: "avis acceptés : {n} sur {sent} ; {outcome}",
    en: "opinions accepted: {n} of {sent}; {outcome}",
  },
  // Connections, and what a run comes to.
  { server: "connected", fr: "connecté" },
  {
    server: "not connected: {why}; next try in {ms} ms",
    fr: "pas de connexion : {why} ; nouvel essai dans {ms} ms",
  },
  { server: "not connected: {why}", fr: "pas de connexion : {why}" },
  { server: "no answer within {ms} ms", fr: "pas de réponse en {ms} ms" },
  { server: "no answer within {s} s", fr: "pas de réponse en {s} s" },
  { server: "connection closed with code {code}", fr: "connexion fermée, code {code}" },
  { server: "taken up after an interruption", fr: "reprise après une interruption" },
  {
    server: "did not stop within {ms} ms: ended by force",
    fr: "ne s’est pas arrêtée en {ms} ms : arrêtée de force",
  },
  { server: "acceleration {n}", fr: "accélération ×{n}", en: "acceleration ×{n}" },
  {
    server: "started again on another thread: {why}",
    fr: "relancée sur un autre fil d’exécution : {why}",
  },
  { server: "starting again in {s} s", fr: "nouveau départ dans {s} s" },
  { server: "failed: {why}", fr: "échec : {why}" },
  {
    server: "{n} more lines, too many to show",
    fr: "{n} lignes de plus, trop pour être montrées",
  },
];

/** They stand in the sentences above. */
const WORDS: readonly Sentence[] = [
  { server: "matin", fr: "matin", en: "morning" },
  { server: "soir", fr: "soir", en: "evening" },
  { server: "done", fr: "mené à bien" },
  { server: "refused", fr: "il y a eu des refus", en: "some were refused" },
  { server: "started", fr: "démarré" },
  { server: "already_running", fr: "déjà en marche", en: "runs already" },
  { server: "gavage", fr: "gavage", en: "feeding" },
  { server: "consumer", fr: "consommateurs", en: "consumers" },
  { server: "booting", fr: "démarre", en: "boots" },
  { server: "i2c_scan", fr: "cherche ses capteurs", en: "looks for its sensors" },
  { server: "wifi_connecting", fr: "se connecte au Wi-Fi", en: "joins the Wi-Fi" },
  { server: "wifi_connected", fr: "est sur le Wi-Fi", en: "is on the Wi-Fi" },
  { server: "backend_connecting", fr: "se connecte au serveur", en: "connects to the server" },
  { server: "online", fr: "est en ligne", en: "is online" },
  { server: "offline", fr: "est hors ligne", en: "is offline" },
  { server: "error", fr: "est en panne", en: "is faulty" },
  { server: "no_liver: {why}", fr: "pas de foie : {why}", en: "no liver: {why}" },
  { server: "no_signal: {why}", fr: "pas de signal : {why}", en: "no signal: {why}" },
  { server: "empty_tray", fr: "barquette vide", en: "empty tray" },
  { server: "too_few_valid_zones", fr: "trop peu de zones lues", en: "too few zones read" },
  { server: "no_reading", fr: "aucune lecture", en: "no reading" },
  { server: "dark", fr: "trop sombre", en: "too dark" },
  { server: "saturated", fr: "trop de lumière", en: "too bright" },
  // A step of a scenario and what became of it; last, since it is like much else.
  { server: "{step}: {what}", fr: "{step} : {what}" },
];

const KNOWN = [...LOG_SENTENCES, ...RUN_WORDS, ...WORDS];

/** The line in the reader's language; as it is where no server of this age says it. */
export function logLine(message: string, lang: "fr" | "en"): string {
  return translated(message, KNOWN, lang) ?? message;
}
