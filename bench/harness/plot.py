"""Grouped bars as SVG, small enough to read as text."""

COLOURS = ["#2f6fde", "#c9762b", "#5a9e6f"]
WIDTH, LEFT, RIGHT, BAR, GAP = 720, 210, 120, 18, 14


def bars(title, groups, unit, target=None):
    """`groups`: label → {series → value}. One scale for all; `target` draws a line at (value, text)."""
    series = list(dict.fromkeys(name for values in groups.values() for name in values))
    top = max([value for values in groups.values() for value in values.values()] + ([target[0]] if target else []))
    scale = (WIDTH - LEFT - RIGHT) / (top or 1)
    y, parts = 74, []
    for label, values in groups.items():
        parts.append(text(LEFT - 8, y + len(values) * BAR / 2 + 4, label, anchor="end"))
        for name, value in values.items():
            length = max(1, value * scale)
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 3}" fill="{COLOURS[series.index(name)]}"/>')
            parts.append(text(LEFT + length + 5, y + BAR - 6, f"{short(value)} {unit}", size=11))
            y += BAR
        y += GAP
    if target:
        x = LEFT + target[0] * scale
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="66" y2="{y - GAP + 4}" stroke="#888" stroke-dasharray="4 3"/>')
        parts.append(text(x, y + 4, target[1], anchor="middle", size=11))
    legend, x = [], LEFT
    for index, name in enumerate(series):
        legend.append(f'<rect x="{x}" y="42" width="11" height="11" fill="{COLOURS[index]}"/>' + text(x + 16, 52, name, size=12))
        x += 30 + 7 * len(name)
    height = y + 16
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
            f'font-family="sans-serif" role="img"><title>{escape(title)}</title>\n<rect width="100%" height="100%" fill="#fff"/>\n'
            + "\n".join([text(16, 26, title, size=15, weight="bold"), *legend, *parts]) + "\n</svg>\n")


def text(x, y, content, anchor="start", size=12, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
            f'fill="#222">{escape(content)}</text>')


def escape(content):
    return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short(value):
    for limit, suffix in ((1e6, " M"), (1e3, " k")):
        if value >= limit:
            return f"{value / limit:.3g}{suffix}"
    return f"{value:.3g}"
