/** Every page, in the order of the menu. The first is the one a bare address shows. */
import type { Page } from "../page.ts";
import { consumersPage } from "./consumers.tsx";
import { curvesPage } from "./courbes.tsx";
import { euralisPage } from "./euralis.tsx";
import { gavagePage } from "./gavage.tsx";
import { orchestrationPage } from "./orchestration.tsx";
import { sqalPage } from "./sqal.tsx";
import { tracePage } from "./trace.tsx";

export const PAGES: readonly Page[] = [
  orchestrationPage,
  gavagePage,
  euralisPage,
  sqalPage,
  consumersPage,
  tracePage,
  curvesPage,
];
