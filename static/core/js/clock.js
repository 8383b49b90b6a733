// The clock of the top bar: the application's time in the salon's zone, not the computer's.
const clock = document.querySelector("[data-clock]");

if (clock) {
  const shift = Number(clock.dataset.shift) * 1000;
  const words = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone });
  const show = () => {
    const now = new Date(Date.now() + shift);
    clock.textContent = words.format(now);
    clock.setAttribute("datetime", now.toISOString());
  };
  setInterval(show, 5000);
}
