// While a process works for the record of this page, the page asks every second how far it is, and is shown anew at the
// end.
const progress = document.querySelector("[data-status]");

async function ask() {
  try {
    const answer = await fetch(progress.dataset.status, { headers: { Accept: "application/json" } });
    const status = await answer.json();
    if (!status.running) {
      location.reload();
      return;
    }
    show(status);
  } catch {
    // no answer this time: the next question will do
  }
  setTimeout(ask, 1000);
}

function show(status) {
  progress.querySelector(".seconds").textContent = status.seconds;
  if (status.most) {
    progress.querySelector("progress").value = status.value;
  }
  const done = progress.querySelector(".done");
  if (done) {
    done.textContent = status.value;
  }
}

if (progress) {
  setTimeout(ask, 500);
}
