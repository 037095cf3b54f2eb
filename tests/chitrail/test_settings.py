import pytest

from chitrail.errors import ConfigurationError
from chitrail.settings import Settings
from tests.support.settings import environment

URL = "postgresql+psycopg://u:p@127.0.0.1:5432/chitrail"


def test_everything_missing_is_named_at_once():
    with pytest.raises(ConfigurationError) as refusal:
        Settings.from_env({})
    for name in ("CHITRAIL_HOME", "DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "RAZORPAY_KEY_SECRET"):
        assert f"{name} is not set" in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("CHITRAIL_API_PORT", "eighty", "not a valid int"),
        ("CHITRAIL_SECRET_KEY", "short", "at least 32 bytes"),
        ("DATABASE_URL", "postgresql://u@h/d", "must start with"),
        ("CHITRAIL_SECRET_KEY_PREVIOUS", "short", "at least 32 bytes"),
        ("CHITRAIL_ACCESS_TOKEN_MINUTES", "16", "must be 1 to 15"),
        ("CHITRAIL_SIGN_IN_HOURS", "0", "more than 0"),
        ("CHITRAIL_TRUSTED_PROXIES", "nginx", "addresses or networks"),
        ("CHITRAIL_APPROVAL_REFUND_RUPEES", "much", "must be an amount"),
        ("REDIS_URL", "http://127.0.0.1:6379", "must start with redis://"),
        ("CHITRAIL_REDIS_TIMEOUT_SECONDS", "60", "at most 5"),
        ("CHITRAIL_LIMIT_ACTOR_PER_SECOND", "-1", "0 or more"),
        ("CHITRAIL_LIMIT_ADDRESS_BURST", "0", "more than 0"),
        ("CHITRAIL_ENV", "staging", "must be development or production"),
    ],
)
def test_a_malformed_value_is_refused_by_name(tmp_path, name, value, complaint):
    env = environment(URL, tmp_path) | {name: value}
    with pytest.raises(ConfigurationError, match=complaint) as refusal:
        Settings.from_env(env)
    assert name in str(refusal.value)


def test_production_talks_to_the_gateway_over_tls_only(tmp_path):
    env = environment(
        URL, tmp_path, CHITRAIL_ENV="production", RAZORPAY_BASE_URL="http://127.0.0.1:1"
    )
    with pytest.raises(ConfigurationError, match="https"):
        Settings.from_env(env)


def test_addresses_follow_ports_unless_given(tmp_path):
    settings = Settings.from_env(environment(URL, tmp_path, CHITRAIL_API_PORT=9000))
    assert settings.address("api") == "http://127.0.0.1:9000"
    given = Settings.from_env(
        environment(URL, tmp_path, CHITRAIL_API_URL="https://pos.example.com/")
    )
    assert given.address("api") == "https://pos.example.com"
    assert settings.warehouse_snapshot == tmp_path / "warehouse" / "chitrail.duckdb"
    assert settings.libpq_url == "postgresql://u:p@127.0.0.1:5432/chitrail"
