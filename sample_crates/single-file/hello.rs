//! A single file that rustc itself compiles: `rustc -C prefer-dynamic hello.rs`.

fn main() {
    println!("Hello, world!");
}
