"""`make pictures`: the README's pictures, taken anew of the demo in a real browser.

People press and type exactly as in tests/browser/test_joining.py. Needs Chromium and Noto's fonts, as that test does.
"""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import BOT_ID
from bot.demo_people import AMINA, KARIM, SARA
from handlers.kit.speech import Speech, speech
from tests.browser import demo
from tests.browser.conftest import QUIET, chromium
from tests.browser.demo import Hand
from tools.files import ROOT

FOLDER = ROOT / "docs" / "pictures"
SCALE = 1.5  # sharp enough on most screens, at half the weight of 2
MOST_BYTES = 300_000
WIDE, PHONE = (920, 790), (390, 780)


# Plain grounds: a gradient would weigh as much as all the rest of a picture.
PLAIN = """
body { background: var(--page) !important; } .log { background: var(--wall-2) !important; }
.inline-button { backdrop-filter: none !important; }
"""


async def take(folder: Path = FOLDER) -> None:
    """Take them all; each is a file of its own in `folder`, which must be there."""
    async with demo.demo() as printed, async_playwright() as playwright:
        address = "http://" + urlsplit(printed).netloc
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        side_by_side = await _page(browser, f"{address}/?people={AMINA.telegram_id},{KARIM.telegram_id}", WIDE)
        amina, karim = Hand(side_by_side, AMINA.telegram_id), Hand(side_by_side, KARIM.telegram_id)

        async def look(station: str) -> None:
            if station == "welcome":
                await _shoot(side_by_side, folder / "demo.png")
            elif station == "group":
                await _shoot(amina, folder / "joining-ar.png")
            elif station in ("guidelines", "summary"):
                await _shoot(amina, folder / f"{station}-ar.png")

        await demo.registers(amina, "ar", "practitioner", demo.AMINA, look)
        await amina.presses(speech("ar").plain("Send"))

        narrow = await _page(browser, f"{address}/?people={SARA.telegram_id}", PHONE)
        sara = Hand(narrow, SARA.telegram_id)

        async def look_narrow(station: str) -> None:
            if station == "group":
                wide = await _page(browser, f"{address}/?people={SARA.telegram_id}", WIDE)
                await _shoot(Hand(wide, SARA.telegram_id), folder / "joining-en.png")
                await wide.close()
            elif station == "summary":
                await _shoot(narrow, folder / "phone.png")

        await demo.registers(sara, "en", "civil_society", demo.SARA, look_narrow)
        await sara.presses("Send")

        dark = await _page(browser, f"{address}/?people={SARA.telegram_id},{KARIM.telegram_id}", WIDE, dark=True)
        await expect(karim.bubble("Application: Sara Nasser")).to_be_visible()
        await karim.presses("Admit")
        await _shoot(side_by_side, folder / "deciding.png")
        await karim.presses("Admit")
        await expect(Hand(dark, SARA.telegram_id).bubble("Welcome to the network")).to_be_visible()
        await _shoot(dark, folder / "dark.png")

        for hand, language in ((amina, "ar"), (karim, "en")):
            await _say_yes(hand, speech(language))
        await _shoot(side_by_side, folder / "event.png")
        await browser.close()


async def _say_yes(hand: Hand, t: Speech) -> None:
    """Find the first event of what is coming, and say that one comes to it."""
    await hand.writes("/events")
    await hand.presses(t.number(1))
    await hand.labelled(t.plain("Going")).click()
    toast = hand.element.locator("[data-toast]")
    await toast.wait_for()
    await hand.labelled(f"✓ {t.plain('Going')}").wait_for()
    await expect(toast).to_have_count(0)
    await hand.messages.last.evaluate("card => card.scrollIntoView({ block: 'start' })")


async def _page(browser: Browser, address: str, size: tuple[int, int], *, dark: bool = False) -> Page:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=SCALE,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        bypass_csp=True,  # for the style below
    )
    page = await context.new_page()
    await page.goto(f"{address}&chat={BOT_ID}&plain=1")
    await page.locator('html[data-ready="1"]').wait_for(state="attached")
    await page.add_style_tag(content=PLAIN)
    return page


async def _shoot(what: Page | Hand, file: Path) -> None:
    page = what if isinstance(what, Page) else what.page
    await page.mouse.move(0, 0)  # nothing looks pressed
    await (page if isinstance(what, Page) else what.element).screenshot(path=file)


def main() -> int:
    """Take the pictures; a line each with its size. Fails when one is too heavy for slow links."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(take())
    heavy = 0
    for file in sorted(FOLDER.glob("*.png")):
        size = file.stat().st_size
        heavy += size > MOST_BYTES
        print(f"{file.relative_to(ROOT)}: {size // 1000} KB{', too heavy' if size > MOST_BYTES else ''}")
    return 1 if heavy else 0


if __name__ == "__main__":
    raise SystemExit(main())
