import { z } from "zod";

export const ScenarioName = z.string().regex(/^[a-z][a-z0-9_-]{0,49}$/, {
  error: "expected a small letter, then up to 49 small letters, digits, - or _",
});
