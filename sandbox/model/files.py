"""Files, held in memory, and what a message says about them.

A file id belongs to one bot: another bot cannot use it. So messages hold `Media`, and ids are made when a bot looks.
"""

import base64
import hashlib
import mimetypes
from dataclasses import dataclass, field
from typing import Any

from sandbox.model.images import scaled_sizes

Json = dict[str, Any]
FOLDERS = {
    "photo": "photos", "document": "documents", "sticker": "stickers", "voice": "voice", "video": "videos",
    "audio": "music", "animation": "animations", "video_note": "video_notes",
}  # fmt: skip

DOCUMENT_FIELDS = ("file_name", "mime_type", "file_id", "file_unique_id", "file_size")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes with the path they are fetched under. `fields` is what its first sender said of it: it keeps that."""

    key: int
    kind: str
    data: bytes
    name: str
    path: str
    unique: str
    mime: str
    fields: Json = field(default_factory=dict)


@dataclass(slots=True)
class Media:
    """The file of a message: its kind, its sizes (a photo has several) and the fields beside the id."""

    kind: str
    file: StoredFile
    sizes: list[tuple[int, int]] = field(default_factory=list)
    fields: Json = field(default_factory=dict)

    def same_as(self, other: "Media") -> bool:
        return self.kind == other.kind and self.file is other.file


class FileStore:
    """All files, by number."""

    def __init__(self) -> None:
        self.files: dict[int, StoredFile] = {}

    def keep(self, kind: str, data: bytes, name: str, fields: Json | None = None) -> StoredFile:
        """Stores bytes; the path has the shape Telegram gives, `documents/file_7.pdf`."""
        key = len(self.files)
        dot = name.rfind(".")
        suffix = name[dot:].lower() if dot > 0 and name[dot + 1 :].isalnum() else ""
        if kind == "photo":
            suffix = ".jpg"
        path = f"{FOLDERS.get(kind, 'documents')}/file_{key}{suffix}"
        digest = hashlib.blake2s(kind.encode() + data + key.to_bytes(8), digest_size=9).digest()
        unique = "AQAD" + base64.urlsafe_b64encode(digest).decode()
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        said = _said(kind, name, mime) | (fields or {})
        stored = self.files[key] = StoredFile(key, kind, data, name, path, unique, mime, said)
        return stored

    def by_path(self, path: str) -> StoredFile | None:
        """The file under a path, which ends in its number."""
        number = path.rsplit("_", 1)[-1].split(".", 1)[0]
        found = self.files.get(int(number)) if number.isascii() and number.isdigit() else None
        return found if found is not None and found.path == path else None

    def by_id(self, bot_id: int, file_id: str) -> StoredFile | None:
        """The file behind an id that this very bot was given."""
        try:
            raw = base64.urlsafe_b64decode(file_id.removeprefix("BQAC"))
        except ValueError:
            return None
        number = int.from_bytes(raw[:6])
        found = self.files.get(number)
        if found is None or len(raw) < 16 or not file_id.startswith("BQAC"):
            return None
        return found if raw[6:15] == _seal(bot_id, number, raw[15]) else None


def _seal(bot_id: int, key: int, size: int) -> bytes:
    return hashlib.blake2s(f"{bot_id}:{key}:{size}".encode(), digest_size=9).digest()


def file_id(bot_id: int, file: StoredFile, size: int = 0) -> str:
    """An id that only this bot can use."""
    raw = file.key.to_bytes(6) + _seal(bot_id, file.key, size) + bytes((size,)) + b"\x02\x41"
    return "BQAC" + base64.urlsafe_b64encode(raw).decode()


def shown_to(bot_id: int, media: Media) -> Json:
    """The field a message carries for its file, as this bot sees it."""
    file = media.file
    if media.kind == "photo":
        return {
            "photo": [
                {
                    "file_id": file_id(bot_id, file, number),
                    "file_unique_id": file.unique[:-1] + "xmswy"[min(number, 4)],
                    "file_size": len(file.data),
                    "width": width,
                    "height": height,
                }
                for number, (width, height) in enumerate(media.sizes)
            ]
        }
    body = {
        **media.fields,
        "file_id": file_id(bot_id, file),
        "file_unique_id": file.unique,
        "file_size": len(file.data),
    }
    if media.kind == "animation":  # for programs older than animations
        return {"animation": body, "document": {name: body[name] for name in DOCUMENT_FIELDS}}
    return {media.kind: body}


def _said(kind: str, name: str, mime: str) -> Json:
    """What is said of a file where its sender says nothing. Nothing is read out of it but a photo's size."""
    match kind:
        case "document":
            return {"file_name": name, "mime_type": mime}
        case "video" | "animation":
            mime = mime if mime.startswith("video/") else "video/mp4"
            return {"width": 320, "height": 240, "duration": 1, "file_name": name, "mime_type": mime}
        case "audio":
            mime = mime if mime.startswith("audio/") else "audio/mpeg"
            return {"duration": 1, "file_name": name, "mime_type": mime}
        case "voice":
            return {"duration": 1, "mime_type": "audio/ogg"}
        case "video_note":
            return {"length": 240, "duration": 1}
        case "sticker":
            return {
                "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "🙂",
            }  # fmt: skip
    return {}


def media_of(file: StoredFile) -> Media:
    """What a message says about a stored file. Raises ValueError for a broken picture."""
    if file.kind == "photo":
        return Media(file.kind, file, scaled_sizes(file.data))
    return Media(file.kind, file, [], file.fields)
