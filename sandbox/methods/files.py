"""Files on their way back to the bot."""

from typing import Any

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import person_of

DOWNLOAD_LIMIT = 20 << 20


@method("getFile")
def get_file(call: Call) -> Any:
    given = call.params.text("file_id")
    if not given:
        refuse("file_id not specified")
    file = call.world.files.by_id(call.bot.id, given)
    if file is None:
        refuse("invalid file_id")
    if len(file.data) > DOWNLOAD_LIMIT:
        refuse("file is too big")
    return {"file_id": given, "file_unique_id": file.unique, "file_size": len(file.data), "file_path": file.path}


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> Any:
    """Nobody here has a picture."""
    person_of(call)
    return {"total_count": 0, "photos": []}
