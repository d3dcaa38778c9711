"""Small offices built by hand for tests of the diagnosis."""
