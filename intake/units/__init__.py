"""The units' side of handing over: what a unit sees, what it does, when it is reminded, how it did in a month."""
