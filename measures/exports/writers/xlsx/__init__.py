"""The parts of a workbook: paper and widths, looks of cells, the XML of rows, sheets, charts, and the file itself."""
