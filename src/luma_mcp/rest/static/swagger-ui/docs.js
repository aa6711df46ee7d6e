// Starts Swagger UI for the OpenAPI document named in <script src="…/docs.js" data-openapi="/v1/openapi.json">,
// so that the page needs no inline script and a strict Content-Security-Policy holds.
"use strict";

const address = document.currentScript.dataset.openapi;

window.addEventListener("DOMContentLoaded", () => {
  window.ui = SwaggerUIBundle({
    url: address,
    dom_id: "#swagger-ui",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    persistAuthorization: false,
    presets: [SwaggerUIBundle.presets.apis],
    queryConfigEnabled: false,
    validatorUrl: null,
  });
});
