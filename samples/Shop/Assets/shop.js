// Everything works without this file, except: copying, the ticking countdown, and a page that turns by itself.
"use strict";

// From what the server says is left, because the clock of a phone may be wrong.
function tick() {
  for (const timer of document.querySelectorAll("[data-left]")) {
    timer.dataset.since ??= String(performance.now());
    const gone = (performance.now() - Number(timer.dataset.since)) / 1000;
    const left = Math.max(0, Math.ceil(Number(timer.dataset.left) - gone));
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    timer.textContent = left === 0 ? "no time" : parts.map(part => String(part).padStart(2, "0")).join(":");
  }
}

function show() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    // Only where the browser lets us: on https and on this machine.
    button.hidden = !navigator.clipboard;
  }
  tick();
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = "Copied";
  document.getElementById("announce").textContent = "The payment code is copied.";
}

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = document.getElementById("order");
  const next = page.getElementById("order");
  if (!next || next.dataset.version === now.dataset.version) return;
  now.replaceWith(document.adoptNode(next));
  document.title = page.title;
  document.getElementById("announce").textContent = next.querySelector("h1").textContent;
  show();
}

function listen() {
  const order = document.getElementById("order");
  if (!order) return;
  // The browser connects again by itself, and hears the version as it is first of all.
  new EventSource(order.dataset.news).addEventListener("version", news => {
    if (news.data !== document.getElementById("order").dataset.version) refresh();
  });
}

document.addEventListener("click", event => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

// Only a kindness: what makes one order of two clicks is the server.
document.addEventListener("submit", event => event.submitter?.setAttribute("aria-busy", "true"));
addEventListener("pageshow", () => document.querySelectorAll("[aria-busy]").forEach(one => one.removeAttribute("aria-busy")));

show();
listen();
setInterval(tick, 1000);
