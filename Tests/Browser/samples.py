"""What tests list: words that nobody else uses, real pictures, times ahead."""
import base64
import datetime
import random

FIRST_SYLLABLE, SYLLABLES = 0xAC00, 11172
# A pattern that JPEG cannot make small, so that an upload takes more than one packet.
DRAW = """([width, height, hue]) => {
    const canvas = Object.assign(document.createElement('canvas'), {width, height});
    const pen = canvas.getContext('2d');
    for (let y = 0; y < height; y += 40) for (let x = 0; x < width; x += 40) {
        pen.fillStyle = `hsl(${hue + (x * 7 + y * 13) % 60} 60% ${30 + (x * 3 + y * 5) % 45}%)`;
        pen.fillRect(x, y, 40, 40);
    }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1];
}"""


def word(syllables=3):
    """A word of Hangul that no other auction contains."""
    return "".join(chr(FIRST_SYLLABLE + random.randrange(SYLLABLES)) for _ in range(syllables))


def draw(browser, count, width=1600, height=1200):
    """JPEGs as a camera might make them, each of another colour."""
    page = browser.new_page()
    try:
        hues = [360 * number // count for number in range(count)]
        return [base64.b64decode(page.evaluate(DRAW, [width, height, hue])) for hue in hues]
    finally:
        page.close()


def files(pictures):
    """The same as files to choose."""
    return [{"name": f"사진 {number}.jpg", "mimeType": "image/jpeg", "buffer": picture} for number, picture in enumerate(pictures, 1)]


def ahead(**interval):
    """A time from now, as the API wants it."""
    time = datetime.datetime.now(datetime.UTC) + datetime.timedelta(**interval)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
