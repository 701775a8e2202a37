pub fn f() -> u32 {
    base::f()
}
