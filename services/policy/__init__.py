"""The law as data and pure functions: parameters by place and date, the calendar, and rules that say why."""
