from muster.core.tests.conftest import bucket, s3_server  # noqa: F401 -- fixtures
