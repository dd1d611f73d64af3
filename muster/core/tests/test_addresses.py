import pytest

from muster.core.addresses import client_address, network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "told"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody is trusted: the header may be invented
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first one was invented by who asked
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),  # fewer than there are proxies: it came round them
        (1, "nonsense", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_address_is_the_one_that_a_proxy_of_our_own_wrote(rf, settings, proxies, forwarded, told):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="192.0.2.1")
    assert client_address(request) == told


def test_an_unknown_address_is_said_to_be_so(rf):
    assert client_address(rf.get("/", REMOTE_ADDR="")) == "0.0.0.0"


def test_addresses_of_one_household_are_one():
    assert network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::9") == "2001:db8:1:2::"
    assert network("192.0.2.7") == "192.0.2.7"
