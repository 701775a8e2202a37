fn main() {
    println!("{}", mac::one!());
}
