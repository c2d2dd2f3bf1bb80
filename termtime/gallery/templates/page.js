"use strict";

const hosts = JSON.parse(document.getElementById("hosts").textContent);
AdaptiveCards.GlobalSettings.setTabIndexAtCardRoot = false;

// Draws a card on a stage, and gives back what the renderer complains of.
function drawCard(stage, body) {
  const context = new AdaptiveCards.SerializationContext();
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(hosts[stage.dataset.host]);
  card.onExecuteAction = (action) => {
    stage.parentElement.querySelector(".sent").textContent = tell(action);
  };
  card.parse(body, context);
  const element = card.render();
  element.setAttribute("role", "group");
  // The same card stands here more than once: only the ids that the renderer made are unlike any other.
  for (const part of element.querySelectorAll("[id]:not([id^='__ac-'])")) part.removeAttribute("id");
  stage.replaceChildren(element);
  const said = Array.from({ length: context.eventCount }, (_, n) => context.getEventAt(n).message);
  return [...said, ...card.validateProperties().validationEvents.map((event) => event.message)];
}

function tell(action) {
  if (action.url) return `It would open ${action.url}`;
  const { verb, ...data } = action.data;
  return `It would send “${verb}” with ${JSON.stringify(data)}`;
}

for (const stage of document.querySelectorAll(".stage")) {
  const body = document.getElementById(`body-${stage.dataset.card}`).textContent;
  stage.dataset.complaints = JSON.stringify(drawCard(stage, JSON.parse(body)));
}
