"""Why a crate is linked as it is: for each artifact the shortest chain of reasons, from the evidence."""
