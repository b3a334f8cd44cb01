"""What a hand does to a widget: a place on its first picture, a drag over it, a button."""


def place(mounted, row, column):
    """Return the middle of a pixel of the first grid, on the page; it may lie beside the grid."""
    grid = mounted.page.locator("[role=grid]:has(canvas)").first
    rows, columns = (int(grid.get_attribute(f"aria-{axis}count")) for axis in ("row", "col"))
    box = grid.locator("canvas").first.bounding_box()  # beside a finger there is a loupe
    return (
        box["x"] + box["width"] * (column + 0.5) / columns,
        box["y"] + box["height"] * (row + 0.5) / rows,
    )


def drag(mounted, *cells):
    """Press on the first of these pixels, move over the others, and let go."""
    mouse = mounted.page.mouse
    mouse.move(*place(mounted, *cells[0]))
    mouse.down()
    for cell in cells[1:]:
        mouse.move(*place(mounted, *cell))
    mouse.up()


def press(mounted, name):
    """Press the first button of this name."""
    mounted.page.get_by_role("button", name=name, exact=True).first.click()
