use proc_macro::TokenStream;

#[proc_macro]
pub fn one(_: TokenStream) -> TokenStream {
    "1u32".parse().unwrap()
}
