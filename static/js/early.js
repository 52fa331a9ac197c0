// Runs before the first paint, so that nothing jumps: large print as it was left, and the sign
// that scripts run (what cannot work without them stays hidden until then).
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("has-script");
  try {
    if (localStorage.getItem("large-print") === "yes") root.classList.add("large-print");
  } catch (error) {
    // Storage is shut off: the page simply starts in normal print.
  }
})();
