"""What the Rust sources of each unit say: which extern crates they name, and the facts rustc takes from attributes."""
