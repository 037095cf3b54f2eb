/* Shows instants in the reader's own time zone; without this script they stay in UTC. */
(() => {
  "use strict";
  const shape = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false };
  for (const time of document.querySelectorAll("time[datetime]")) {
    const instant = new Date(time.dateTime);
    time.title = instant.toISOString();
    time.textContent = instant.toLocaleString([], shape);
  }
})();
