export { isLoopback } from "./access.ts";
export { type AppDeps, createApp } from "./app.ts";
export { type RunningServer, startServer } from "./deno_server.ts";
