// Parts that are asked for again are changed in place (hx-swap="morph:innerHTML" under hx-ext="morph"): what has the
// focus keeps it, a form that is on its way stays in the page and hears its answer, what was opened stays open, and what
// was fetched into an element marked data-keeps stays there for as long as the element does.
const callbacks = {
  beforeAttributeUpdated: (name) => name !== "open",
  beforeNodeMorphed: (old) => !(old.hasAttribute?.("data-keeps") && old.hasChildNodes()),
};

htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph:outerHTML",
  handleSwap(style, target, fragment) {
    const [name, morphStyle] = style.split(":");
    if (name !== "morph") return false;
    return Idiomorph.morph(target, fragment.children, { morphStyle, ignoreActiveValue: true, callbacks });
  },
});
