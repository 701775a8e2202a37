#[no_mangle]
pub extern "C" fn run_b() -> u32 {
    log::line()
}
