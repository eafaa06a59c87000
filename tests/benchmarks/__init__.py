"""The engine beside named peers, on real Postgres and real Kafka: `make bench`."""
