"""A family on a cheap phone without JavaScript: apply, check, receipt, track, and the errors on the way."""

from playwright.async_api import BrowserContext, Page, Request

from tests.browser import family
from tests.browser.system import Running


async def test_a_family_applies_and_follows_its_application(system: Running, phone: BrowserContext) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page = await phone.new_page()
    page.on("request", note)
    await family.fill_form(page, system.base_url)
    assert await page.locator("h1").inner_text() == "核对您的回答"
    receipt = await family.send(page)
    await system.player.system.settle()
    await family.track(page, system.base_url, receipt)
    assert "申请已收到" in await page.locator(".headline").inner_text()
    assert [url for url in asked if not url.startswith((system.base_url, "data:"))] == []
    assert [url for url in asked if receipt.query_code in url or family.MOTHER in url] == []
    await system.later(60)
    await family.press(page, "刷新")
    top = await page.locator(".headline").inner_text()
    assert "已经确认" in top and "低保" in top
    assert await page.locator(".program .tag.good").count() >= 2
    await page.locator("#otherwise summary").click()
    assert "如果工资收入全年不是" in await page.locator("#otherwise").inner_text()
    assert "李㛃晴" in await page.content()


async def test_sending_the_same_form_again_shows_the_same_receipt(system: Running, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await family.fill_form(page, system.base_url)
    first = await family.send(page)
    await page.reload()
    assert await family.receipt(page) == first


async def test_an_error_is_named_on_top_and_leads_to_its_field(system: Running, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto(f"{system.base_url}/apply")
    await family.press(page, "下一页")
    assert (await page.title()).startswith("错误")
    await page.locator(".summary a").first.click()
    assert page.url.endswith("#place")
    await family.fill_place(page)
    await family.press(page, "下一页")
    await page.locator("[name='people.0.name']").fill("赵小兰")
    await page.locator("[name='people.0.identity_number']").fill(family.MOTHER[:-1] + "5")
    for _ in range(4):
        await family.press(page, "下一页")
    await page.locator("[name=needs]").first.check()
    await family.press(page, "下一页")
    await family.press(page, "下一页")
    await family.press(page, "提交申请")
    assert await page.locator("h1").inner_text() == "家里有谁"
    assert await page.locator(".summary a").first.get_attribute("href") == "#people.0.identity_number"
    await page.locator("[name='people.0.identity_number']").fill(family.MOTHER)
    await page.get_by_role("button", name="改好了").click()
    assert await page.locator("h1").inner_text() == "核对您的回答"


async def test_one_answer_is_changed_and_the_rest_stays(system: Running, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await family.fill_form(page, system.base_url)
    await page.get_by_role("button", name="修改存款").click()
    assert await page.locator("[name=deposits]").input_value() == "12000"
    await page.locator("[name=deposits]").fill("8000")
    await page.get_by_role("button", name="改好了").click()
    assert "8000 元" in await page.content()


async def test_language_and_size_are_switched_without_losing_what_was_typed(
    system: Running, phone: BrowserContext
) -> None:
    page = await phone.new_page()
    await page.goto(f"{system.base_url}/apply")
    await family.fill_place(page)
    await page.get_by_role("button", name="English").click()
    assert await page.locator("h1").inner_text() == "Where you live"
    assert await page.locator("[name=place]").input_value() == "621002"
    await page.get_by_role("button", name="Large text").click()
    assert await page.locator("html.elder").count() == 1
    await family.press(page, "Next")
    assert await page.locator("h1").inner_text() == "Your household"


async def test_a_wrong_code_and_an_unknown_number_look_the_same(system: Running, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await family.fill_form(page, system.base_url)
    receipt = await family.send(page)
    wrong = [family.Receipt(receipt.number, "AAAAA-AAAAA"), family.Receipt("22222-22222", receipt.query_code)]
    seen = [await _refusal(page, system, each) for each in wrong]
    assert seen[0] == seen[1] and "不对" in seen[0]


async def _refusal(page: Page, system: Running, receipt: family.Receipt) -> str:
    await family.track(page, system.base_url, receipt)
    return await page.locator(".summary").inner_text()
