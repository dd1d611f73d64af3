"""How long a filled form of 100 questions is looked at, beside ODK's engine called by itself in the same run.

    python -m tests.benchmarks.form_validation [--rounds 300]

The form has 24 numbers with a constraint, 24 choices that apply by them, 24 calculations, 24 texts with a pattern, and
a repeat of 4 questions, in two languages; every answer is given. Times are from the call in Python to its answer, in
a process that is already there (medians; the first half warms up). The peer loads the same instance and asks for
violations and XML, no more: without looking for what was sent and is gone, and without a process in between.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from muster.features.registers import engine
from muster.features.registers.engine import node, process
from muster.features.registers.engine.tests.xforms import NAMESPACES

BOUND = 20.0  # ms
LONG = 50_000  # choices
TRIPLES = range(24)


def main() -> int:
    """Prints the figures; 1 where the median is above the bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    source, instance = engine.Source(form(), {}), answers()
    began = time.perf_counter()
    assert engine.evaluate(source, instance).is_valid
    print(f"first answer, process and form included   {time.perf_counter() - began:8.2f} s")
    times = [_timed(source, instance) for _round in range(rounds)]
    raw = raw_times(source.xml, instance, rounds)
    median = statistics.median(times[rounds // 2 :])
    print(f"100 questions, client to answer, median   {median:8.1f} ms (p95 {percentile(times[rounds // 2 :]):.1f})")
    print(f"the engine called by itself, median       {raw:8.1f} ms: {median / raw:.2f}×")
    long_list()
    return int(median > BOUND)


def _timed(source: engine.Source, instance: str) -> float:
    began = time.perf_counter()
    engine.evaluate(source, instance)
    return (time.perf_counter() - began) * 1000


def percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def raw_times(xml: str, instance: str, rounds: int) -> float:
    """Median milliseconds of the second half."""
    script = Path(__file__).with_name("_raw_engine.mjs")
    command = [node.BINARY, f"--max-semi-space-size={process.YOUNG}", script, node.FOLDER, str(rounds)]
    asked = json.dumps({"xml": xml, "instance": instance})
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return statistics.median(json.loads(done.stdout)[rounds // 2 :])


def long_list() -> None:
    """A question with as many choices as a form may bring."""
    table = "name,label\n" + "".join(f"n{number},Label {number}\n" for number in range(LONG))
    body = """<select1 ref="/data/a"><itemset nodeset="instance('long')/root/item">
    <value ref="name"/><label ref="label"/></itemset></select1>"""
    lists = '<instance id="long" src="jr://file-csv/long.csv"/>'
    source = engine.Source(_document("<a/>", '<bind nodeset="/data/a"/>', body, lists), {"long.csv": table})
    began = time.perf_counter()
    assert not engine.load(source).problems
    loaded = time.perf_counter()
    assert engine.evaluate(source, '<data id="test"><a>n7</a></data>').is_valid
    print(f"{LONG:,} choices: load {loaded - began:.1f} s, one answer {time.perf_counter() - loaded:.1f} s")


def form() -> str:
    """The form as XForm XML."""
    names = ["pn0", "pn1", "pn2", "pn3"]
    rows = "".join(f"<{name}/>" for name in names)
    data = f"<person>{rows}</person>" + "".join(f"<n{i}/><y{i}/><c{i}/><t{i}/>" for i in TRIPLES)
    asked = "".join(f'<input ref="/data/person/{name}">{_label(name)}</input>' for name in names)
    repeat = f'<group ref="/data/person"><repeat nodeset="/data/person">{asked}</repeat></group>'
    texts = "".join(_texts(language) for language in ("English (en)", "Shqip (sq)"))
    binds = "".join(_binds(i) for i in TRIPLES)
    return _document(data, binds, repeat + "".join(_questions(i) for i in TRIPLES), before=f"<itext>{texts}</itext>")


def _document(data: str, binds: str, body: str, lists: str = "", before: str = "") -> str:
    return (
        f"<h:html {NAMESPACES}><h:head><h:title>Test</h:title><model>{before}<instance><data id='test'>{data}</data>"
        f"</instance>{lists}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )


def _binds(number: int) -> str:
    n, y, c, t = (f"/data/{letter}{number}" for letter in "nyct")
    return (
        f'<bind nodeset="{n}" type="int" constraint=". &gt; 0 and . &lt; 100" required="true()"/>'
        f'<bind nodeset="{y}" type="string" relevant=" {n}  &gt; 5"/><bind nodeset="{c}" calculate=" {n}  * 2"/>'
        f'<bind nodeset="{t}" relevant="selected( {y} , \'yes\')" constraint="regex(., \'[a-z ]+\')"/>'
    )


def _questions(number: int) -> str:
    items = "".join(f"<item>{_label(value)}<value>{value}</value></item>" for value in ("yes", "no"))
    asked = [f'<input ref="/data/{letter}{number}">{_label(f"{letter}{number}")}</input>' for letter in "nt"]
    return "".join([*asked, f'<select1 ref="/data/y{number}">{_label(f"y{number}")}{items}</select1>'])


def _label(name: str) -> str:
    return f"<label ref=\"jr:itext('{name}')\"/>"


def _texts(language: str) -> str:
    names = ["yes", "no", *(f"pn{i}" for i in range(4)), *(f"{letter}{i}" for letter in "nyt" for i in TRIPLES)]
    texts = "".join(f'<text id="{name}"><value>{name} in {language}</value></text>' for name in names)
    return f'<translation lang="{language}">{texts}</translation>'


def answers() -> str:
    given = "".join(f"<n{i}>7</n{i}><y{i}>yes</y{i}><c{i}>14</c{i}><t{i}>abc</t{i}>" for i in TRIPLES)
    return f'<data id="test"><person><pn0>x</pn0><pn1>x</pn1><pn2>x</pn2><pn3>x</pn3></person>{given}</data>'


if __name__ == "__main__":
    sys.exit(main())
