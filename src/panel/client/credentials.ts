/** What this tab shows the server to be let in; it is gone with the tab. */
import { signal } from "@preact/signals";

const KEY = "gavaged.token";

export const credential = signal<string | null>(kept());
/** True while something waits for somebody to sign in. */
export const isSignInAsked = signal(false);

export function keepCredential(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // It lives as long as the page.
  }
  credential.value = token;
  isSignInAsked.value = false;
}

export function forgetCredential(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  credential.value = null;
}

/** Asks the reader to sign in; resolves once there is another credential than the refused one. */
export function anotherCredential(refused: string | null, signal?: AbortSignal): Promise<void> {
  if (credential.value === refused) {
    if (refused !== null) forgetCredential();
    isSignInAsked.value = true;
  }
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      queueMicrotask(() => unsubscribe());
      act();
    };
    const unsubscribe = credential.subscribe((token) => {
      if (token !== null && token !== refused) settle(resolve);
    });
    signal?.addEventListener("abort", () => settle(() => reject(signal.reason)), { once: true });
  });
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
