"""Flask only: views of at most 25 lines, which hand what people sent to the row below and show what comes back."""
