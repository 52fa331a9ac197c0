// What pages do beyond their HTML. Every main flow works without this file.
(function () {
  "use strict";

  const root = document.documentElement;
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const words = (name) => document.body.dataset["words" + name] || "";

  // The browser's own store; a browser that shuts it off just forgets.
  const kept = {
    get(name) {
      try { return localStorage.getItem(name); } catch (error) { return null; }
    },
    set(name, value) {
      try { localStorage.setItem(name, value); } catch (error) { /* forgotten, as above */ }
    },
  };

  // --- Large print ----------------------------------------------------------------------------

  function showLargePrint() {
    const on = root.classList.contains("large-print");
    all("[data-large-print]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
  }

  function turnLargePrint() {
    const on = root.classList.toggle("large-print");
    kept.set("large-print", on ? "yes" : "no");
    showLargePrint();
  }

  // --- Folding parts: panels that drop down, groups of the menu, the menu itself on a phone -----

  function closeDrops(except) {
    all("details.drop[open]").forEach((drop) => {
      if (!except || !drop.contains(except)) drop.open = false;
    });
  }

  function rememberFolds() {
    all("details[data-remember]").forEach((fold) => {
      const name = "fold-" + fold.dataset.remember;
      if (kept.get(name) === "shut" && !fold.querySelector("[aria-current]")) fold.open = false;
      fold.addEventListener("toggle", () => kept.set(name, fold.open ? "open" : "shut"));
    });
  }

  function onEscape() {
    const drop = document.activeElement && document.activeElement.closest("details.drop[open]");
    closeDrops();
    if (drop) drop.querySelector("summary").focus();
    if (location.hash === "#menu") {
      location.hash = "#top";
      document.querySelector(".top-menu").focus();
    }
  }

  // --- Asking before an act -------------------------------------------------------------------

  function ask(button) {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const text = document.createElement("p");
    text.textContent = button.dataset.confirm;
    text.id = "ask-text";
    dialog.setAttribute("aria-labelledby", text.id);
    const yes = button.cloneNode(true);
    ["data-confirm", "name", "value", "id", "aria-describedby"].forEach((a) => yes.removeAttribute(a));
    if (button.classList.contains("drop-item") || button.classList.contains("chip-x")) {
      yes.className = "btn btn-primary";
      yes.textContent = button.textContent.trim();
    }
    yes.classList.remove("btn-sm");
    yes.type = "button";
    const no = document.createElement("button");
    no.type = "button";
    no.className = "btn btn-quiet";
    no.textContent = words("No");
    const row = document.createElement("div");
    row.className = "acts";
    row.append(yes, no);
    dialog.append(text, row);
    document.body.append(dialog);
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      dialog.close();
      button.dataset.confirmed = "yes";
      button.click();
      delete button.dataset.confirmed;
    });
    dialog.showModal();
    no.focus();
  }

  // --- What was typed is never lost -------------------------------------------------------------

  function guardForms() {
    all("form[data-guard]").forEach((form) => {
      let changed = form.hasAttribute("data-changed");
      form.addEventListener("input", () => { changed = true; });
      form.addEventListener("change", () => { changed = true; });
      form.addEventListener("submit", () => { changed = false; });
      window.addEventListener("beforeunload", (event) => {
        if (!changed) return;
        event.preventDefault();
        event.returnValue = words("Unsaved");
      });
    });
  }

  // --- Selected rows of a list --------------------------------------------------------------------

  function countRows(form) {
    const boxes = all('input[name="row"]', form);
    const ticked = boxes.filter((box) => box.checked);
    const head = form.querySelector("[data-all-rows]");
    head.checked = ticked.length > 0 && ticked.length === boxes.length;
    head.indeterminate = ticked.length > 0 && ticked.length < boxes.length;
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-ticked", box.checked));
    form.classList.toggle("has-ticked", ticked.length > 0);
    const count = form.querySelector("[data-selected]");
    if (!count.dataset.plain) count.dataset.plain = count.textContent;
    count.textContent = count.dataset.plain + (ticked.length ? " (" + ticked.length + ")" : "");
  }

  function countTicks(list) {
    const summary = list.querySelector("summary");
    const ticked = all("input:checked + label", list).map((label) => label.textContent.trim());
    summary.textContent = ticked.join(summary.dataset.joint) || summary.dataset.ticked;
  }

  function onChange(event) {
    const list = event.target.closest(".tick-list");
    if (list) countTicks(list);
    const form = event.target.closest("form[data-rows]");
    if (!form) return;
    if (event.target.matches("[data-all-rows]")) {
      all('input[name="row"]', form).forEach((box) => { box.checked = event.target.checked; });
    }
    countRows(form);
  }

  // On a phone a table's rows become cards (site.css); each cell then needs its heading beside it,
  // and each part its role, which its looks no longer give it.
  function labelCells(within) {
    all("table.grid", within).forEach((table) => {
      const heads = all("thead th", table);
      if (!heads.length) return;
      const labels = heads.map((head) => (head.matches(".cell-tick") ? "" : head.textContent.trim()));
      table.setAttribute("role", "table");
      all("thead, tbody", table).forEach((part) => part.setAttribute("role", "rowgroup"));
      all("tr", table).forEach((row) => row.setAttribute("role", "row"));
      heads.forEach((head) => head.setAttribute("role", "columnheader"));
      all("tbody tr", table).forEach((row) => Array.from(row.cells).forEach((cell, place) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        if (cell.tagName === "TD" && labels[place]) cell.dataset.label = labels[place];
      }));
      table.classList.add("is-labelled");
    });
  }

  // --- Long choices ---------------------------------------------------------------------------------

  function dressChoices(within) {
    if (!window.TomSelect) return;
    all("select.autocomplete[data-url]", within).forEach((select) => {
      if (select.tomselect) return;
      const box = new window.TomSelect(select, {
        valueField: "id",
        labelField: "text",
        searchField: [],
        maxOptions: 50,
        maxItems: select.multiple ? null : 1,
        preload: "focus",
        loadThrottle: 250,
        allowEmptyOption: false,
        plugins: select.required || select.multiple ? [] : { clear_button: { title: words("Clear") } },
        score: () => () => 1,
        load(text, done) {
          const address = new URL(select.dataset.url, location.href);
          address.searchParams.set("q", text);
          fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
            .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
            .then((found) => {
              box.clearOptions();
              box.moreWaits = Boolean(found.more);
              done(found.results);
            })
            .catch(() => done());
        },
        render: {
          option: (row, escape) =>
            "<div>" + escape(row.text) + (row.note ? "<small>" + escape(row.note) + "</small>" : "") + "</div>",
          no_results: () => '<div class="no-results">' + words("None") + "</div>",
          loading: () => '<div class="no-results">…</div>',
        },
      });
      box.on("load", () => {
        let hint = box.dropdown.querySelector(".more-hint");
        if (!hint) {
          hint = document.createElement("div");
          hint.className = "more-hint";
          box.dropdown.append(hint);
        }
        hint.hidden = !box.moreWaits;
        hint.textContent = box.moreWaits ? words("More") : "";
      });
    });
  }

  // --- Small buttons ------------------------------------------------------------------------------

  function copy(button) {
    const say = () => announce(words("Copied"));
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(button.dataset.copy).then(say);
      return;
    }
    // Plain http on an intranet has no clipboard API.
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
    say();
  }

  // What stands behind the # of an address goes into the field that asks for it, and out of sight.
  function readAddress() {
    const field = document.querySelector("[data-from-address]");
    if (!field || location.hash.length < 2) return;
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname + location.search);
    field.form.querySelector("[type=submit]").focus();
  }

  function announce(text) {
    const place = document.getElementById("announcer");
    if (place) place.textContent = text;
  }

  function onClick(event) {
    closeDrops(event.target);
    const button = event.target.closest("button, a, summary");
    if (!button) return;
    if (button.dataset.confirm && !button.dataset.confirmed) {
      event.preventDefault();
      event.stopPropagation();
      ask(button);
    } else if (button.hasAttribute("data-large-print")) turnLargePrint();
    else if (button.hasAttribute("data-print")) window.print();
    else if (button.hasAttribute("data-back")) history.back();
    else if (button.dataset.copy !== undefined) copy(button);
  }

  // --- htmx: say what has changed, and say when it could not ---------------------------------------

  // Empty filters stay out of the address.
  function onRequest(event) {
    const { formData, verb } = event.detail;
    if (verb !== "get" || !formData) return;
    const values = Array.from(formData.entries());
    values.forEach(([name]) => formData.delete(name));
    values.forEach(([name, value]) => { if (value !== "") formData.append(name, value); });
  }

  function onTrouble() {
    const table = document.getElementById("table");
    if (!table || table.querySelector(".note-alarm")) return;
    const note = document.createElement("div");
    note.className = "note note-alarm";
    note.setAttribute("role", "alert");
    note.append(Object.assign(document.createElement("p"), { textContent: words("Failed") }));
    table.prepend(note);
  }

  function onSettled(event) {
    const sentence = document.getElementById("list-words");
    if (sentence && event.target.id === "table") announce(sentence.textContent.trim());
    dressChoices(event.target);
    labelCells(event.target);
  }

  document.addEventListener("click", onClick, true);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") onEscape(); });
  document.addEventListener("htmx:configRequest", onRequest);
  document.addEventListener("htmx:afterSettle", onSettled);
  document.addEventListener("htmx:responseError", onTrouble);
  document.addEventListener("htmx:sendError", onTrouble);
  document.addEventListener("htmx:pushedIntoHistory", () => {
    all("[data-current-query]").forEach((field) => { field.value = location.search.slice(1); });
  });
  document.addEventListener("DOMContentLoaded", () => {
    showLargePrint();
    rememberFolds();
    guardForms();
    readAddress();
    dressChoices();
    labelCells();
    const first = document.querySelector("[data-focus]");
    if (first) first.focus();
  });
})();
