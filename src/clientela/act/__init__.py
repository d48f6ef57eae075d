"""Acting: what is planned for the customers of a segment, and what their own figures suggest.

Pure planning. Nothing is sent from here, and every figure is asked of the one compiler.
"""
