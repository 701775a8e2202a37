#[no_mangle]
pub extern "C" fn run_a() -> u32 {
    log::line()
}
