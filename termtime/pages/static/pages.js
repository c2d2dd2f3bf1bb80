// Small comforts. Every page works without them.
"use strict";

// A filter takes effect as soon as it is chosen; its button is for those without script.
for (const form of document.querySelectorAll("form[data-at-once]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// What cannot be undone from here is asked about once more.
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.sure;
  if (question && !confirm(question)) event.preventDefault();
});

// Teams' own theme counts for more than the computer's.
const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
if (theme) document.documentElement.dataset.theme = theme[1];
