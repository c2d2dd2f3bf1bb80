// What is being worked out tells how far it is, without the page being loaded again; once it is done, the page is.
"use strict";

const progress = document.querySelector("[data-progress]");

async function lookAgain() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (answer && answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now) return location.reload();
    if (now.textContent !== progress.textContent) progress.replaceChildren(...now.childNodes);
  }
  setTimeout(lookAgain, 2500);
}

if (progress) setTimeout(lookAgain, 2000);
