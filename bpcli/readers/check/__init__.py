"""The check: a step's numbers against finite differences of its loss, or against another framework's."""
