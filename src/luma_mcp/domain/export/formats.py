"""The formats by name."""

from collections.abc import Mapping

from luma_mcp.domain.export.beancount import Beancount
from luma_mcp.domain.export.csv_file import Csv
from luma_mcp.domain.export.hledger import Hledger
from luma_mcp.domain.export.journal import ExportFormat, Writer

WRITERS: Mapping[ExportFormat, Writer] = {
    ExportFormat.BEANCOUNT: Beancount(),
    ExportFormat.HLEDGER: Hledger(),
    ExportFormat.CSV: Csv(),
}
