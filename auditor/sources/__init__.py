"""Which crates the Rust sources of a target name, and so which ones rustc loads."""
