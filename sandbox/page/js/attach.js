// Files on their way to the bot: by the paperclip, by dropping, by pasting; each is looked at before it goes.

import { h, icon } from "./dom.js";
import { sizeOf } from "./format.js";

const CAPTION_LIMIT = 1024;
const isPicture = (file) => /^image\/(png|jpe?g|webp|gif|bmp)$/.test(file.type);

export class Attach {
  constructor(overlay, { onSend }) {
    this.overlay = overlay;
    this.onSend = onSend;
    this.photoInput = this.#input("photo", "image/*", "Choose a photo");
    this.fileInput = this.#input("document", null, "Choose a file");
    this.inputs = [this.photoInput, this.fileInput];
    this.dropZone = h("div", { class: "drop", hidden: true, "aria-hidden": "true" },
      h("div", { class: "drop-zone", dataset: { kind: "document" } }, icon("file"), h("b", { text: "Send as a file" }), h("span", { text: "just as it is" })),
      h("div", { class: "drop-zone", dataset: { kind: "photo" } }, icon("image"), h("b", { text: "Send as a photo" }), h("span", { text: "shown in the chat" })));
  }

  #input(kind, accept, name) {
    const input = h("input", { type: "file", class: "offscreen", tabindex: "-1", accept, "aria-label": name, dataset: { attach: kind } });
    input.addEventListener("change", () => {
      const file = input.files[0];
      input.value = "";
      if (file) this.preview(file, kind);
    });
    return input;
  }

  menu(event) {
    const box = event.currentTarget.getBoundingClientRect();
    this.overlay.menu([
      { text: "Photo", icon: "image", action: () => this.photoInput.click() },
      { text: "File", icon: "file", action: () => this.fileInput.click() },
    ], box.left, box.top - 104, "Attach");
  }

  async preview(file, wanted) {
    const kind = wanted === "photo" && !isPicture(file) ? "document" : wanted;
    const caption = h("input", { type: "text", class: "field", placeholder: "Add a caption…", "aria-label": "Caption", dir: "auto", maxlength: CAPTION_LIMIT });
    const address = kind === "photo" ? URL.createObjectURL(file) : null;
    const shown = address
      ? h("img", { class: "preview-photo", src: address, alt: file.name })
      : h("div", { class: "preview-file" }, h("span", { class: "file-icon" }, icon("file")), h("span", { class: "file-text" }, h("bdi", { class: "file-name", text: file.name }), h("span", { class: "file-size", text: sizeOf(file.size) })));
    const answer = await this.overlay.ask({
      title: kind === "photo" ? "Send a photo" : "Send a file",
      body: h("div", { class: "preview" }, shown, caption),
      buttons: [{ text: "Cancel", value: null }, { text: "Send", value: () => ({ caption: caption.value.trim() }), style: "strong" }],
    });
    if (address) URL.revokeObjectURL(address);
    if (answer) this.onSend(file, kind, answer.caption);
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
      this.dropZone.classList.toggle("file-only", types.length > 0 && types.every((type) => type && !type.startsWith("image/")));
      this.dropZone.hidden = false;
    });
    area.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
    area.addEventListener("dragleave", () => { depth -= 1; if (depth <= 0) hide(); });
    area.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const kind = event.target.closest?.(".drop-zone")?.dataset.kind ?? "document";
      hide();
      const [file] = event.dataTransfer.files;
      if (file) this.preview(file, kind);
    });
  }

  paste(event) {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    this.preview(file, isPicture(file) ? "photo" : "document");
  }
}
