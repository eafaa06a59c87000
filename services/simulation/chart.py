"""The curve of one family as a picture: what it earns, and what it has in all."""

from collections.abc import Sequence
from typing import Final

from services.simulation.sweep import Point

WIDTH: Final = 640
HEIGHT: Final = 420
MARGIN: Final = 60


def chart(points: Sequence[Point], members: int) -> str:
    """An SVG document; both axes in yuan a month for the whole family."""
    earned = [point.income * members / 100 for point in points]
    total = [value + float(point.given) / 100 for value, point in zip(earned, points, strict=True)]
    right, top = max(*earned, 1.0), max(*total, 1.0)

    def line(values: Sequence[float], color: str) -> str:
        places = (
            f"{MARGIN + x / right * (WIDTH - 2 * MARGIN):.1f},{HEIGHT - MARGIN - y / top * (HEIGHT - 2 * MARGIN):.1f}"
            for x, y in zip(earned, values, strict=True)
        )
        return f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{" ".join(places)}"/>'

    base = HEIGHT - MARGIN
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<path d="M{MARGIN} {MARGIN}V{base}H{WIDTH - MARGIN}" fill="none" stroke="black"/>',
        line(earned, "#999999"),
        line(total, "#005ea5"),
        f'<text x="{MARGIN}" y="{MARGIN - 20}">家庭每月合计（元） income and support a month, yuan: {top:,.0f}</text>',
        f'<text x="{WIDTH - MARGIN}" y="{base + 25}" text-anchor="end">'
        f"家庭每月收入（元） income a month, yuan: {right:,.0f}</text>",
        "</svg>",
    )
    return "\n".join(parts) + "\n"
