"""What would raise an indicated fault to an established one."""

import pytest

from netdoc.diagnosis.confirming import confirm
from netdoc.model.fault import Fault
from netdoc.model.segment import Party


@pytest.mark.parametrize("fault", Fault)
def test_every_indicated_fault_has_a_test_that_would_raise_it(fault):
    (test,) = confirm(fault, Party.LINE)

    assert test.id == f"confirm-{fault.value.replace('.', '-').replace('_', '-')}"
    assert (test.separates, bool(test.what), test.duration_s >= 300) == ((Party.LINE,), True, True)
