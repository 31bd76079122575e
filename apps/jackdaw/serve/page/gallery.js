// The gallery of jackdaw serve: arrow keys over the tiles, and a view of one picture.
"use strict";

const tiles = [...document.querySelectorAll(".folder, .tile")];
const pictures = tiles.filter((tile) => "picture" in tile.dataset);
const byId = (id) => document.getElementById(id);
const viewer = byId("viewer");
const stage = document.querySelector(".stage");
const pages = document.body.dataset;

// ---- Tiles

// The tile that an arrow key leads to from `tile`, or null at the edge. Up and down go to the next
// row, to the tile whose middle is nearest.
function neighbour(tile, key) {
  const index = tiles.indexOf(tile);
  if (key === "ArrowLeft") return tiles[index - 1] || null;
  if (key === "ArrowRight") return tiles[index + 1] || null;
  const down = key === "ArrowDown";
  const from = tile.getBoundingClientRect();
  const middle = (box) => (box.left + box.right) / 2;
  let best = null, bestRow = Infinity, bestDistance = Infinity;
  for (const other of tiles) {
    const box = other.getBoundingClientRect();
    const row = down ? box.top - from.top : from.top - box.top;
    if (row < 1) continue;
    const distance = Math.abs(middle(box) - middle(from));
    if (row < bestRow - 1 || (row < bestRow + 1 && distance < bestDistance)) {
      [best, bestRow, bestDistance] = [other, row, distance];
    }
  }
  return best;
}

function moveFocus(key) {
  const current = tiles.includes(document.activeElement) ? document.activeElement : null;
  let to = null;
  if (key === "Home") to = tiles[0];
  else if (key === "End") to = tiles[tiles.length - 1];
  else if (!current) to = tiles[0];
  else to = neighbour(current, key);
  if (to) {
    to.focus();
    to.scrollIntoView({block: "nearest"});
    return true;
  }
  // Over the edge of a page lies the next one.
  if (key === "ArrowRight" && pages.next) location.href = pages.next;
  if (key === "ArrowLeft" && pages.previous) location.href = pages.previous;
  return false;
}

const kMoves = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (viewer.open) {
    if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight" || event.key === " ") step(1);
    else if (event.key === "Home") replace(0);
    else if (event.key === "End") replace(pictures.length - 1);
    else if (event.key === "f") toggleFullScreen();
    else return;
    event.preventDefault();
  } else if (kMoves.includes(event.key) && tiles.length > 0) {
    if (moveFocus(event.key)) event.preventDefault();
  }
});

// ---- One picture

let shown = -1;         // index in pictures
let hasEntry = false;   // whether opening added an entry to the history, which closing takes back

const nameOf = (picture) => picture.dataset.picture;
const addressOf = (index) => "#" + encodeURIComponent(nameOf(pictures[index]));

function show(index) {
  shown = index;
  const picture = pictures[index];
  const thumb = picture.querySelector("img");
  const large = byId("large");
  stage.classList.remove("ready");
  byId("trouble").hidden = true;
  if (thumb) byId("small").src = thumb.currentSrc || thumb.src;
  else byId("small").removeAttribute("src");
  large.src = picture.href;
  large.alt = nameOf(picture);
  byId("title").textContent = nameOf(picture);
  byId("details").textContent = picture.dataset.details;
  byId("count").textContent = `${index + 1} of ${pictures.length}`;
  byId("original").href = picture.href;
  byId("original").download = nameOf(picture);
  byId("previous").hidden = index === 0 && !pages.previous;
  byId("next").hidden = index === pictures.length - 1 && !pages.next;
  if (!viewer.open) {
    viewer.showModal();
    viewer.focus();  // not its first button, which Enter would press
  }
}

function hide() {
  if (shown < 0) return;
  if (viewer.open) viewer.close();
  byId("large").removeAttribute("src");
  if (document.fullscreenElement) document.exitFullscreen();
  pictures[shown].focus();
  shown = -1;
}

function open(index) {
  history.pushState(null, "", addressOf(index));
  hasEntry = true;
  show(index);
}

function replace(index) {
  history.replaceState(null, "", addressOf(index));
  show(index);
}

function step(by) {
  const to = shown + by;
  if (to >= 0 && to < pictures.length) return replace(to);
  const page = by > 0 ? pages.next : pages.previous;
  if (page) location.replace(page + (by > 0 ? "#?first" : "#?last"));
}

function close() {
  if (hasEntry) {
    history.back();  // comes back to follow()
  } else {
    history.replaceState(null, "", location.pathname + location.search);
    hide();
  }
}

// Shows what the address says. "#?first" and "#?last" come from the pages beside this one; no name
// is written so, since a question mark in a name is encoded.
function follow() {
  const wanted = location.hash.slice(1);
  if (wanted === "?first" || wanted === "?last") {
    if (pictures.length > 0) replace(wanted === "?first" ? 0 : pictures.length - 1);
    return;
  }
  let name = "";
  try {
    name = decodeURIComponent(wanted);
  } catch (error) { /* not an address of ours */ }
  const index = pictures.findIndex((picture) => name !== "" && nameOf(picture) === name);
  if (index >= 0) {
    show(index);
  } else {
    hasEntry = false;
    hide();
  }
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (viewer.requestFullscreen) viewer.requestFullscreen();
}

if (viewer && viewer.showModal) {
  pictures.forEach((picture, index) => picture.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(index);
  }));
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("close").addEventListener("click", close);
  viewer.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  // A browser may close it without asking.
  viewer.addEventListener("close", () => { if (shown >= 0) close(); });
  byId("large").addEventListener("load", () => {
    stage.classList.add("ready");
    // The next one is decoded while this one is looked at.
    if (shown + 1 < pictures.length) new Image().src = pictures[shown + 1].href;
  });
  byId("large").addEventListener("error", () => { byId("trouble").hidden = false; });

  let startX = null;
  stage.addEventListener("touchstart", (event) => {
    startX = event.touches.length === 1 ? event.touches[0].clientX : null;
  }, {passive: true});
  stage.addEventListener("touchend", (event) => {
    if (startX === null) return;
    const moved = event.changedTouches[0].clientX - startX;
    startX = null;
    const isZoomed = window.visualViewport && window.visualViewport.scale > 1.05;
    if (Math.abs(moved) > 50 && !isZoomed) step(moved < 0 ? 1 : -1);
  }, {passive: true});
  window.addEventListener("popstate", follow);
  follow();
}

// A thumbnail that cannot be made, or not yet: the first time another try, then the kind of file.
for (const image of document.querySelectorAll(".thumb img")) {
  let tries = 0;
  const retry = () => {
    if (++tries > 4) {
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = image.dataset.kind;
      image.replaceWith(kind);
      return;
    }
    const [src, srcset] = [image.src, image.srcset];
    setTimeout(() => {
      image.srcset = "";
      image.src = src;
      image.srcset = srcset;
    }, 1000 * tries + 500 * Math.random());
  };
  image.addEventListener("error", retry);
  if (image.complete && image.src && image.naturalWidth === 0) retry();
}
document.documentElement.dataset.ready = String(tiles.length);
