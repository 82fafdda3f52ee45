/** Starts the panel in the page that the server sent. */
import { render } from "preact";
import { App } from "./app.tsx";
import { startLive } from "./live/store.ts";
import { comeBackFromProvider } from "./oidc.ts";
import { readSession } from "./session.ts";
import { loginFailure } from "./ui/sign_in.tsx";
import "./styles/panel.css";

const root = document.getElementById("panel")!;
root.replaceChildren();
render(<App />, root);
// Without an answer the socket will tell that the server is away.
await readSession().catch(() => {});
await comeBackFromProvider().catch((error) => loginFailure.value = error);
startLive();
