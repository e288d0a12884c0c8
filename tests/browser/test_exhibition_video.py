"""A video that a team uploads is played to its visitors by the browser's own player, wherever they begin to watch."""

import base64
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from tests.browser.test_exhibition_booth import BoothServer

# A second of a moving square, recorded by the browser itself: `[the kind that it can, the file in base64]`.
RECORD = """async () => {
  const type = ["video/mp4;codecs=avc1.42E01E", "video/mp4;codecs=vp09.00.10.08", "video/mp4"]
    .find((one) => MediaRecorder.isTypeSupported(one));
  if (!type) return ["", ""];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const brush = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: type });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const whole = new Promise((resolve) => { recorder.onstop = () => resolve(new Blob(parts)); });
  recorder.start();
  for (let at = 0; at < 90; at += 1) {
    brush.fillStyle = at % 2 ? "teal" : "navy";
    brush.fillRect(at % 32, 0, 32, 64);
    await new Promise(requestAnimationFrame);
  }
  recorder.stop();
  const bytes = new Uint8Array(await (await whole).arrayBuffer());
  return [type, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))];
}"""
PLAY = "(video) => { video.muted = true; return video.play(); }"


@pytest.fixture
def house_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = BoothServer(tmp_path_factory.mktemp("videos"))
    server.start()
    yield f"http://{server.address}"
    server.kill()


def signed_in(context: BrowserContext, house_url: str, role: str) -> Page:
    """Return a page of somebody."""
    page = context.new_page()
    page.goto(f"{house_url}/demo/sign-in/{role}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
    return page


def test_an_uploaded_video_plays_in_the_browser(house_url: str, new_context: Callable[..., BrowserContext]) -> None:
    lead = signed_in(new_context(), house_url, "exhibitor")
    booth = lead.request.get(f"{house_url}/ecc-live/test-booth").json()["booth"]
    address = f"{house_url}/ecc-live/exhibition/{booth}"
    lead.goto(f"{address}/edit")
    kind, recorded = lead.evaluate(RECORD)
    assert kind, "this browser records no MP4"
    film = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": base64.b64decode(recorded)}
    lead.get_by_label("Video from a file", exact=True).set_input_files(film)  # type: ignore[arg-type]
    lead.get_by_role("button", name="Upload Video from a file").click()
    expect(lead.get_by_role("button", name="Remove the video")).to_be_visible()
    # The team looks at it before anybody else.
    plays(lead, "video.booth-file-shown")
    lead.goto(f"{address}/preview")
    plays(lead, "video.video-own")
    lead.get_by_role("button", name="Publish").first.click()
    expect(lead.get_by_role("status").first).to_contain_text("visitors see it now")

    visitor = signed_in(new_context(), house_url, "attendee")
    answers: list[Response] = []
    visitor.on("response", lambda answer: answers.append(answer) if f"/{booth}/video" in answer.url else None)
    visitor.goto(address)
    assert not answers, "asked for before anybody pressed play"
    plays(visitor, "video.video-own")
    assert [answer.status for answer in answers] == [206] * len(answers) != []
    assert answers[0].headers["content-type"] == "video/mp4"
    assert answers[0].headers["x-content-type-options"] == "nosniff"


def plays(page: Page, where: str) -> None:
    """Press play, and see that the film goes on."""
    player = page.locator(where)
    player.evaluate(PLAY)
    page.wait_for_function("(where) => document.querySelector(where).currentTime > 0.2", arg=where)
    assert player.evaluate("(video) => [video.videoWidth, video.error]") == [64, None]
