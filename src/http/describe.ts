/** The document of the HTTP interface without a server: routes are declared, and none is called. */
import { AppError } from "../lib/errors.ts";
import { type AppDeps, createApp } from "./app.ts";
import { type OpenApiDocument, openApiDocument } from "./docs/mod.ts";
import { Policy } from "./auth/mod.ts";

export interface DescribeOptions {
  version: string;
  /** Most lots that one run may place, as configured. */
  maxLots: number;
  publicProducts: boolean;
}

export function describeHttp(options: DescribeOptions): OpenApiDocument {
  const { app, policy } = describedApp(options);
  return openApiDocument(app, { version: options.version, policy });
}

/** An app that has every route and can do nothing. */
export function describedApp({ version, maxLots, publicProducts }: DescribeOptions) {
  const policy = new Policy({ publicProducts });
  const app = createApp(named<AppDeps>({
    version,
    control: named<AppDeps["control"]>({ maxLots }),
    access: named<AppDeps["access"]>({
      allowedOrigins: [],
      gate: named<AppDeps["access"]["gate"]>({ policy }),
    }),
  }));
  return { app, policy };
}

/** Something that has every part that anybody names, and refuses to do anything. */
function named<T extends object>(known: Partial<T>): T {
  return new Proxy(known as T, {
    get: (parts, name) => name in parts ? Reflect.get(parts, name) : NOBODY,
  });
}

const NOBODY: unknown = new Proxy(() => {}, {
  get: () => NOBODY,
  apply() {
    throw new AppError("internal", "describe the interface: a route was called");
  },
});
