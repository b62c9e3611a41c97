// Drafts of forms in this browser, each under its user and the page's address: kept while somebody types (`unsaved.js`),
// dropped once saved, after a week, and at logging out, so that a shared machine keeps nothing.
const DRAFT = "draft:";
const SENT = "sent-draft";  // of this tab: the draft whose form was sent last
const WEEK = 7 * 24 * 3600 * 1000;

function readDraft(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function draftKeys(prefix) {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

function dropDrafts(prefix) {
  draftKeys(prefix).forEach((key) => localStorage.removeItem(key));
}

for (const key of draftKeys(DRAFT)) {
  if (!(Date.now() - readDraft(key)?.at < WEEK)) { localStorage.removeItem(key); }
}
if (sessionStorage.getItem(SENT) && document.querySelector(".messagelist .success")) {
  localStorage.removeItem(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
}
document.getElementById("logout-form")?.addEventListener("submit", (event) => {
  dropDrafts(`${DRAFT}${event.target.dataset.user}:`);
  document.dispatchEvent(new Event("drafts:dropped"));
});
