"""The reports of `cargo dynaudit why`."""
