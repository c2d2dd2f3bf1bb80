// Asks Teams who is looking, has the server verify it, and goes on to the page that was wanted.
"use strict";

const says = document.getElementById("tab-says");

async function signIn() {
  await microsoftTeams.app.initialize();
  const [token, context] = await Promise.all([
    microsoftTeams.authentication.getAuthToken(),
    microsoftTeams.app.getContext(),
  ]);
  const answer = await fetch("/sign-in/tab", { method: "POST", body: token, credentials: "same-origin" });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  const wanted = context.page && context.page.subPageId;
  const to = wanted && /^\/[a-z0-9]/.test(wanted) ? wanted : said.to;
  document.cookie = `theme=${context.app.theme === "default" ? "light" : "dark"}; Path=/; SameSite=None; Secure; Partitioned`;
  microsoftTeams.app.notifySuccess();
  location.replace(to);
}

signIn().catch((error) => {
  says.textContent = error.message && error.message.includes(" ") ? error.message : "Teams could not sign you in.";
  if (window.microsoftTeams) microsoftTeams.app.notifyAppLoaded();
});
