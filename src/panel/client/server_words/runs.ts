/** Why a run failed, or could not be started or changed. */
import { type Sentence, translated } from "./sentence.ts";

export const RUN_SENTENCES: readonly Sentence[] = [
  {
    server: "the server refused some of its frames; the log names them",
    fr: "le serveur a refusé certains de ses messages ; le journal les nomme",
  },
  { server: "the server sent us away: {why}", fr: "le serveur l’a renvoyée : {why}" },
  {
    server: "the server sent the device away: {why}",
    fr: "le serveur a renvoyé l’appareil : {why}",
  },
  // An address of the server's says nothing to who reads what it answered.
  {
    server: "create {n} lots at {url}: {why}",
    fr: "ses lots n’ont pas pu être placés : {why}",
    en: "its lots could not be placed: {why}",
  },
  {
    server: "connect to {url}: {why}",
    fr: "pas de connexion au serveur : {why}",
    en: "no connection to the server: {why}",
  },
  {
    server: "find the lot at {url}: {why}",
    fr: "son lot n’a pas pu être lu : {why}",
    en: "its lot could not be read: {why}",
  },
  {
    server: "read the lot {id} at {url}: the answer is no lot",
    fr: "le lot {id} n’a pas pu être lu",
    en: "the lot {id} could not be read",
  },
  {
    server: "read the products at {url}: {why}",
    fr: "les produits n’ont pas pu être lus : {why}",
    en: "the products could not be read: {why}",
  },
  { server: "its thread crashed: {why}", fr: "son fil d’exécution s’est arrêté : {why}" },
  { server: "run {id} was ended by force", fr: "l’exécution {id} a été arrêtée de force" },
  { server: "another server took it over", fr: "un autre serveur l’a reprise" },
  {
    server: "the server stopped while it ran",
    fr: "le serveur s’est arrêté pendant qu’elle tournait",
  },
  { server: "the server is stopping", fr: "le serveur s’arrête" },
  { server: "it ended", fr: "elle s’est terminée aussitôt" },
  {
    server: "{n} runs are under way, at most {max} may be",
    fr: "{n} simulateurs sont en marche, {max} au plus peuvent l’être",
  },
  {
    server: "{n} scenarios are under way, more may not be",
    fr: "{n} scénarios sont en cours, il ne peut y en avoir plus",
  },
  {
    server: "run {name} is coming to its end: try again",
    fr: "l’exécution {name} se termine : réessayez",
  },
  { server: "cannot {act} a run that is {status}", fr: "elle est {status}" },
  { server: "cannot {act} a scenario that is {status}", fr: "il est {status}" },
  { server: "a device measures in real time", fr: "un appareil mesure en temps réel" },
  {
    server: "accelerate the gavage runs of the scenario instead",
    fr: "réglez la vitesse des gavages du scénario",
  },
  {
    server: "no scenario {name}",
    fr: "le scénario {name} n’existe pas",
    en: "there is no scenario {name}",
  },
  { server: "no run {id}", fr: "exécution {id}" },
  { server: "no lot {id}", fr: "le lot {id} n’existe pas", en: "there is no lot {id}" },
];

/** Statuses stand in the sentences above, as one word. */
const STATUSES: readonly Sentence[] = [
  { server: "starting", fr: "au démarrage" },
  { server: "running", fr: "en marche" },
  { server: "paused", fr: "en pause" },
  { server: "stopping", fr: "en train de s’arrêter" },
  { server: "stopped", fr: "à l’arrêt" },
  { server: "completed", fr: "à son terme" },
  { server: "failed", fr: "en échec" },
  { server: "interrupted", fr: "interrompue" },
];

export const RUN_WORDS: readonly Sentence[] = [...RUN_SENTENCES, ...STATUSES];

/** Undefined for what no server of this age says. */
export function runSentence(text: string, lang: "fr" | "en"): string | undefined {
  const [prefix] = /^run [0-9a-f]{12}: /.exec(text) ?? [""];
  return translated(text.slice(prefix.length), RUN_WORDS, lang);
}
