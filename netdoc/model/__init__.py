"""The words netdoc thinks in: frozen values, no I/O, nothing imported but the standard library and errors."""
