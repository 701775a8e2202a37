pub fn f() -> u32 {
    c::f()
}
