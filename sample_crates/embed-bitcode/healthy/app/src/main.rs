fn main() {
    println!("{}", eng::f());
}
