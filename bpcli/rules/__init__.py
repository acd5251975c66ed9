"""The mathematics: each rule knows how a quantity is computed and how that is written."""
