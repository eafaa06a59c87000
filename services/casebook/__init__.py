"""The acceptance player: whole households from files, played through the running system and compared with it."""
