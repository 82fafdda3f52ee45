// The bundle stands before this script.
globalThis.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  displayRequestDuration: true,
  // The roles of each operation.
  showExtensions: true,
  // Its badge would ask a host of others.
  validatorUrl: null,
  persistAuthorization: false,
});
