// Everything works without this file, except: copying, the ticking countdown, and a page that turns and leads on.
"use strict";

const voucher = () => document.getElementById("voucher");
const announce = text => { document.getElementById("announce").textContent = text; };

// From what the server says is left, because the clock of a phone may be wrong.
function tick() {
  for (const timer of document.querySelectorAll("[data-left]")) {
    timer.dataset.since ??= String(performance.now());
    const gone = (performance.now() - Number(timer.dataset.since)) / 1000;
    const left = Math.max(0, Math.ceil(Number(timer.dataset.left) - gone));
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    timer.textContent = parts.map(part => String(part).padStart(2, "0")).join(":");
  }
}

function show() {
  // Only where the browser lets us: on https and on this machine.
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
  for (const countdown of document.querySelectorAll("[data-countdown]")) countdown.hidden = false;
  tick();
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied;
  announce(button.dataset.copied);
}

async function turn() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) {
    // The news will not come a second time on this stream. Spread, since all open pages may have met the same.
    setTimeout(turn, 10000 + 10000 * Math.random());
    return;
  }

  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById("voucher");
  if (!next || next.dataset.state === voucher().dataset.state) return;
  voucher().replaceWith(document.adoptNode(next));
  document.title = page.title;
  show();
  const note = leadOn();
  announce(next.querySelector("h1").textContent + (note ? `. ${note}` : ""));
}

// Only from a page that has turned before the visitor's eyes: who comes back to it later wants to see it.
let leading = 0;
function leadOn() {
  clearInterval(leading);
  const note = document.getElementById("leading");
  if (!note) return "";
  const count = note.querySelector("b");
  note.hidden = false;
  leading = setInterval(() => {
    count.textContent = String(Number(count.textContent) - 1);
    if (count.textContent !== "0") return;
    clearInterval(leading);
    location.assign(document.getElementById("lead").href);
  }, 1000);
  return note.querySelector("p").textContent;
}

function stay() {
  clearInterval(leading);
  document.getElementById("leading").hidden = true;
  document.getElementById("lead").focus();
}

function listen() {
  if (!voucher().dataset.events) return;
  const source = new EventSource(voucher().dataset.events);
  source.addEventListener("state", async news => {
    if (news.data !== voucher().dataset.state) await turn();
    // Nothing can happen any more.
    if (!voucher().dataset.events) source.close();
  });
  source.addEventListener("error", () => {
    // A lost connection comes back by itself; one that was refused, because too many are open, is asked for later.
    const isRefused = source.readyState === EventSource.CLOSED;
    if (isRefused && voucher().dataset.events) setTimeout(() => { turn(); listen(); }, 60000);
  });
}

document.addEventListener("click", event => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  if (event.target.closest("[data-stay]")) stay();
});

show();
listen();
setInterval(tick, 1000);
