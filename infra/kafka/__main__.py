"""`python -m infra.kafka [FOLDER]`: a broker in the foreground until Ctrl-C, by default in `.onedoor/kafka`."""

import signal
import sys
from pathlib import Path

from infra.kafka.broker import KafkaBroker
from infra.kafka.jars import KafkaMissing

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with KafkaBroker(Path(*sys.argv[1:] or [".onedoor/kafka"])) as broker:
            print(f"ONEDOOR_KAFKA={broker.bootstrap}", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        pass
    except KafkaMissing as missing:
        sys.exit(str(missing))
