/** `gavaged openapi`: what the server says of itself, without a server. */
import { Command } from "commander";
import { stringify } from "yaml";
import { VERSION } from "../app/mod.ts";
import { asyncApiDocument } from "../contract/asyncapi.ts";
import { describeHttp } from "../http/mod.ts";
import { print } from "./output.ts";
import { addSettings, readSettings } from "./settings.ts";

export function openapiCommand(): Command {
  const command = new Command("openapi")
    .option("--async", "the AsyncAPI 3.0 document of its WebSockets instead")
    .option("--yaml", "as YAML instead of JSON");
  return addSettings(command, ["max_lots", "public_products"]).action((options) => {
    const { max_lots, public_products } = readSettings(options);
    const document = options.async ? asyncApiDocument({ version: VERSION }) : describeHttp({
      version: VERSION,
      maxLots: max_lots,
      publicProducts: public_products,
    });
    print(
      options.yaml
        ? stringify(document, { aliasDuplicateObjects: false })
        : JSON.stringify(document, null, 2),
    );
  });
}
