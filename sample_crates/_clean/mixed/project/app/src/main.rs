fn main() {
    println!("{}", eng::f() + mac::one!());
}
