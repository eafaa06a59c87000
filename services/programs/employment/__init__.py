"""就业救助: public-welfare jobs and training."""
