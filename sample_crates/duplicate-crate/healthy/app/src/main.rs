fn main() {
    println!("{}", d1::f() + d2::f());
}
