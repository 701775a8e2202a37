pub fn f() -> u32 {
    1
}

#[test]
fn t() {
    assert_eq!(f(), 1);
}
