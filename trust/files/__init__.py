"""A trust as a directory of files: trust.yaml beside one table a file, read and written without touching a disk.

`parse_files` turns texts into values and tells every fault at once; `write_files` turns values back into the same
files; `build_schemas` describes each file to other programs. docs/trust-files.md is the guide for people.
"""

from trust.files.faults import Fault, Severity
from trust.files.parse import Parsed, parse_files
from trust.files.schemas import build_schemas
from trust.files.write import write_files, write_table

__all__ = ["Fault", "Parsed", "Severity", "build_schemas", "parse_files", "write_files", "write_table"]
