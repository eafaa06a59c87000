"""What a page looks like as computed by the browser: contrast of text, size of targets, width."""

from typing import Any

from playwright.async_api import Page

CONTRAST = """() => {
  const lum = c => { const v = c.map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4 });
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
  const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3) } return [255, 255, 255] };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), e = walk.currentNode.parentElement;
    if (!text || e.closest('svg, option, .skip, .default') || !e.getClientRects().length) continue;
    const style = getComputedStyle(e), a = lum(rgb(style.color).slice(0, 3)), b = lum(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) found.push(text.slice(0, 20) + ' ' + ratio.toFixed(2));
  }
  return found }"""

TARGETS = """least => {
  const found = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')) {
    const box = (e.closest('label.pick') || e).getBoundingClientRect();
    if (!box.width || box.right < 0 || e.closest('svg')) continue;
    if (box.height + .5 < least) found.push(e.outerHTML.slice(0, 80) + ' ' + box.height);
  }
  return found }"""

WIDTH = "() => [document.documentElement.scrollWidth, window.innerWidth]"


async def complaints(page: Page, least: int) -> list[str]:
    """Text that is too faint, targets that are too small, and a page that must be scrolled sideways."""
    found: list[str] = await page.evaluate(CONTRAST)
    found += await page.evaluate(TARGETS, least)
    width: list[int] = await page.evaluate(WIDTH)
    return found + ([f"{width[0]} px wide"] if width[0] > width[1] else [])


async def unnamed(page: Page) -> list[Any]:
    """Fields without a label."""
    found: list[Any] = await page.evaluate(
        """() => [...document.querySelectorAll('input:not([type=hidden]), select')]
             .filter(e => !e.labels.length).map(e => e.outerHTML.slice(0, 80))"""
    )
    return found
