"""People: how they come in, what they may do, how they are kept safe."""
