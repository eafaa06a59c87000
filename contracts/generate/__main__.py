"""`python -m contracts.generate [--check]`: schemas, samples and AsyncAPI; receivers stay as the document has them."""

import sys

from contracts.generate.asyncapi import receivers_in
from contracts.generate.files import run
from contracts.topics import ASYNCAPI, read_asyncapi

if __name__ == "__main__":
    sys.exit(run(receivers_in(read_asyncapi()) if ASYNCAPI.exists() else {}, check="--check" in sys.argv))
