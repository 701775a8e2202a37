"""A single file that rustc compiles itself: from its command line to the evidence, without Cargo."""
