"""Cargo's planning, simulated: features, profiles, units, LTO and the flags of each rustc run."""
