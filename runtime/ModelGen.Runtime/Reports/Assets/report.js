"use strict";
// Draws every element with data-chart: its text is the chart as JSON.
(() => {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const alpha = (colour, share) => colour + Math.round(255 * share).toString(16).padStart(2, "0");
  const format = { percent: v => v == null ? "–" : (100 * v).toFixed(Math.abs(v) < 1 ? 1 : 0) + " %", number: v => v == null ? "–" : String(+v.toPrecision(4)) };
  const axis = (label, values) => ({ label, labelSize: 18, labelFont: "12px system-ui", font: "11px system-ui", stroke: css("--quiet"), size: 46,
    grid: { stroke: css("--grid"), width: 1 }, ticks: { show: false }, values });
  // Whiskers from low to high beside each point, for means with deviations.
  const whiskers = chart => u => {
    const ctx = u.ctx, ratio = devicePixelRatio;
    ctx.save();
    chart.series.forEach((s, i) => {
      if (!s.low || !s.points) return;
      ctx.strokeStyle = css(s.colour); ctx.lineWidth = 1.5 * ratio;
      chart.x.forEach((x, k) => {
        if (s.low[k] == null) return;
        const at = u.valToPos(x, "x", true), from = u.valToPos(s.low[k], "y", true), to = u.valToPos(s.high[k], "y", true);
        ctx.beginPath(); ctx.moveTo(at, from); ctx.lineTo(at, to); ctx.stroke();
      });
    });
    ctx.restore();
  };
  const draw = element => {
    const chart = JSON.parse(element.dataset.chart), show = format[chart.unit];
    const data = [chart.x], series = [{ label: chart.xLabel, value: (u, v) => v == null ? "–" : chart.xNames ? chart.xNames[v] : v }], bands = [];
    for (const s of chart.series) {
      const stroke = css(s.colour);
      series.push({ label: s.label, stroke, width: s.points ? 0 : 1.75, dash: s.dashed ? [5, 4] : undefined, spanGaps: true, value: (u, v) => show(v),
        points: { show: !!s.points || chart.x.length < 25 && chart.series.length < 3, size: s.points ? 9 : 5, fill: stroke, stroke }, paths: s.points ? () => null : undefined });
      data.push(s.y);
      if (s.low && !s.points) {
        bands.push({ series: [data.length + 1, data.length], fill: alpha(stroke, 0.13) });
        data.push(s.low, s.high);
        series.push({ show: true, label: "", stroke: "transparent", width: 0, points: { show: false }, class: "edge" }, { show: true, label: "", stroke: "transparent", width: 0, points: { show: false }, class: "edge" });
      }
    }
    const size = () => ({ width: Math.max(200, element.clientWidth), height: chart.height || 220 });
    const span = chart.x.length < 2 ? 1 : chart.x[chart.x.length - 1] - chart.x[0];
    const around = chart.xNames ? 0.5 : chart.x.length < 2 ? 0.5 : 0.02 * span;
    // uPlot fits the points alone; whiskers reach beyond them.
    const ends = chart.series.filter(s => s.points).flatMap(s => [...s.y, ...(s.low || []), ...(s.high || [])]).filter(v => v != null);
    const reach = ends.length ? [Math.min(...ends), Math.max(...ends)] : null, room = reach ? 0.08 * (reach[1] - reach[0]) || 0.01 : 0;
    const range = chart.range || reach && [reach[0] - room, reach[1] + room];
    const splits = chart.xNames ? { splits: () => chart.x, values: (u, v) => v.map(i => chart.xNames[i] || "") } : {};
    element.replaceChildren();
    const plot = new uPlot({
      ...size(), series, bands, padding: [10, 12, 0, 0],
      scales: { x: { time: false, range: [chart.x[0] - around, chart.x[chart.x.length - 1] + around] }, y: range ? { range } : {} },
      axes: [{ ...axis(chart.xLabel, (u, v) => v.map(n => Number.isInteger(n) || chart.fractions ? +n.toPrecision(3) : "")), ...splits, size: 30 },
        { ...axis(null, (u, v) => v.map(show)), size: 56, labelSize: 0 }],
      legend: { show: chart.series.length > 1, live: true }, cursor: { y: false, points: { size: 6 } },
      hooks: { draw: [whiskers(chart)] },
    }, data, element);
    element.querySelectorAll(".u-legend .edge").forEach(e => e.style.display = "none");
    new ResizeObserver(() => plot.setSize(size())).observe(element);
    element.plot = plot;
  };
  const all = () => document.querySelectorAll("[data-chart]").forEach(e => { e.plot && e.plot.destroy(); draw(e); });
  all();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  document.documentElement.dataset.drawn = document.querySelectorAll(".uplot canvas").length;
})();
