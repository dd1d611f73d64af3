"""S3-compatible storage for tests, over real HTTP."""

import boto3
import pytest
from moto.server import ThreadedMotoServer


@pytest.fixture(scope="module")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def bucket(s3_server, monkeypatch):
    from muster.core import files
    from muster.core.tests.test_files import InBucket

    host, port = s3_server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL_S3": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "muster",
        "AWS_SECRET_ACCESS_KEY": "muster",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="muster", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    yield InBucket(s3_server, client)
    files._store_at.cache_clear()
    for found in client.list_objects_v2(Bucket="muster").get("Contents", []):
        client.delete_object(Bucket="muster", Key=found["Key"])
    for left in client.list_multipart_uploads(Bucket="muster").get("Uploads", []):
        client.abort_multipart_upload(Bucket="muster", Key=left["Key"], UploadId=left["UploadId"])
    client.delete_bucket(Bucket="muster")
