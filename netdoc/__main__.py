"""`python -m netdoc`: the command line by its module, for where the program is not on the path."""

from netdoc.cli.main import entry

if __name__ == "__main__":
    entry()
