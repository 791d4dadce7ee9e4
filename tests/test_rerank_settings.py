"""Where a language model may be: never where others could read along."""

import pytest
from test_layers import imports, modules

from intake import config, worker
from intake.errors import ConfigError

OK = {"INTAKE_LLM_URL": "http://10.1.2.3:8000/v1", "INTAKE_LLM_MODEL": "qwen2.5-7b-instruct"}


@pytest.mark.parametrize(
    "url",
    [
        "https://llm.example.org/v1",
        "https://8.8.8.8/v1",
        "http://localhost:11434/v1",
        "http://127.0.0.1/v1",
        "http://10.1.2.3:8000/v1",
        "http://172.31.0.9/v1",
        "http://192.168.1.20:8000/v1/",
        "http://[::1]:8000/v1",
        "http://[fd12:3456::1]/v1",
    ],
)
def test_encrypted_or_inside_the_house(url: str) -> None:
    assert config.load({**OK, "INTAKE_LLM_URL": url}).llm_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://llm.example.org/v1",
        "http://llm/v1",
        "http://localhost.example.org/v1",
        "http://8.8.8.8/v1",
        "http://172.32.0.1/v1",
        "http://169.254.169.254/latest",
        "http://0.0.0.0/v1",
        "http://[2001:db8::1]/v1",
        "http://10.1.2.3@example.org/v1",
        "http://10.1.2/v1",
        "http://167837955/v1",
        "http://10.1.2.3:port/v1",
        "https://user:password@llm.example.org/v1",
        "https://llm.example.org/v1?key=1",
        "https://llm.example.org/v1#x",
        "https:///v1",
        "https://",
        "ftp://10.1.2.3/v1",
        "10.1.2.3:8000/v1",
        "https://llm.example.org/v1\r\nX: y",
        "https://模型.example.org/v1",
    ],
)
def test_anything_else_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="llm_url"):
        config.load({**OK, "INTAKE_LLM_URL": url})


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("INTAKE_LLM_MODEL", "", "llm_model"),
        ("INTAKE_LLM_TIMEOUT", "0", "llm_timeout"),
        ("INTAKE_LLM_TIMEOUT", "600", "llm_timeout"),
        ("INTAKE_LLM_DAILY", "-1", "llm_daily"),
        ("INTAKE_LLM_KEY", "sk-1\nX: y", "llm_key"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        config.load({**OK, variable: value})


def test_the_key_is_a_secret_and_may_lie_in_a_file(tmp_path: object) -> None:
    key = tmp_path / "key"  # type: ignore[operator]
    key.write_text("sk-1\n", encoding="utf-8")
    assert config.load({**OK, "INTAKE_LLM_KEY_FILE": str(key)}).llm_key == "sk-1"


def test_no_model_is_asked_unless_one_is_named() -> None:
    assert "rerank" not in [task.name for task in worker.tasks(config.load({}))]
    assert "rerank" in [task.name for task in worker.tasks(config.load(OK))]


def test_only_the_worker_can_ask() -> None:
    """A page that waited for a model would be a page that hangs."""
    askers = [
        module
        for module, path in modules()
        for name in imports(path.read_text(encoding="utf-8"), module)
        if name.startswith("intake.rerank") and not module.startswith("intake.rerank")
    ]
    assert set(askers) == {"intake.worker"}
    assert imports("from intake.rerank.endpoint import ask", "x") == {"intake.rerank.endpoint.ask"}
