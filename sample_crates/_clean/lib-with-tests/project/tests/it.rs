#[test]
fn it() {
    assert_eq!(eng::f(), 1);
}
