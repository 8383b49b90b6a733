// The behaviours of every page; each module binds itself to data- attributes and does nothing where there are none.
import "./requests.js";
import "./toasts.js";
import "./menus.js";
import "./palette.js";
import "./shortcuts.js";
import "./confirm.js";
import "./clock.js";
import "./forms.js";
import "./live.js";
