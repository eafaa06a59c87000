import pytest

pytest.register_assert_rewrite("tests.chaos.journey")  # what must hold is asserted there, and shown where it does not
