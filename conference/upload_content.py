"""What is really inside an uploaded file: images are read and written anew, documents must be what they say."""

import struct
import warnings
import zipfile
from io import BytesIO

import puremagic
from flask_babel import gettext as _
from PIL import Image, ImageCms, ImageOps

from conference.errors import Refused

MOST_PIXELS = 20_000_000
LONGEST_SIDE_OF_A_PICTURE = 4000
IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP"}
TEXTS = frozenset({"txt", "md", "csv"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "pptx": _OFFICE + "presentationml.presentation",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "odp": _OPEN + "presentation",
    "odt": _OPEN + "text",
    "ods": _OPEN + "spreadsheet",
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "zip": "application/zip",
}
# The part without which an office file of each kind is none.
OFFICE_PARTS = {"pptx": "ppt/presentation.xml", "docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
OPEN_KINDS = frozenset({"odp", "odt", "ods"})
_UNREADABLE = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, ArithmeticError, MemoryError,
    struct.error, Image.DecompressionBombError, Image.DecompressionBombWarning, ImageCms.PyCMSError,
)  # fmt: skip


def image_content(content: bytes, *, longest_side: int, square: bool) -> bytes:
    """Return an image as WebP; see `uploads.keep_image`."""
    image = _opened(content, IMAGE_FORMATS)
    if square:
        side = min(longest_side, *image.size)
        image = ImageOps.fit(image, (side, side))
    else:
        image.thumbnail((longest_side, longest_side))
    return _written(image, "WEBP")


def document_content(content: bytes, kind: str) -> bytes:
    """Return a document's content if it is of its kind (a file name's last part, lower-case); see `keep_document`."""
    if kind not in MEDIA_TYPES:
        kinds = ", ".join(sorted(set(MEDIA_TYPES) - {"jpeg"}))
        raise Refused(_("Files of this kind cannot be uploaded. Possible are: %(kinds)s.", kinds=kinds))
    if kind in PICTURES:
        image = _opened(content, (PICTURES[kind],))
        image.thumbnail((LONGEST_SIDE_OF_A_PICTURE, LONGEST_SIDE_OF_A_PICTURE))
        return _written(image, PICTURES[kind])
    if not (_is_text(content) if kind in TEXTS else _is_of_kind(content, kind)):
        raise Refused(_("The file's content is not what its name says (%(kind)s).", kind=kind))
    return content


def _opened(content: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Return the image upright, in sRGB, stripped; raise `Refused` when it is too large or no such image."""
    try:
        with warnings.catch_warnings():
            # Pillow only warns of what could be a bomb; here it is refused by its size.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(BytesIO(content), formats=formats)
        if image.width * image.height <= MOST_PIXELS:
            image.load()
            return _upright_rgb(image)
    except Image.DecompressionBombError:
        pass
    except _UNREADABLE as error:
        names = _("JPEG, PNG, WebP or GIF") if len(formats) > 1 else formats[0]
        raise Refused(_("This cannot be read as an image. Please choose a %(names)s file.", names=names)) from error
    raise Refused(_("The image has more than %(limit)s megapixels. Please choose a smaller one.", limit=20))


def _upright_rgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    if profile and upright.mode in {"RGB", "RGBA"}:
        from_profile = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(upright, from_profile, ImageCms.createProfile("sRGB"), outputMode=mode)
        upright = converted or upright
    plain = upright.convert(mode)
    plain.info = {}
    return plain


def _written(image: Image.Image, image_format: str) -> bytes:
    target = BytesIO()
    image = image.convert("RGB") if image_format == "JPEG" else image
    image.save(target, image_format, quality=85 if image_format == "WEBP" else 90)
    return target.getvalue()


def _is_text(content: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in content)


def _is_of_kind(content: bytes, kind: str) -> bool:
    try:
        found = {match.extension for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return False
    if kind == "mp4":
        return content[4:8] == b"ftyp" and bool(found & {".mp4", ".m4v", ".mov", ".3gp"})
    if kind == "pdf":
        return ".pdf" in found
    return ".zip" in found and _is_archive_of_kind(content, kind)


def _is_archive_of_kind(content: bytes, kind: str) -> bool:
    """Look at an archive's list of names; nothing is unpacked but the few bytes in which OpenDocument says its kind."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if kind in OFFICE_PARTS:
                has_macros = any(name.endswith("vbaProject.bin") for name in names)
                return {"[Content_Types].xml", OFFICE_PARTS[kind]} <= names and not has_macros
            if kind in OPEN_KINDS:
                with archive.open("mimetype") as declared:
                    return declared.read(200) == MEDIA_TYPES[kind].encode()
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False
    return True
