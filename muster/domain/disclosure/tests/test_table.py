from decimal import Decimal

from muster.domain.disclosure import TOTAL, Cell, Dimension, Records, Table


def test_what_records_add_by_several_entries_is_what_the_rules_look_at():
    entries = Cell(4, Decimal(40), (Decimal(10), Decimal(10)))
    two = {("a",): Records(2, (Decimal(38), Decimal(2))), (TOTAL,): Records(3, (Decimal(38), Decimal(9)))}
    table = Table("t", (Dimension("f", ("a", "b")),), {("a",): entries, ("b",): entries}, "kg", records=two)
    largest = {position: cell.largest for position, cell in table.values.items()}
    assert largest["a",] == (Decimal(38), Decimal(2))
    assert largest[TOTAL,] == (Decimal(38), Decimal(9))
    assert largest["b",] == (Decimal(10), Decimal(10))
    assert Table.from_json(table.to_json()) == table


def test_a_table_that_was_kept_before_says_only_how_many_records_they_are():
    table = Table("t", (Dimension("f", ("a",)),), {("a",): Cell(9)}, records={("a",): Records(2)})
    kept = table.to_json() | {"records": [[["a"], 2]]}
    assert Table.from_json(kept) == table
