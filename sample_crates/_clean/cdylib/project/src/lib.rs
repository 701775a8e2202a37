#[no_mangle]
pub extern "C" fn g() -> u32 {
    1
}
