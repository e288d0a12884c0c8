"""Pictures and a document that the demo draws itself, so that nothing of anybody's is shown."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
BLUE, GREEN, SAND, WHITE = (11, 94, 215), (29, 135, 64), (246, 240, 226), (255, 255, 255)
# Drawn this many times larger, so that curves have no steps.
FINER = 2


def banner() -> BytesIO:
    """Return a banner: rings in a row on a slope from blue to green."""
    return _rings(_slope((1600, 400), BLUE, GREEN), [(x, 0.5, 0.42, WHITE) for x in (0.6, 0.7, 0.8, 0.9)])


def logo() -> BytesIO:
    """Return a logo: two rings that overlap."""
    return _rings(_slope((400, 400), SAND, SAND), [(0.38, 0.5, 0.26, BLUE), (0.62, 0.5, 0.26, GREEN)])


def chain() -> BytesIO:
    """Return a picture: three rings that overlap."""
    rings = [(0.3, 0.5, 0.3, BLUE), (0.5, 0.5, 0.3, GREEN), (0.7, 0.5, 0.3, BLUE)]
    return _rings(_slope((1200, 800), SAND, WHITE), rings)


def ripples() -> BytesIO:
    """Return a picture: rings around one point."""
    return _rings(_slope((1200, 800), GREEN, BLUE), [(0.5, 0.5, size, WHITE) for size in (0.1, 0.2, 0.3, 0.4)])


def document(lines: Sequence[str]) -> BytesIO:
    """Return a PDF of one page with lines of text, the first of them large. The lines are ASCII without brackets."""
    shown = [f"BT /F {18 if at == 0 else 11} Tf 56 {770 - 24 * at} Td ({line}) Tj ET" for at, line in enumerate(lines)]
    text = "\n".join(shown)
    parts = [
        "<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(text)}>>\nstream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    file, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(file))
        file += f"{number} 0 obj\n{part}\nendobj\n"
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    end = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF\n"
    return BytesIO(f"{file}xref\n0 {size}\n0000000000 65535 f \n{rows}{end}".encode("ascii"))


def _slope(size: tuple[int, int], left: Colour, right: Colour) -> Image.Image:
    """Return a ground that goes from one colour to another."""
    line = Image.new("RGB", (2, 1))
    line.putdata([left, right])
    return line.resize((size[0] * FINER, size[1] * FINER), Image.Resampling.BILINEAR)


def _rings(ground: Image.Image, rings: Sequence[tuple[float, float, float, Colour]]) -> BytesIO:
    """Draw rings (middle across and down, radius in heights, colour) and return the picture as a file."""
    draw = ImageDraw.Draw(ground)
    width, height = ground.size
    for across, down, radius, colour in rings:
        x, y, r = width * across, height * down, height * radius
        draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=height // 24)
    file = BytesIO()
    ground.resize((width // FINER, height // FINER), Image.Resampling.LANCZOS).save(file, "PNG")
    file.seek(0)
    return file
