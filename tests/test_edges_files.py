from __future__ import annotations
import pytest
pytest.register_assert_rewrite("contract")
from contract import Adapter, TablePortContract
from results_desk.edges.files import ClosedBook

class TestClosedFiles(TablePortContract):
    adapter = Adapter("closed files", ClosedBook.open, lambda book: book.commit(None))
