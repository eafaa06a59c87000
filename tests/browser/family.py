"""One invented family, and how it walks through the pages: by what stands on them, with JavaScript switched off."""

from dataclasses import dataclass
from datetime import date

from playwright.async_api import Page

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(area: str, born: date, sequence: int) -> str:
    """A number with the right check digit."""
    first = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


MOTHER = identity_number("621002", date(1986, 3, 9), 132)
FATHER = identity_number("620802", date(1978, 5, 16), 117)
GIRL = identity_number("621002", date(2010, 2, 11), 146)


@dataclass(frozen=True)
class Receipt:
    number: str
    query_code: str


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def fill_form(page: Page, base_url: str) -> None:
    """From the home page to the page on which the answers are checked."""
    await page.goto(f"{base_url}/")
    await page.get_by_role("link", name="申请帮助").click()
    await fill_place(page)
    await press(page, "下一页")
    await fill_people(page)
    await press(page, "下一页")
    await fill_income(page)
    await press(page, "下一页")
    await page.locator("[name=deposits]").fill("12000")
    await page.locator("[name=dwellings]").fill("0")
    await page.locator("[name=tenure]").select_option("rented")
    await page.locator("[name=area_m2]").fill("0")
    await press(page, "下一页")
    await press(page, "下一页")
    for need in ("basic_living", "medical", "education", "housing"):
        await page.locator(f"[name=needs][value={need}]").check()
    await press(page, "下一页")
    await page.locator("[name=signed]").first.check()
    await press(page, "下一页")


async def fill_place(page: Page) -> None:
    await page.locator("[name=place]").select_option("621002")
    await page.locator("[name=residence][value=urban]").check()


async def fill_people(page: Page) -> None:
    await page.locator("[name='people.0.name']").fill("赵小兰")
    await page.locator("[name='people.0.phone']").fill("13800000000")
    await page.locator("[name='people.0.identity_number']").fill(MOTHER)
    await press(page, "再加一个人")
    await page.locator("[name='people.1.name']").fill("李㛃晴")
    await page.locator("[name='people.1.relation']").select_option("child")
    await page.locator("[name='people.1.identity_number']").fill(GIRL)
    await page.locator("summary").nth(3).click()
    await page.locator("[name='people.1.stage']").select_option("junior")


async def fill_income(page: Page) -> None:
    await page.locator("[name='income.0.person']").select_option("p1")
    await page.locator("[name='income.0.kind']").select_option("wages")
    await page.locator("[name='income.0.amount']").fill("2000/月")


async def send(page: Page) -> Receipt:
    await press(page, "提交申请")
    return await receipt(page)


async def receipt(page: Page) -> Receipt:
    number = await page.locator("#number").inner_text()
    return Receipt(number, await page.locator("#query-code").inner_text())


async def track(page: Page, base_url: str, receipt: Receipt) -> None:
    await page.goto(f"{base_url}/track")
    await page.locator("[name=number]").fill(receipt.number)
    await page.locator("[name=query_code]").fill(receipt.query_code)
    await press(page, "查看")
