"""Records as HTML for a notebook: no script, right also where every style is stripped, legible on black and white."""
