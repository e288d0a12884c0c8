"""What a phone reads with its camera: QR codes as pictures."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """Return a QR code of an address or a text as an SVG file: black on white, with the quiet zone around it."""
    return _drawn(text, xmldecl=True)


def qr_inline(text: str) -> str:
    """Return the same as an element for a page, for what must not be in an address that a page asks for."""
    return _drawn(text, xmldecl=False, svgns=True).decode()


def _drawn(text: str, **how: bool) -> bytes:
    file = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(file, kind="svg", border=3, dark="#000", light="#fff", omitsize=True, nl=False, **how)
    return file.getvalue()
