"""The nouns that every stage shares: plain frozen data, no behaviour that reads or writes."""
