-- A claim ends with the connection that made it: what a process was calling when it died is called again at once.
ALTER TABLE activity ADD COLUMN claimed_pid int, ADD COLUMN claimed_since timestamptz;
