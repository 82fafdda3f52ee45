/** Every page, in the order of the menu. The first is the one a bare address shows. */
import type { Page } from "../page.ts";
import { consumersPage } from "./consumers/consumers.tsx";
import { curvesPage } from "./courbes/courbes.tsx";
import { euralisPage } from "./euralis/euralis.tsx";
import { gavagePage } from "./gavage/gavage.tsx";
import { noPage } from "./no_page.tsx";
import { orchestrationPage } from "./orchestration/orchestration.tsx";
import { sqalPage } from "./sqal/sqal.tsx";
import { tracePage } from "./trace/trace.tsx";

export const PAGES: readonly Page[] = [
  orchestrationPage,
  gavagePage,
  euralisPage,
  sqalPage,
  consumersPage,
  tracePage,
  curvesPage,
];

export { noPage };
