// The pages of the REST API: Swagger UI over our own schema, nothing from elsewhere, in the theme of the page.
(() => {
  const root = document.documentElement;
  const follow = () => root.classList.toggle("dark-mode", root.dataset.bsTheme === "dark");
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-bs-theme"] });
  follow();
  window.SwaggerUIBundle({
    url: document.getElementById("api-docs").dataset.schema,
    dom_id: "#api-docs",
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    validatorUrl: null,
    requestInterceptor: (request) => {
      const said = document.querySelector('meta[name="csrf-token"]');
      if (said && new URL(request.url, location.href).origin === location.origin) {
        request.headers["X-CSRFToken"] = said.content;
      }
      return request;
    },
  });
})();
