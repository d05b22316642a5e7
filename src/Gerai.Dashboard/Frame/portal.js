// What Blazor leaves to the page: loading again, and telling that somebody is at work.
(() => {
  'use strict';
  const touchEvery = 60_000;
  let touchedAt = Date.now();

  const reload = () => location.reload();

  document.addEventListener('click', event => {
    if (event.target.closest('[data-reload]')) reload();
  });

  // Blazor follows a link within a page by scrolling only; who came by the keyboard goes on from where it leads.
  document.addEventListener('click', event => {
    if (!event.target.closest('a.skip')) return;
    event.preventDefault();
    document.getElementById('page').focus();
  }, { capture: true });

  // The server has forgotten the page (it was renewed, or the line was lost for long): nothing is left to wait for.
  document.getElementById('components-reconnect-modal')?.addEventListener(
    'components-reconnect-state-changed', event => { if (event.detail.state === 'rejected') reload(); });

  // A page that shows news by itself keeps its line busy, so only hands on keys, pointer or screen count as work.
  const touch = async () => {
    if (Date.now() - touchedAt < touchEvery) return;
    touchedAt = Date.now();
    const answer = await fetch('/portal/account/at-work', { method: 'POST' }).catch(() => null);
    if (answer && answer.status === 401) reload();
  };
  for (const name of ['keydown', 'pointerdown', 'wheel']) {
    document.addEventListener(name, touch, { passive: true });
  }
})();
