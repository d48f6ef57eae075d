"""Customer segmentation for people who have customers: collect, analyse, define, act, measure."""
