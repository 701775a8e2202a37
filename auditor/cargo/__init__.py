"""What Cargo reads of a project: `cargo metadata`, manifests, the toolchain."""
