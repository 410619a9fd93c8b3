// Files on their way to the bot: by the paperclip, by dropping, by pasting; each is looked at before it goes.

import { h, icon } from "./dom.js";
import { sizeOf } from "./format.js";

const CAPTION_LIMIT = 1024;
const isFilm = (file) => /^video\//.test(file.type);
const isPicture = (file) => /^image\/(png|jpe?g|webp|gif|bmp)$/.test(file.type);

export class Attach {
  constructor(overlay, { onSend, onPlace }) {
    this.overlay = overlay;
    this.onSend = onSend;
    this.onPlace = onPlace;
    this.photoInput = this.#input("photo", "image/*,video/*", "Choose photos or videos");
    this.fileInput = this.#input("document", null, "Choose files");
    this.inputs = [this.photoInput, this.fileInput];
    this.dropZone = h("div", { class: "drop", hidden: true, "aria-hidden": "true" },
      h("div", { class: "drop-zone", dataset: { kind: "document" } }, icon("file"), h("b", { text: "Send as a file" }), h("span", { text: "just as it is" })),
      h("div", { class: "drop-zone", dataset: { kind: "photo" } }, icon("image"), h("b", { text: "Send as a photo" }), h("span", { text: "shown in the chat" })));
  }

  #input(kind, accept, name) {
    const input = h("input", { type: "file", class: "offscreen", tabindex: "-1", accept, multiple: true, "aria-label": name, dataset: { attach: kind } });
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      if (files.length) this.preview(files, kind);
    });
    return input;
  }

  menu(event) {
    const box = event.currentTarget.getBoundingClientRect();
    this.overlay.menu([
      { text: "Photo or video", icon: "image", action: () => this.photoInput.click() },
      { text: "File", icon: "file", action: () => this.fileInput.click() },
      { text: "Place", icon: "pin", action: () => this.onPlace() },
    ], box.left, box.top - 144, "Attach");
  }

  /** Several files go as an album: pictures and videos together, or all of them as files. */
  async preview(files, wanted) {
    const asMedia = wanted === "photo" && files.every((file) => isPicture(file) || isFilm(file));
    const chosen = files.map((file) => ({ file, kind: !asMedia ? "document" : isFilm(file) ? "video" : "photo" }));
    const caption = h("input", { type: "text", class: "field", placeholder: "Add a caption…", "aria-label": "Caption", dir: "auto", maxlength: CAPTION_LIMIT });
    const addresses = [];
    const shown = chosen.map(({ file, kind }) => {
      if (kind === "document") return h("div", { class: "preview-file" }, h("span", { class: "file-icon" }, icon("file")), h("span", { class: "file-text" }, h("bdi", { class: "file-name", text: file.name }), h("span", { class: "file-size", text: sizeOf(file.size) })));
      addresses.push(URL.createObjectURL(file));
      return h(kind === "photo" ? "img" : "video", { class: "preview-photo", src: addresses[addresses.length - 1], alt: kind === "photo" ? file.name : null, title: file.name });
    });
    const several = files.length > 1;
    const answer = await this.overlay.ask({
      title: several ? `Send ${files.length} ${asMedia ? "photos and videos" : "files"}` : { photo: "Send a photo", video: "Send a video", document: "Send a file" }[chosen[0].kind],
      body: h("div", { class: "preview" }, h("div", { class: several && asMedia ? "preview-grid" : "preview" }, shown), caption),
      buttons: [{ text: "Cancel", value: null }, { text: "Send", value: () => ({ caption: caption.value.trim() }), style: "strong" }],
    });
    addresses.forEach((address) => URL.revokeObjectURL(address));
    if (answer) this.onSend(chosen, answer.caption);
  }

  /** Let files be dropped anywhere on `area`. */
  acceptDrops(area, allowed) {
    let depth = 0;
    const hide = () => { depth = 0; this.dropZone.hidden = true; };
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files") && allowed();
    area.addEventListener("dragenter", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      const types = [...event.dataTransfer.items].map((item) => item.type);
      // Some systems keep the type secret until the drop; then both ways are offered.
      this.dropZone.classList.toggle("file-only", types.length > 0 && types.every((type) => type && !/^(image|video)\//.test(type)));
      this.dropZone.hidden = false;
    });
    area.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
    area.addEventListener("dragleave", () => { depth -= 1; if (depth <= 0) hide(); });
    area.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const kind = event.target.closest?.(".drop-zone")?.dataset.kind ?? "document";
      hide();
      const files = [...event.dataTransfer.files];
      if (files.length) this.preview(files, kind);
    });
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.preview(files, files.every(isPicture) ? "photo" : "document");
  }
}
