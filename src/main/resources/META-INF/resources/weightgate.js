"use strict";
// Makes pages nicer; every page works without it.
(() => {
  const root = document.documentElement;

  const stored = () => { try { return localStorage.getItem("theme") || ""; } catch { return ""; } };
  const applyTheme = (theme) => theme ? root.setAttribute("data-theme", theme) : root.removeAttribute("data-theme");
  applyTheme(stored());

  const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
  const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
  const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });

  function localTimes(within) {
    for (const time of within.querySelectorAll("time[datetime]:not([data-local])")) {
      const instant = new Date(time.dateTime);
      if (Number.isNaN(instant.getTime())) continue;
      time.title = instant.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
      const recent = (time.hasAttribute("data-time") || time.hasAttribute("data-at")) && Math.abs(Date.now() - instant) < 12 * 3600 * 1000;
      const words = (recent ? clock : time.hasAttribute("data-day") ? day : moment).format(instant);
      time.textContent = time.hasAttribute("data-at") ? `${recent ? "at" : "on"} ${words}` : words;
      time.setAttribute("data-local", "");
    }
  }

  function themeSwitch() {
    for (const choice of document.querySelectorAll("[data-theme-switch]")) {
      choice.value = stored();
      choice.closest("[hidden]")?.removeAttribute("hidden");
      choice.addEventListener("change", () => {
        try { localStorage.setItem("theme", choice.value); } catch { /* this page only */ }
        applyTheme(choice.value);
      });
    }
  }

  function copyButtons(within) {
    for (const code of within.querySelectorAll("pre[data-copy]:not([data-copy-ready])")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(code.querySelector("code").textContent.trim());
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(code.querySelector("code"));
          button.textContent = "Press Ctrl+C";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      code.append(button);
      code.setAttribute("data-copy-ready", "");
    }
  }

  // Sections under .tabs become tabs; without script they simply follow each other.
  function tabs(within) {
    for (const group of within.querySelectorAll(".tabs:not([data-ready])")) {
      const panels = [...group.querySelectorAll(":scope > section")];
      if (panels.length < 2) continue;
      const list = document.createElement("div");
      list.setAttribute("role", "tablist");
      const buttons = panels.map((panel, index) => {
        const heading = panel.querySelector("h3");
        const button = document.createElement("button");
        panel.id ||= `panel-${index}-${Math.random().toString(36).slice(2, 8)}`;
        button.type = "button";
        button.id = `${panel.id}-tab`;
        button.textContent = heading.textContent;
        button.setAttribute("role", "tab");
        button.setAttribute("aria-controls", panel.id);
        heading.hidden = true;
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", button.id);
        list.append(button);
        return button;
      });
      const show = (chosen, focus) => buttons.forEach((button, index) => {
        const selected = index === chosen;
        button.setAttribute("aria-selected", String(selected));
        button.tabIndex = selected ? 0 : -1;
        panels[index].hidden = !selected;
        if (selected && focus) button.focus();
      });
      buttons.forEach((button, index) => {
        button.addEventListener("click", () => show(index));
        button.addEventListener("keydown", (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (step) show((index + step + buttons.length) % buttons.length, true);
        });
      });
      group.setAttribute("data-ready", "");
      group.prepend(list);
      show(0);
    }
  }

  function currentPage() {
    for (const link of document.querySelectorAll(".site-header nav a")) {
      const path = link.getAttribute("href");
      const here = location.pathname;
      if (path === "/" ? here === "/" || here.startsWith("/models/") : here === path || here.startsWith(path + "/")) {
        link.setAttribute("aria-current", "page");
      }
    }
  }

  function closeAccountMenu() {
    document.addEventListener("click", (event) => {
      for (const menu of document.querySelectorAll("details.account[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const menu of document.querySelectorAll("details.account[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }

  // What scrolls sideways can be scrolled with the keyboard too.
  function scrollable(within) {
    for (const box of within.querySelectorAll("pre[data-copy] > code, pre:not([data-copy]), .table")) box.tabIndex = 0;
  }

  const banner = (words) => {
    const box = document.createElement("div");
    const said = document.createElement("p");
    box.className = "banner bad";
    box.setAttribute("role", "status");
    said.textContent = words;
    box.append(said);
    return box;
  };

  // Who is signed out may sign in again in another tab: that is said once, and asked on. For what is gone or forbidden nobody asks on.
  let signedOut = null;
  function tellNews(event, status) {
    if (status !== 401) {
      signedOut?.remove();
      signedOut = null;
    }
    if (status === 401) {
      event.preventDefault();
      if (signedOut) return;
      signedOut = banner("You are signed out. What you typed is still here: sign in in another tab before you send it.");
      event.target.before(signedOut);
    } else if (status === 403 || status === 404) {
      event.preventDefault();
      event.target.replaceWith(banner("You cannot see this request any more, or it is not there any more."));
    }
  }

  // What is typed is never lost to a session or a connection that ended: the page stays, says so, and saves again later.
  function keepTyping() {
    const say = (words, link) => {
      const saved = document.getElementById("saved");
      if (!saved) return;
      saved.classList.add("not-saved");
      saved.textContent = words;
      if (!link) return;
      const sign = document.createElement("a");
      sign.href = "/login";
      sign.target = "_blank";
      sign.rel = "noopener";
      sign.textContent = link;
      saved.append(" ", sign);
    };
    // A button that was pressed last would lend the draft its own address.
    document.addEventListener("htmx:configRequest", (event) => {
      if (event.target.matches("[data-kept]")) event.detail.path = event.target.getAttribute("hx-post");
    });
    document.addEventListener("htmx:beforeOnLoad", (event) => {
      const status = event.detail.xhr.status;
      if (event.target.matches("[data-news], [data-live]")) {
        tellNews(event, status);
        return;
      }
      if (status !== 401 && status !== 429 && status < 500) return;
      if (!event.target.closest("[data-kept]")) return;
      event.preventDefault();
      if (status === 401) say("Not saved: you are signed out. Your text is still here.", "Sign in in a new tab, then go on writing");
      else say("Not saved just now. Your text is still here; it is tried again when you go on writing.");
    });
    document.addEventListener("htmx:sendError", (event) => {
      if (event.target.closest("[data-kept]")) say("Not saved: no connection. Your text is still here; it is tried again when you go on writing.");
    });
    for (const form of document.querySelectorAll("form[data-kept]")) {
      let dirty = false;
      // A form that is sent does not save itself beside that, and waits for what it is just saving.
      let sent = false, saving = false, waiting;
      form.addEventListener("input", () => { dirty = true; sent = false; });
      form.addEventListener("submit", (event) => {
        sent = true;
        if (saving) {
          event.preventDefault();
          event.stopPropagation();
          waiting = event.submitter;
        } else dirty = false;
      });
      form.addEventListener("htmx:beforeRequest", (event) => {
        if (sent) event.preventDefault();
        else saving = true;
      });
      form.addEventListener("htmx:afterRequest", () => {
        saving = false;
        const button = waiting;
        waiting = undefined;
        if (button !== undefined) form.requestSubmit(button);
      });
      form.addEventListener("htmx:afterSwap", () => { dirty = document.getElementById("saved").classList.contains("not-saved"); });
      addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
    }
  }

  // Keys of the queue and the desk. While somebody writes they are only letters.
  const isWriting = (element) => element.isContentEditable || ["SELECT", "TEXTAREA"].includes(element.tagName)
    || (element.tagName === "INPUT" && !["checkbox", "radio", "button", "submit"].includes(element.type));

  const queueRows = () => [...document.querySelectorAll("tr[data-row]")];
  const currentRow = () => document.querySelector("tr[data-row][data-current]");

  function moveTo(row) {
    currentRow()?.removeAttribute("data-current");
    if (!row) return;
    row.setAttribute("data-current", "");
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const rows = queueRows();
    const from = rows.indexOf(currentRow());
    moveTo(rows[from < 0 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1)]);
  }

  function openForm(id) {
    const form = document.getElementById(id);
    if (!form) return;
    form.open = true;
    form.scrollIntoView({ block: "center" });
    form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  async function claimRow(row) {
    const answer = await fetch(row.dataset.claim, { method: "POST", redirect: "manual", body: new URLSearchParams({ act: "take", from: "queue" }) });
    const here = row.dataset.row;
    const held = row.querySelector("[data-label='Who has it']");
    if (answer.type !== "opaqueredirect" && !answer.ok) {
      held.append(" (not yours to claim now: open it)");
      return;
    }
    await window.htmx?.ajax("GET", location.href, { target: "#rows", select: "#rows", swap: "outerHTML" });
    moveTo(queueRows().find((other) => other.dataset.row === here) || queueRows()[0]);
  }

  function press(key, event) {
    const row = currentRow();
    const done = () => { event.preventDefault(); return true; };
    const search = document.querySelector("[data-shortcut='/']");
    if (key === "?") { document.querySelector("[data-keys-help]").showModal(); return done(); }
    if (key === "/" && search) { search.focus(); search.select(); return done(); }
    if (key === "j") { step(1); return done(); }
    if (key === "k") { step(-1); return done(); }
    if (row && key === "o") { row.querySelector("a").click(); return done(); }
    if (row && key === "x") { row.querySelector("input[type=checkbox]")?.click(); return done(); }
    if (row && key === "c") { claimRow(row); return done(); }
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    if (target.dataset.opens) openForm(target.dataset.opens);
    else if (target.tagName === "TEXTAREA") { target.scrollIntoView({ block: "center" }); target.focus(); }
    else target.click();
    return done();
  }

  const keysOn = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };

  function keys() {
    if (!document.querySelector("[data-keys-help]")) return;
    const choice = document.querySelector("[data-keys-on]");
    choice.checked = keysOn();
    choice.addEventListener("change", () => {
      try { localStorage.setItem("keys", choice.checked ? "on" : "off"); } catch { /* this page only */ }
    });
    document.querySelector("[data-keys-open]").addEventListener("click", () => document.querySelector("[data-keys-help]").showModal());
    document.querySelector("[data-keys-hint]")?.removeAttribute("hidden");
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const form = event.target.closest?.("form");
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("button[name=next]") || form.querySelector("button:not([type=button])"));
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
      if (isWriting(event.target)) {
        if (event.key === "Escape") { event.preventDefault(); event.target.blur(); }
        return;
      }
      press(event.key, event);
    });
    document.addEventListener("focusin", (event) => {
      const row = event.target.closest?.("tr[data-row]");
      if (row && !row.hasAttribute("data-current")) {
        currentRow()?.removeAttribute("data-current");
        row.setAttribute("data-current", "");
      }
    });
    document.addEventListener("click", (event) => {
      const opener = event.target.closest?.("[data-opens]");
      if (!opener) return;
      event.preventDefault();
      openForm(opener.dataset.opens);
    });
  }

  // Words kept for a form are put into it, and stay changeable.
  function fills(within) {
    for (const line of within.querySelectorAll(".fills[hidden]")) line.hidden = false;
    for (const button of within.querySelectorAll("button[data-fill]:not([data-ready])")) {
      button.setAttribute("data-ready", "");
      button.addEventListener("click", () => {
        const text = document.getElementById(button.dataset.fill);
        text.value = text.value.trim() ? `${text.value.trim()}\n\n${button.dataset.text}` : button.dataset.text;
        const reason = text.form.querySelector("select[name=reasonCode]");
        if (reason && button.dataset.reason) reason.value = button.dataset.reason;
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
      });
    }
  }

  // What was typed on a page that is out of date goes with its reader to the new one.
  function keepTyped() {
    const place = `typed ${location.pathname}`;
    try {
      for (const [id, value] of Object.entries(JSON.parse(sessionStorage.getItem(place) || "{}"))) {
        const field = document.getElementById(id);
        if (!field) continue;
        field.value = value;
        field.closest("details")?.setAttribute("open", "");
      }
      sessionStorage.removeItem(place);
    } catch { /* nothing was kept */ }
    document.addEventListener("click", (event) => {
      if (!event.target.closest?.("[data-keep-typed]")) return;
      const typed = {};
      for (const field of document.querySelectorAll(".desk textarea[id]")) if (field.value.trim()) typed[field.id] = field.value;
      try { sessionStorage.setItem(place, JSON.stringify(typed)); } catch { /* too much, or not allowed */ }
    });
  }

  function ticks() {
    const most = document.querySelector("[data-bulk-count]");
    if (!most) return;
    const first = most.textContent;
    document.addEventListener("change", (event) => {
      if (event.target.name !== "id") return;
      const count = document.querySelectorAll("#bulk input[name=id]:checked").length;
      document.querySelector("[data-bulk-count]").textContent = count ? `${count} ticked` : first;
    });
  }

  // A second press while the first is under way could only say what the first has done.
  function onePress() {
    const pressed = new WeakMap();
    document.addEventListener("submit", (event) => {
      const button = event.submitter || event.target;
      if (event.timeStamp - (pressed.get(button) ?? -Infinity) < 2000) event.preventDefault();
      else pressed.set(button, event.timeStamp);
    });
  }

  // Says so before somebody sends what is too large anyway; the portal looks again.
  function largest() {
    document.addEventListener("change", (event) => {
      const most = Number(event.target.dataset?.largest);
      const file = most && [...event.target.files].find((chosen) => chosen.size > most);
      if (!most) return;
      document.getElementById("file-too-large")?.remove();
      if (!file) return;
      const words = document.createElement("small");
      words.id = "file-too-large";
      words.className = "error";
      words.setAttribute("role", "alert");
      words.textContent = `“${file.name}” is too large: ${(file.size / 1048576).toFixed(1)} MiB, and ${most / 1048576} MiB is the most.`;
      event.target.closest(".field").append(words);
      event.target.value = "";
    });
  }

  function improve(within) {
    fills(within);
    scrollable(within);
    localTimes(within);
    copyButtons(within);
    tabs(within);
  }

  document.addEventListener("DOMContentLoaded", () => {
    improve(document);
    themeSwitch();
    currentPage();
    closeAccountMenu();
    keepTyping();
    keys();
    keepTyped();
    ticks();
    largest();
    onePress();
    document.querySelector(".error-summary")?.focus();
  });
  document.addEventListener("htmx:load", (event) => improve(event.target));
})();
