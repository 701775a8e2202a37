"""rustc's linkage decision, simulated; mirrors `compiler/rustc_metadata/src/dependency_format.rs`."""
