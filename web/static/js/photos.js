// A photo is shown before it is sent, and made small first: it is what costs a
// phone with 3G its time and its owner money. What cannot be read here is sent as
// it is, and the server says what is wrong with it.

const longest = 1600;

const drawn = (bitmap, width, canvas) => {
  canvas.width = width;
  canvas.height = Math.round((bitmap.height * width) / bitmap.width);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const size = (bytes) => {
  const kilobytes = bytes / 1024;
  const [value, unit, digits] = kilobytes < 1000 ? [kilobytes, "KB", 0] : [kilobytes / 1024, "MB", 1];
  return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value) + " " + unit;
};

const smaller = async (file, bitmap) => {
  const width = Math.min(bitmap.width, longest);
  if (width === bitmap.width && file.size < 600_000) return file;
  const canvas = drawn(bitmap, width, document.createElement("canvas"));
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
};

for (const input of document.querySelectorAll("input[data-photo]")) {
  const preview = input.closest(".field").querySelector("[data-preview]");
  const status = preview.querySelector("[role=status]");
  input.addEventListener("change", async () => {
    preview.hidden = true;
    const file = input.files[0];
    if (!file) return;
    let bitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      return;
    }
    if (input.files[0] !== file) return; // another was chosen meanwhile
    drawn(bitmap, Math.min(bitmap.width, 480), preview.querySelector("canvas"));
    preview.hidden = false;
    const sent = await smaller(file, bitmap);
    bitmap.close();
    if (input.files[0] !== file) return;
    if (sent !== file) {
      const files = new DataTransfer();
      files.items.add(sent);
      input.files = files.files;
    }
    status.textContent = status.dataset.said.replace("§1", size(sent.size)).replace("§2", size(file.size));
  });
}
