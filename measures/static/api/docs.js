// Swagger UI leaves the choice of a server without a name.
const { servers } = document.currentScript.dataset;

new MutationObserver(() => document.getElementById("servers")?.setAttribute("aria-label", servers))
  .observe(document.getElementById("swagger-ui"), { childList: true, subtree: true });
