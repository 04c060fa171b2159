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
      const recent = time.hasAttribute("data-time") && Math.abs(Date.now() - instant) < 12 * 3600 * 1000;
      time.textContent = (recent ? clock : time.hasAttribute("data-day") ? day : moment).format(instant);
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
    document.addEventListener("htmx:beforeOnLoad", (event) => {
      const status = event.detail.xhr.status;
      if (status !== 401 && status !== 429 && status < 500) return;
      if (!event.target.closest("[data-kept], [data-live]")) return;
      event.preventDefault();
      if (event.target.closest("[data-live]")) return;
      if (status === 401) say("Not saved: you are signed out. Your text is still here.", "Sign in in a new tab, then go on writing");
      else say("Not saved just now. Your text is still here; it is tried again when you go on writing.");
    });
    document.addEventListener("htmx:sendError", (event) => {
      if (event.target.closest("[data-kept]")) say("Not saved: no connection. Your text is still here; it is tried again when you go on writing.");
    });
    for (const form of document.querySelectorAll("form[data-kept]")) {
      let dirty = false;
      form.addEventListener("input", () => { dirty = true; });
      form.addEventListener("submit", () => { dirty = false; });
      form.addEventListener("htmx:afterSwap", () => { dirty = document.getElementById("saved").classList.contains("not-saved"); });
      addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
    }
  }

  function improve(within) {
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
    document.querySelector(".error-summary")?.focus();
  });
  document.addEventListener("htmx:load", (event) => improve(event.target));
})();
