"""cargo-dynaudit: predicts what Cargo and rustc will link dynamically, before anything is built."""

__version__ = "0.1.0"
