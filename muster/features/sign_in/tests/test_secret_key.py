import os
import subprocess
import sys

READ = "from muster.config import settings; print(settings.SECRET_KEY)"


def test_processes_that_start_together_agree_on_the_signing_key(tmp_path):
    environment = {**os.environ, "MUSTER_DATA": str(tmp_path), "DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x"}
    command = [sys.executable, "-c", READ]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keys = {process.communicate()[0].strip() for process in running}
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
