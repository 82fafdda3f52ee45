/** The files of Swagger UI: two megabytes of text that most servers are never asked for. */
import bundle from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import styles from "swagger-ui-dist/swagger-ui.css" with { type: "text" };
import license from "swagger-ui-dist/LICENSE" with { type: "text" };
import notices from "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt" with { type: "text" };

export const SWAGGER_FILES = {
  "swagger-ui.css": styles,
  "swagger-ui-bundle.js": bundle,
  "swagger-ui-bundle.js.LICENSE.txt": `${license}\n\n${notices}`,
};
export type SwaggerFile = keyof typeof SWAGGER_FILES;
