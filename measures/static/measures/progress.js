// While a file is being read, its page asks every second how far the reading has come, and is shown anew at the end.
const progress = document.querySelector("[data-status]");

async function ask() {
  try {
    const answer = await fetch(progress.dataset.status, { headers: { Accept: "application/json" } });
    const status = await answer.json();
    if (!status.reading) {
      location.reload();
      return;
    }
    progress.querySelector(".seconds").textContent = status.seconds;
  } catch {
    // no answer this time: the next question will do
  }
  setTimeout(ask, 1000);
}

if (progress) {
  setTimeout(ask, 500);
}
