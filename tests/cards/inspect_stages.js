// Looks at every card as it is drawn, and tells what somebody could not read or reach: by "card view", a list of faults.
() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const lay = (top, below) => {
    const mix = (channel) => top[channel] * top.a + below[channel] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };
  const findGround = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const layer = parse(getComputedStyle(one).backgroundColor);
      if (layer.a > 0) layers.push(layer);
      if (layer.a === 1) break;
    }
    return layers.reduceRight((below, layer) => lay(layer, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  const shine = ({ r, g, b }) => {
    const [red, green, blue] = [r, g, b].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const measureContrast = (element, colour) => {
    const ground = findGround(element);
    const [light, dark] = [shine(lay(parse(colour), ground)), shine(ground)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const findName = (control) => {
    const ids = (control.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
    const said = ids.map((id) => document.getElementById(id)?.innerText ?? "");
    return [...said, ...[...(control.labels ?? [])].map((label) => label.innerText)].join(" ").trim();
  };
  const look = (stage) => {
    const faults = [...JSON.parse(stage.dataset.complaints)];
    const edge = stage.getBoundingClientRect();
    const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || element.closest("option")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()];
      if (!rects.length) faults.push(`not shown: ${node.data}`);
      if (rects.some((rect) => rect.left < edge.left || rect.right > edge.right)) faults.push(`too wide: ${node.data}`);
      const contrast = measureContrast(element, getComputedStyle(element).color);
      if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${node.data}`);
    }
    for (const element of stage.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      const hides = style.overflowX !== "visible" && !element.matches("input, select, textarea");
      const cut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
      if (hides && cut) faults.push(`cut off: ${element.innerText}`);
    }
    for (const control of stage.querySelectorAll("input, select, textarea")) {
      if (!findName(control)) faults.push(`no label: ${control.outerHTML}`);
      const colours = [getComputedStyle(control).color];
      if (control.placeholder) colours.push(getComputedStyle(control, "::placeholder").color);
      if (colours.some((colour) => measureContrast(control, colour) < 4.5)) faults.push(`contrast: ${control.outerHTML}`);
    }
    for (const button of stage.querySelectorAll("button")) {
      if (button.tabIndex < 0 || button.disabled) faults.push(`out of the keyboard's reach: ${button.innerText}`);
    }
    return faults;
  };
  const views = document.querySelectorAll(".view");
  return Object.fromEntries(
    [...views].map((view) => {
      const stage = view.querySelector(".stage");
      return [`${stage.dataset.card}, ${view.querySelector(".view-name").textContent}`, look(stage)];
    }),
  );
};
