"""An HLS stream on a session's page. Chromium itself records the film; the network answers as a CDN would."""

import base64
import struct
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.serving import Server

STREAM = "https://cdn.example.org/hall/live.m3u8"
RECORD = """async () => {
  const canvas = document.createElement('canvas'); canvas.width = 160; canvas.height = 90;
  const context = canvas.getContext('2d'); let number = 0;
  const drawing = setInterval(() => { context.fillStyle = `hsl(${(number += 9) % 360} 90% 50%)`;
    context.fillRect(0, 0, 160, 90); }, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/mp4;codecs=avc1.42E01E' });
  const parts = []; recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise(resolve => { recorder.onstop = resolve; });
  recorder.start(); await new Promise(resolve => setTimeout(resolve, 3000)); recorder.stop(); await stopped;
  clearInterval(drawing);
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return [recorder.mimeType, btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))]; }"""


def _boxes(film: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the boxes of an MP4 file."""
    place = 0
    while place < len(film):
        size, kind = struct.unpack(">I4s", film[place : place + 8])
        yield kind.decode(), film[place : place + size]
        place += size


def _cut(film: bytes) -> dict[str, bytes]:
    """Cut a fragmented film into what an HLS playlist names: a beginning, and pieces."""
    files = {"init.mp4": b""}
    for kind, box in _boxes(film):
        if kind in {"ftyp", "moov"}:
            files["init.mp4"] += box
        elif kind == "moof":
            files[f"{len(files)}.m4s"] = box
        elif kind == "mdat":
            files[f"{len(files) - 1}.m4s"] += box
    return files


def _playlist(files: dict[str, bytes]) -> bytes:
    names = [name for name in files if name.endswith(".m4s")]
    pieces = "".join(f"#EXTINF:{3 / len(names):.3f},\n{name}\n" for name in names)
    head = '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI="init.mp4"\n'
    return f"{head}{pieces}#EXT-X-ENDLIST\n".encode()


@pytest.fixture
def film(page: Page, base_url: str) -> dict[str, bytes]:
    """A film that was made here, as files of a stream."""
    page.goto(base_url)
    mime, text = page.evaluate(RECORD)
    files = _cut(base64.b64decode(text))
    assert mime.startswith("video/mp4")
    assert len(files) > 2
    return {**files, "live.m3u8": _playlist(files)}


@pytest.fixture(scope="module")
def hall_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of its own, as its rooms are about to be changed."""
    server = Server(tmp_path_factory.mktemp("hls"))
    server.start()
    yield f"http://{server.address}"
    server.kill()


def _sign_in(page: Page, hall_url: str, role: str) -> None:
    page.goto(f"{hall_url}/demo/sign-in/{role}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)


@pytest.fixture
def streamed(page: Page, hall_url: str) -> Page:
    """A page of the session that is on, all rooms of which have the stream."""
    _sign_in(page, hall_url, "organiser")
    page.goto(f"{hall_url}/ecc-live/agenda/builder/rooms")
    links = page.locator("a[href*='/builder/rooms/']").evaluate_all("links => links.map(link => link.href)")
    for address in {link for link in links if link.rpartition("/")[2].isdigit()}:
        page.goto(address)
        page.locator("[name=stream_url]").fill(STREAM)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/rooms*")
    page.goto(f"{hall_url}/ecc-live/agenda/release")
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(page.get_by_role("status").first).to_contain_text("v2 is released")
    page.goto(f"{hall_url}/demo/sign-in/attendee?to=stage")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url("**/stage/*")
    return page


def test_a_stream_of_pieces_plays_on_the_session_page(film: dict[str, bytes], streamed: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        asked.append(name)
        kind = "application/vnd.apple.mpegurl" if name.endswith("m3u8") else "video/mp4"
        route.fulfill(body=film[name], headers={"Access-Control-Allow-Origin": "*", "Content-Type": kind})

    streamed.route("https://cdn.example.org/**", answer)
    expect(streamed.locator("[data-play]")).to_be_visible()
    assert asked == []
    streamed.locator("[data-play]").click()
    video = streamed.locator("[data-stream] video")
    streamed.wait_for_function("() => document.querySelector('[data-stream] video').readyState >= 2")
    video.evaluate("video => { video.muted = true; return video.play(); }")
    streamed.wait_for_function(
        "() => document.querySelector('[data-stream] video').getVideoPlaybackQuality().totalVideoFrames > 5"
    )
    assert video.evaluate("video => video.src").startswith("blob:")
    assert {"live.m3u8", "init.mp4", "1.m4s"} <= set(asked)
