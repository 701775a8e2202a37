fn main() {
    println!("{}", geo::f());
}
