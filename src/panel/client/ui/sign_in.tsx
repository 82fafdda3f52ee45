/** Who is signed in, and the way in where the server asks for one: over the page, which stays. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api.ts";
import { isSignInAsked } from "../credentials.ts";
import { words } from "../i18n.ts";
import { leaveForProvider, refusalOf } from "../oidc.ts";
import { reasonOf } from "../problem_texts.ts";
import { readSession, session, signIn, signOut } from "../session.ts";
import { LangSwitch } from "./lang_switch.tsx";
import { TextField } from "./fields.tsx";
import { Icon } from "./icon.tsx";

const t = words({
  fr: {
    title: "Connexion",
    token_text: "Ce serveur demande un jeton d’accès. Votre administrateur vous en a remis un.",
    token: "Jeton d’accès",
    token_hint: "Gardé par cet onglet seulement.",
    enter: "Se connecter",
    failed: "La connexion a échoué. {reason}",
    oidc_text: "Vous vous identifiez auprès de {issuer}, puis vous revenez sur cette page.",
    unreachable: "{issuer} ne répond pas pour le moment.",
    refused: "{issuer} ne vous laisse pas entrer : {why}",
    retry: "Réessayer",
    missing: "Collez votre jeton.",
    malformed: "Ce n’est pas un jeton : collez-le tel qu’il vous a été remis.",
    leave: "Se déconnecter ({name})",
    viewer: "lecture",
    operator: "opérateur",
    admin: "administrateur",
    gaveur: "gaveur",
    device: "appareil",
  },
  en: {
    title: "Sign in",
    token_text: "This server asks for an access token. Your administrator gave you one.",
    token: "Access token",
    token_hint: "Kept by this tab alone.",
    enter: "Sign in",
    failed: "Signing in failed. {reason}",
    oidc_text: "You say who you are at {issuer}, then come back to this page.",
    unreachable: "{issuer} does not answer at the moment.",
    refused: "{issuer} does not let you in: {why}",
    retry: "Try again",
    missing: "Paste your token.",
    malformed: "This is no token: paste it as it was given to you.",
    leave: "Sign out ({name})",
    viewer: "viewer",
    operator: "operator",
    admin: "administrator",
    gaveur: "gaveur",
    device: "device",
  },
});

/** Thrown when the provider sent somebody back without letting them in. */
export const loginFailure = signal<unknown>(undefined);

export function SignIn() {
  const { auth } = session.value;
  return isSignInAsked.value && auth !== "none" ? <SignInDialog /> : null;
}

function SignInDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const { auth } = session.value;
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="sign-in-title"
      onCancel={(event) => event.preventDefault()}
    >
      <p class="dialog-brand" aria-hidden="true">
        <span class="brand-mark" />gavaged
      </p>
      <h2 id="sign-in-title">{t("title")}</h2>
      {auth === "token" ? <TokenForm /> : <ProviderForm />}
      <LangSwitch />
    </dialog>
  );
}

function TokenForm() {
  const [token, setToken] = useState("");
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const wanted = token.trim();
    if (wanted === "") return setFault(t("missing"));
    if (!/^[\x21-\x7e]+$/.test(wanted)) return setFault(t("malformed"));
    setBusy(true);
    try {
      await signIn(wanted);
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status === 401;
      setFault(isRefused ? reasonOf(error) : t("failed", { reason: reasonOf(error) }));
    }
    setBusy(false);
  };
  return (
    <form onSubmit={submit}>
      <p class="quiet">{t("token_text")}</p>
      <TextField
        label={t("token")}
        hint={t("token_hint")}
        fault={fault}
        isSecret
        value={token}
        maxLength={4_000}
        onInput={(value) => {
          setToken(value);
          setFault(undefined);
        }}
      />
      <button type="submit" class="button button-primary" disabled={isBusy}>{t("enter")}</button>
    </form>
  );
}

function ProviderForm() {
  const { oidc } = session.value;
  const [fault, setFault] = useState<unknown>();
  if (!oidc) return null;
  const issuer = new URL(oidc.issuer).host;
  const isThere = oidc.authorization_endpoint !== null;
  const failure = fault ?? loginFailure.value;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isThere) leaveForProvider(oidc).catch(setFault);
        else readSession().catch(setFault);
      }}
    >
      <p class="quiet">{t(isThere ? "oidc_text" : "unreachable", { issuer })}</p>
      {failure !== undefined && (
        <p class="fault" role="alert">{t("failed", { reason: failureText(failure, issuer) })}</p>
      )}
      <button type="submit" class="button button-primary">{t(isThere ? "enter" : "retry")}</button>
    </form>
  );
}

function failureText(error: unknown, issuer: string): string {
  // In its own words, by a TypeError, a browser says that nobody answered.
  if (error instanceof TypeError) return t("unreachable", { issuer });
  const why = refusalOf(error);
  return why === undefined ? reasonOf(error) : t("refused", { issuer, why });
}

/** In the bar: under whose name the page acts. Nothing where nobody signs in. */
export function Who() {
  const { auth, name, roles } = session.value;
  if (auth === "none" || name === null) return null;
  const role = (["admin", "operator", "viewer", "gaveur", "device"] as const)
    .find((role) => roles.includes(role));
  const leave = t("leave", { name });
  return (
    <p class="who">
      <span class="who-name">
        {name}
        {role && <span class="quiet">{t(role)}</span>}
      </span>
      <button type="button" class="button-plain" aria-label={leave} title={leave} onClick={signOut}>
        <Icon name="leave" />
      </button>
    </p>
  );
}
