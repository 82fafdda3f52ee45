/** The panel as the server gives it out: one page, its script and its styles, all from memory. */
export { addPanelRoutes } from "./routes.ts";
