/** What the server refuses, and why, in the reader's language. */
import { ApiError, UNREACHABLE } from "./api.ts";
import { words } from "./i18n.ts";

/** By a problem's code; `{detail}` stands where the server's own words name what is wrong. */
const FR = {
  [UNREACHABLE]: "Le serveur ne répond pas.",
  already_running: "Un simulateur de ce nom est déjà en marche.",
  bad_request: "Le serveur ne comprend pas cette demande : {detail}",
  database_auth: "Le serveur ne peut pas entrer dans sa base de données.",
  database_unreachable: "Le serveur ne peut pas joindre sa base de données pour le moment.",
  forbidden: "Vos rôles ne le permettent pas.",
  hosted_elsewhere: "Un autre serveur conduit cette exécution et n’a pas pu l’arrêter.",
  internal: "Le serveur a rencontré une erreur ; son journal la décrit.",
  invalid: "Le serveur refuse ces valeurs : {detail}",
  lot_finished: "Ce lot est déjà terminé.",
  not_found: "Le serveur ne connaît pas ce nom : {detail}",
  not_possible: "L’état de cette exécution ne le permet pas : {detail}",
  not_running: "Cette exécution ne tourne plus.",
  overloaded: "Le serveur a trop à faire ; réessayez dans un instant.",
  provider_unreachable: "Le fournisseur d’identité ne répond pas pour le moment.",
  run_active: "Cette exécution tourne encore : arrêtez-la d’abord.",
  run_failed: "Le simulateur n’a pas pu démarrer : {detail}",
  too_many_lots: "Trop de lots sont concernés ; ajoutez un critère.",
  too_many_requests: "Trop de demandes en peu de temps ; réessayez dans un instant.",
  too_many_runs: "Le serveur ne peut pas démarrer un simulateur de plus : {detail}",
  unauthorized: "Ce jeton n’est pas accepté : le serveur ne le connaît pas, ou plus.",
  wrong_state: "Quelqu’un en a décidé autrement entre-temps.",
};

const EN: typeof FR = {
  [UNREACHABLE]: "The server does not answer.",
  already_running: "A simulator of this name runs already.",
  bad_request: "The server does not understand this request: {detail}",
  database_auth: "The server is not let into its database.",
  database_unreachable: "The server cannot reach its database at the moment.",
  forbidden: "Your roles do not allow it.",
  hosted_elsewhere: "Another server hosts this run and could not stop it.",
  internal: "The server met with an error; its log describes it.",
  invalid: "The server refuses these values: {detail}",
  lot_finished: "This lot is finished already.",
  not_found: "The server does not know this name: {detail}",
  not_possible: "The state of this run does not allow it: {detail}",
  not_running: "This run no longer runs.",
  overloaded: "The server has too much to do; try again in a moment.",
  provider_unreachable: "The identity provider does not answer at the moment.",
  run_active: "This run still runs: stop it first.",
  run_failed: "The simulator could not start: {detail}",
  too_many_lots: "Too many lots are concerned; add a criterion.",
  too_many_requests: "Too many requests in a short time; try again in a moment.",
  too_many_runs: "The server cannot start one more simulator: {detail}",
  unauthorized: "This token is not accepted: the server does not know it, or no longer does.",
  wrong_state: "Somebody decided otherwise in the meantime.",
};

const t = words({ fr: FR, en: EN });

/** Why something failed; of a problem that the panel does not know, in the server's own words. */
export function reasonOf(error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  const code = error instanceof ApiError ? error.code : undefined;
  return isKnown(code) ? t(code, { detail }) : detail;
}

function isKnown(code: string | undefined): code is keyof typeof FR {
  return code !== undefined && Object.hasOwn(FR, code);
}
