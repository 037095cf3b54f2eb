/* Draws every figure of the page with the page's own colours, and again when light turns to dark. */
(() => {
  "use strict";
  const settings = { displayModeBar: false, responsive: true, locale: "en" };

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return { ink: read("--soft"), line: read("--line"), paper: read("--card"), text: read("--ink") };
  }

  function draw(holder) {
    const figure = JSON.parse(holder.querySelector("script").textContent);
    const { ink, line, paper, text } = colours();
    const layout = figure.layout;
    layout.font = { ...layout.font, color: ink, family: getComputedStyle(document.body).fontFamily };
    layout.hoverlabel = { bgcolor: paper, bordercolor: line, font: { color: text } };
    for (const axis of ["xaxis", "yaxis"]) {
      layout[axis] = { ...layout[axis], gridcolor: line, linecolor: line };
    }
    let plot = holder.querySelector(".plot");
    if (plot === null) {
      plot = document.createElement("div");
      plot.className = "plot";
      holder.append(plot);
    }
    window.Plotly.react(plot, figure.data, layout, settings);
  }

  function drawAll() {
    document.querySelectorAll(".figure").forEach(draw);
  }

  drawAll();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
})();
