"""What people read when the chain of a household cannot be shown."""

PROBLEMS: dict[str, tuple[int, str, str]] = {
    "never-asked": (409, "没有向这个部门转介过这份申请。", "This program was never asked about this application."),
}
