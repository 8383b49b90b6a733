// Runs before the first paint: turns the choice "auto" into the system's theme, and follows it while it changes.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const choice = root.dataset.themeChoice;
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
  };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("theme-chosen", (event) => {
    root.dataset.themeChoice = event.detail;
    apply();
  });
})();
