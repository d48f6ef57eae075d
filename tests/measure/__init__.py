"""The room that measures: against published figures, hand-computed values and simulations of known truth."""
